import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { matchItems, unmatchItems } from '../contract.ts';
import { lockItems, type Match, settle, writeMatches } from './match.ts';
import { takeBackAdjustment } from './take-back.ts';

export const matchHandler = implement(matchItems, async (tx, { credit: creditId, debits, matchedOn }, refuse) => {
  const items = await lockItems(tx, [creditId, ...debits.map((debit) => debit.item)]);
  const credit = items.find((item) => item.id === creditId);
  if (!credit) return refuseCommon('not_found', { what: 'open item' });
  if (credit.openMinor >= 0n) refuse('not_a_credit');
  const day = matchedOn ?? tx.today;
  const matches: Match[] = [];
  for (const wanted of debits) {
    const debit = items.find((item) => item.id === wanted.item);
    if (!debit) return refuseCommon('not_found', { what: 'open item' });
    if (debit.partyId !== credit.partyId) refuse('other_party');
    if (debit.currency !== credit.currency) refuse('other_currency');
    const amount = wanted.amountMinor ?? (debit.openMinor < -credit.openMinor ? debit.openMinor : -credit.openMinor);
    if (amount <= 0n || amount > debit.openMinor || amount > -credit.openMinor)
      refuse('not_open', { open: debit.openMinor });
    matches.push(settle({ tx, debit, credit, amount, day }));
  }
  await writeMatches(tx, matches, items);
  tx.record(
    ...[...new Set(items.map((item) => item.documentId))].map((id) => ({
      entity: 'receivables.open_item',
      id,
      after: { matched: matches.map((match) => match.amountMinor) },
    })),
  );
  return { matches: matches.map((match) => match.id) };
});

/**
 * The same amounts with the signs turned: both items are open again, and the exchange difference is taken back. A discount
 * or write-off is not left to the customer's credit: it is taken back with its taxes.
 */
export const unmatchHandler = implement(unmatchItems, async (tx, { match: id, undoneOn }, refuse) => {
  const [found] = await tx.sql<Match & { undone: boolean }>`
    select m.id, m.party_id, m.debit_id, m.credit_id, m.amount_minor, m.debit_base_minor, m.credit_base_minor, m.matched_on, m.undoes_id,
      exists (select from receivables.match u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
    from receivables.match m where m.company_id = ${tx.company} and m.id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'match' });
  if (found.undone || found.undoesId) refuse('already_undone');
  const items = await lockItems(tx, [found.debitId, found.creditId]);
  const debit = items.find((item) => item.id === found.debitId)!;
  const credit = items.find((item) => item.id === found.creditId)!;
  // The mirror of a taken-back adjustment settles it for good.
  if (debit.kind === 'adjustment') refuse('already_undone');
  const day = undoneOn ?? tx.today;
  if (day < found.matchedOn) refuse('before_match', { day: found.matchedOn });
  debit.openMinor += found.amountMinor;
  debit.openBaseMinor += found.debitBaseMinor;
  credit.openMinor -= found.amountMinor;
  credit.openBaseMinor -= found.creditBaseMinor;
  const undo: Match = {
    ...found,
    id: tx.newId(),
    amountMinor: -found.amountMinor,
    debitBaseMinor: -found.debitBaseMinor,
    creditBaseMinor: -found.creditBaseMinor,
    matchedOn: day,
    undoesId: found.id,
  };
  const matches = [undo];
  if (credit.kind === 'adjustment') {
    const taken = await takeBackAdjustment(tx, credit, day);
    matches.push(settle({ tx, debit: taken, credit, amount: taken.openMinor, day }));
    items.push(taken);
  }
  await writeMatches(tx, matches, items);
  tx.record(
    ...items.map((item) => ({
      entity: 'receivables.open_item',
      id: item.documentId,
      after: { unmatched: found.amountMinor },
    })),
  );
  return { match: undo.id };
});
