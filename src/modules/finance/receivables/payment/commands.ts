import { implement, type Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { refundable, sendBack, stateMoney, statePayments } from '#modules/finance/open-items/api.ts';
import { recordPayment, recordPaymentsCommand, refund } from '../contract.ts';
import { RECEIVABLE } from '../side.ts';
import { returnPayment } from './contract.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input, refuse) => {
  checkDay(tx, [input], refuse);
  const [made] = await recordPayments(tx, [input]);
  await statePayments(tx, RECEIVABLE, [made!]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }, refuse) => {
  checkDay(tx, payments, refuse);
  const made = await recordPayments(tx, payments);
  await statePayments(tx, RECEIVABLE, made, payments);
  return { payments: made.map((payment) => payment.id) };
});

/** Money has moved or it has not: a day to come is none. */
function checkDay(
  tx: Tx,
  payments: readonly { receivedOn?: Day | null | undefined }[],
  refuse: Refuse<Record<'future_day', string>>,
): void {
  const ahead = payments.find((payment) => payment.receivedOn && payment.receivedOn > tx.today);
  if (ahead) refuse('future_day', { day: ahead.receivedOn });
}

export const refundHandler = implement(refund, async (tx, input, refuse) => {
  const { party: customer, ...back } = await refundable(tx, RECEIVABLE, input, refuse);
  const { account, method, reference, refundedOn: receivedOn } = input;
  const [made] = await recordPayments(tx, [
    { ...back, customer, receivedOn, account, method, reference, settle: 'listed' },
  ]);
  await stateMoney(tx, RECEIVABLE, 'refund', customer);
  return { payment: made!.id };
});

export const returnHandler = implement(returnPayment, async (tx, input, refuse) => {
  const { party: customer, day: receivedOn, reopenedMinor, mirror } = await sendBack(tx, RECEIVABLE, input, refuse);
  const [made] = await recordPayments(tx, [{ ...mirror, customer, receivedOn }]);
  return { payment: made!.id, reopenedMinor };
});
