import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { matchItems, recordPayment, recordPaymentsCommand, unmatchItems } from '../contract.ts';
import { lockItems, type Match, settle, writeMatches } from '../item/match.ts';
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
      refuse('not_open', { open: owed.openMinor });
    matches.push(settle({ tx, owed, credit, amount, day }));
  }
  await writeMatches(tx, matches, items);
  tx.record(
    ...[...new Set(items.map((item) => item.documentId))].map((id) => ({
      entity: 'payables.open_item',
      id,
      after: { matched: matches.map((match) => match.amountMinor) },
    })),
  );
  return { matches: matches.map((match) => match.id) };
});

/** The same amounts with the signs turned: both items are open again, and the exchange difference is taken back. */
export const unmatchHandler = implement(unmatchItems, async (tx, { match: id, undoneOn }, refuse) => {
  const [found] = await tx.sql<Match & { undone: boolean }>`
    select m.id, m.party_id, m.owed_id, m.credit_id, m.amount_minor, m.owed_base_minor, m.credit_base_minor, m.matched_on, m.undoes_id,
      exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
    from payables.match m where m.company_id = ${tx.company} and m.id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'match' });
  const items = await lockItems(tx, [found.owedId, found.creditId]);
  if (found.undone || found.undoesId) refuse('already_undone');
  const owed = items.find((item) => item.id === found.owedId)!;
  const credit = items.find((item) => item.id === found.creditId)!;
  if (credit.kind === 'adjustment') refuse('of_payment');
  const day = undoneOn ?? tx.today;
  if (day < found.matchedOn) refuse('before_match', { day: found.matchedOn });
  owed.openMinor += found.amountMinor;
  owed.openBaseMinor += found.owedBaseMinor;
  credit.openMinor -= found.amountMinor;
  credit.openBaseMinor -= found.creditBaseMinor;
  const undo: Match = {
    ...found,
    ...{ id: tx.newId(), amountMinor: -found.amountMinor, owedBaseMinor: -found.owedBaseMinor },
    ...{ creditBaseMinor: -found.creditBaseMinor, matchedOn: day, undoesId: found.id },
  };
  await writeMatches(tx, [undo], items);
  tx.record(
    ...items.map((item) => ({
      entity: 'payables.open_item',
      id: item.documentId,
      after: { unmatched: found.amountMinor },
    })),
  );
  return { match: undo.id };
});
