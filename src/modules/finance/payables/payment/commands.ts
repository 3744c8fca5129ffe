import { implement, type Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { refundable, sendBack, stateMoney, statePayments } from '#modules/finance/open-items/api.ts';
import { recordPayment, recordPaymentsCommand, refund } from '../contract.ts';
import { PAYABLE } from '../side.ts';
import { returnPayment } from './contract.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input, refuse) => {
  checkDay(tx, [input], refuse);
  const [made] = await recordPayments(tx, [input]);
  await statePayments(tx, PAYABLE, [made!]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }, refuse) => {
  checkDay(tx, payments, refuse);
  const made = await recordPayments(tx, payments);
  await statePayments(tx, PAYABLE, made, payments);
  return { payments: made.map((payment) => payment.id) };
});

/** Money has moved or it has not: a day to come is none. */
function checkDay(
  tx: Tx,
  payments: readonly { paidOn?: Day | null | undefined }[],
  refuse: Refuse<Record<'future_day', string>>,
): void {
  const ahead = payments.find((payment) => payment.paidOn && payment.paidOn > tx.today);
  if (ahead) refuse('future_day', { day: ahead.paidOn });
}

export const refundHandler = implement(refund, async (tx, input, refuse) => {
  const { party: supplier, ...back } = await refundable(tx, PAYABLE, input, refuse);
  const { account, method, reference, refundedOn: paidOn } = input;
  const [made] = await recordPayments(tx, [
    { ...back, supplier, paidOn, account, method, reference, settle: 'listed' },
  ]);
  await stateMoney(tx, PAYABLE, 'refund', supplier);
  return { payment: made!.id };
});

export const returnHandler = implement(returnPayment, async (tx, input, refuse) => {
  const { party: supplier, day: paidOn, reopenedMinor, mirror } = await sendBack(tx, PAYABLE, input, refuse);
  const [made] = await recordPayments(tx, [{ ...mirror, supplier, paidOn }]);
  return { payment: made!.id, reopenedMinor };
});
