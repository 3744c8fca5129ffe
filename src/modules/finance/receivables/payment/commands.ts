import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { formatMajor, mulDiv } from '#kernel/values/money.ts';
import { post } from '#modules/finance/ledger/api.ts';
import { recordPayment, recordPaymentsCommand, writeOff } from '../contract.ts';
import { lockItems, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';
import { adjust, adjustmentEntries, insertAdjustments } from './apply.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input) => {
  const [made] = await recordPayments(tx, [input]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }) => ({
  payments: (await recordPayments(tx, payments)).map((payment) => payment.id),
}));

export const writeOffHandler = implement(writeOff, async (tx, input, refuse) => {
  const [debit] = await lockItems(tx, [input.item]);
  if (!debit) return refuseCommon('not_found', { what: 'open item' });
  if (debit.openMinor <= 0n) refuse('not_a_debit');
  const amount = input.amountMinor ?? debit.openMinor;
  if (amount <= 0n || amount > debit.openMinor) refuse('not_open', { open: formatMajor(debit.openMinor, tx.digits) });
  // Given up at the rate it was booked with: writing off realises no exchange difference.
  const base =
    amount === debit.openMinor
      ? debit.openBaseMinor
      : mulDiv({ amount: debit.openBaseMinor, numerator: amount, denominator: debit.openMinor, rounding: 'half-up' });
  const made = adjust({
    tx,
    debit,
    kind: 'write_off',
    amount,
    base,
    day: input.writtenOffOn ?? tx.today,
    reason: input.reason,
  });
  await Promise.all([
    insertAdjustments(tx, [made.adjustment]),
    openItems(tx, [made.adjustment.item]),
    post(tx, adjustmentEntries(tx, [made.adjustment]), 'receivables'),
    writeMatches(tx, [made.match], [debit, made.credit]),
  ]);
  tx.record({
    entity: 'receivables.open_item',
    id: debit.documentId,
    after: { writtenOffMinor: amount, reason: input.reason },
  });
  return { adjustment: made.adjustment.item.documentId };
});
