import { implement } from '#kernel/command.ts';
import { recordPayment, recordPaymentsCommand } from '../contract.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input) => {
  const [made] = await recordPayments(tx, [input]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }) => ({
  payments: (await recordPayments(tx, payments)).map((payment) => payment.id),
}));
