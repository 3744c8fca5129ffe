import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { formatMajor, mulDiv } from '#kernel/values/money.ts';
import { post } from '#modules/finance/ledger/api.ts';
import { matchItems, recordPayment, recordPaymentsCommand, unmatchItems, writeOff } from '../contract.ts';
import { lockItems, type Match, settle, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';
import { undoMatches } from '../item/undo.ts';
import { adjust, adjustmentEntries, insertAdjustments } from './apply.ts';
import { recordPayments } from './record-payments.ts';

export const recordPaymentHandler = implement(recordPayment, async (tx, input) => {
  const [made] = await recordPayments(tx, [input]);
  return { payment: made!.id, settledMinor: made!.settledMinor, leftMinor: made!.leftMinor };
});

export const recordPaymentsHandler = implement(recordPaymentsCommand, async (tx, { payments }) => ({
  payments: (await recordPayments(tx, payments)).map((payment) => payment.id),
}));

export const matchHandler = implement(matchItems, async (tx, { credit: creditId, bills, matchedOn }, refuse) => {
  const items = await lockItems(tx, [creditId, ...bills.map((bill) => bill.item)]);
  const credit = items.find((item) => item.id === creditId);
  if (!credit) return refuseCommon('not_found', { what: 'open item' });
  if (credit.openMinor >= 0n) refuse('not_a_credit');
  const day = matchedOn ?? tx.today;
  const matches: Match[] = [];
  for (const wanted of bills) {
    const owed = items.find((item) => item.id === wanted.item);
    if (!owed) return refuseCommon('not_found', { what: 'open item' });
    if (owed.partyId !== credit.partyId) refuse('other_party');
    if (owed.currency !== credit.currency) refuse('other_currency');
    const amount = wanted.amountMinor ?? (owed.openMinor < -credit.openMinor ? owed.openMinor : -credit.openMinor);
    if (amount <= 0n || amount > owed.openMinor || amount > -credit.openMinor)
      refuse('not_open', { open: formatMajor(owed.openMinor, tx.digits) });
    matches.push(settle({ tx, owed, credit, amount, day }));
  }
  await writeMatches(tx, matches, items);
  tx.record(
    ...items.map(({ id }) => ({
      entity: 'payables.open_item',
      id,
      after: { matched: matches.map((match) => match.amountMinor) },
    })),
  );
  return { matches: matches.map((match) => match.id) };
});

export const unmatchHandler = implement(unmatchItems, async (tx, { match: id, undoneOn }, refuse) => {
  const [found] = await tx.sql<Match & { undone: boolean; mirror: boolean }>`
    select m.id, m.party_id, m.owed_id, m.credit_id, m.amount_minor, m.owed_base_minor, m.credit_base_minor, m.matched_on, m.undoes_id,
      x.kind = 'adjustment' or exists (select from payables.payment r where r.company_id = x.company_id and r.id = x.document_id and r.returns_id is not null) as mirror,
      exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
    from payables.match m join payables.open_item x on x.company_id = m.company_id and x.id = m.owed_id
    where m.company_id = ${tx.company} and m.id = ${id} for no key update of x`;
  if (!found) return refuseCommon('not_found', { what: 'match' });
  // The mirror of a taken-back adjustment, or of a payment sent back, settles it for good.
  if (found.undone || found.undoesId || found.mirror) refuse('already_undone');
  const day = undoneOn ?? tx.today;
  if (day < found.matchedOn) refuse('before_match', { day: found.matchedOn });
  const [undo] = await undoMatches(tx, [found], day);
  return { match: undo!.id };
});

/** Given up at the rate it was booked with: that realises no exchange difference. */
export const writeOffHandler = implement(writeOff, async (tx, input, refuse) => {
  const [owed] = await lockItems(tx, [input.item]);
  if (!owed) return refuseCommon('not_found', { what: 'open item' });
  if (owed.openMinor <= 0n) refuse('not_owed');
  const amount = input.amountMinor ?? owed.openMinor;
  if (amount <= 0n || amount > owed.openMinor) refuse('not_open', { open: formatMajor(owed.openMinor, tx.digits) });
  const base = mulDiv({
    ...{ amount: owed.openBaseMinor, numerator: amount, denominator: owed.openMinor, rounding: 'half-up' },
  });
  const made = adjust({ tx, owed, amount, base, day: input.writtenOffOn ?? tx.today });
  const { reason } = input;
  const none = { payment: null, withholding: null, taxes: [], toBase: () => 0n };
  const adjustment = { ...none, kind: 'write_off', item: made.item, reason } as const;
  await Promise.all([
    insertAdjustments(tx, [adjustment]),
    openItems(tx, [made.item]),
    post(tx, adjustmentEntries(tx, [adjustment]), 'payables'),
    writeMatches(tx, [made.match], [owed, made.credit]),
  ]);
  tx.record({ entity: 'payables.open_item', id: owed.id, after: { writtenOffMinor: amount, reason } });
  return { adjustment: made.item.documentId };
});
