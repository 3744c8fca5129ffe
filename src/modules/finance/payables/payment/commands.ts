import { implement } from '#kernel/command.ts';
import { refundable } from '#modules/finance/open-items/api.ts';
import { recordPayment, recordPaymentsCommand, refund } from '../contract.ts';
import { PAYABLE } from '../side.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input) => {
  const [made] = await recordPayments(tx, [input]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }) => ({
  payments: (await recordPayments(tx, payments)).map((payment) => payment.id),
}));

export const refundHandler = implement(refund, async (tx, { refundedOn: paidOn, ...input }, refuse) => {
  const { party: supplier, ...back } = await refundable(tx, PAYABLE, input, refuse);
  const { account, method, reference } = input;
  const [made] = await recordPayments(tx, [
    { ...back, supplier, paidOn, account, method, reference, settle: 'listed' },
  ]);
  return { payment: made!.id };
});
