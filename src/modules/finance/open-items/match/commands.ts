import type { Refuse } from '#kernel/command.ts';
import { amountOf, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { matchRefusals, unmatchRefusals } from '../contract.ts';
import { lockDeducted, undoGivenBack } from '../given-back/undo-given-back.ts';
import { lockItems, type OpenItem } from '../item/open-item.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import { both, type Match, settle, writeMatches } from './settle.ts';
import { undoMatches } from './undo.ts';

/** Settles what is owed with an open credit of the same party. */
export async function matchCredit(
  tx: Tx,
  side: Side,
  input: {
    credit: Id;
    owed: readonly { item: Id; amountMinor?: bigint | null | undefined }[];
    day: Day | null | undefined;
  },
  refuse: Refuse<typeof matchRefusals>,
): Promise<Match[]> {
  const day = input.day ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  const items = await lockItems(tx, side, [input.credit, ...input.owed.map((one) => one.item)]);
  const byId = new Map(items.map((item) => [item.id, item]));
  const credit = byId.get(input.credit) ?? refuseCommon('not_found', { what: 'open item' });
  if (credit.amountMinor >= 0n) refuse('not_a_credit');
  if (credit.openMinor === 0n) refuse('used_up');
  const matches = input.owed.map((wanted): Match => {
    const owed = byId.get(wanted.item) ?? refuseCommon('not_found', { what: 'open item' });
    if (owed.partyId !== credit.partyId) refuse('other_party', { party: side.party });
    if (owed.currency !== credit.currency) refuse('other_currency');
    if (owed.amountMinor < 0n) refuse('nothing_owed', { party: side.party });
    const most = owed.openMinor > 0n ? both(owed, credit) : 0n;
    const amount = wanted.amountMinor ?? most;
    const twice = input.owed.filter((one) => one.item === wanted.item).length > 1;
    if (amount <= 0n || amount > most) refuse(twice ? 'document_twice' : 'not_open', { open: amountOf(most, owed) });
    return settle({ tx, owed, credit, amount, day });
  });
  await writeMatches(tx, side, matches, items);
  recordItems(tx, side, items, { matched: matches.map((match) => match.amountMinor) });
  return matches;
}

/** Undoes one match; what credits took back of a deduction that is undone so comes back. */
export async function unmatch(
  tx: Tx,
  side: Side,
  input: { match: Id; day: Day | null | undefined },
  refuse: Refuse<typeof unmatchRefusals>,
): Promise<Match> {
  const { item, match, payment, owedId, owedBase } = tablesOf(side);
  const deducted = await lockDeducted(tx, side, [input.match]);
  // What follows sees what the lock waited for.
  const held = tx.sql`
    select o.id from ${match} m join ${item} o on o.company_id = m.company_id and o.id = m.${owedId}
    where m.company_id = ${tx.company} and m.id = ${input.match} for no key update of o`;
  const asked = tx.sql<Match & { undone: boolean; mirror: boolean }>`
    select m.id, m.party_id, m.${owedId} as owed_id, m.credit_id, m.amount_minor, m.${owedBase} as owed_base_minor, m.credit_base_minor, m.matched_on, m.undoes_id,
      o.document_id = c.document_id
        or exists (select from ${payment} r where r.company_id = o.company_id and r.id = o.document_id and r.returns_id is not null) as mirror,
      exists (select from ${match} u where u.company_id = m.company_id and u.undoes_id = m.id) as undone
    from ${match} m
    join ${item} o on o.company_id = m.company_id and o.id = m.${owedId}
    join ${item} c on c.company_id = m.company_id and c.id = m.credit_id
    where m.company_id = ${tx.company} and m.id = ${input.match}`;
  const [, [found]] = await Promise.all([held, asked]);
  if (!found) return refuseCommon('not_found', { what: 'match' });
  // The mirror of a taken-back adjustment, or of a payment sent back, settles it for good.
  if (found.undone || found.undoesId || found.mirror) refuse('already_undone');
  const day = input.day ?? tx.today;
  if (day > tx.today && day > found.matchedOn) refuse('future_day', { day });
  if (day < found.matchedOn) refuse('before_match', { day: found.matchedOn });
  const [undo] = await undoMatches(tx, side, [found], day);
  await undoGivenBack(tx, side, deducted, undo!.matchedOn);
  return undo!;
}

export const recordItems = (tx: Tx, side: Side, items: readonly OpenItem[], after: Record<string, unknown>): void =>
  tx.record(...items.map(({ id }) => ({ entity: entityOf(side, 'open_item'), id, after })));
