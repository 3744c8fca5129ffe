import { exchangeDifference, settle as settleOpen } from '#engines/settlement/settle.ts';
import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type EntryDraft, keepPeriods, post, postingDay } from '#modules/finance/ledger/api.ts';
import { lockOpenItems, type OpenItem } from '../item/open-item.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';

export interface Match {
  id: Id;
  partyId: Id;
  owedId: Id;
  creditId: Id;
  amountMinor: bigint;
  owedBaseMinor: bigint;
  creditBaseMinor: bigint;
  matchedOn: Day;
  undoesId?: Id;
}

/** Settles `amount` of what is owed with a credit and takes it from both open parts. */
export function settle(args: { tx: Tx; owed: OpenItem; credit: OpenItem; amount: bigint; day: Day }): Match {
  const { tx, owed, credit, amount, day } = args;
  const settled = settleOpen({ debit: owed, credit, amount, day });
  Object.assign(owed, settled.debit);
  Object.assign(credit, settled.credit);
  return {
    ...{ id: tx.newId(), partyId: owed.partyId, owedId: owed.id, creditId: credit.id, amountMinor: amount },
    ...{ owedBaseMinor: settled.debitBaseMinor, creditBaseMinor: settled.creditBaseMinor },
    matchedOn: settled.settledOn,
  };
}

/** As much as is open of both. */
export const both = (owed: OpenItem, credit: OpenItem): bigint =>
  owed.openMinor < -credit.openMinor ? owed.openMinor : -credit.openMinor;

/** Writes matches and the open parts they leave, and posts the exchange differences they realise. */
export async function writeMatches(
  tx: Tx,
  side: Side,
  matches: readonly Match[],
  touched: readonly OpenItem[],
): Promise<void> {
  if (matches.length === 0) return;
  const { item, match, owedId, owedBase } = tablesOf(side);
  await Promise.all([
    keepPeriods(tx),
    tx.sql`insert into ${match} (company_id, id, party_id, ${owedId}, credit_id, amount_minor, ${owedBase}, credit_base_minor, matched_on, undoes_id, event_id)
      select ${tx.company}, id, party_id, owed_id, credit_id, amount_minor, owed_base_minor, credit_base_minor, ${postingDay(tx, raw('matched_on'))}, undoes_id, ${tx.eventId}
      from ${table(matches, { id: 'uuid', partyId: 'uuid', owedId: 'uuid', creditId: 'uuid', amountMinor: 'bigint', owedBaseMinor: 'bigint', creditBaseMinor: 'bigint', matchedOn: 'date', undoesId: 'uuid' })}`,
    tx.sql`update ${item} x set open_minor = r.open_minor, open_base_minor = r.open_base_minor, discounted_minor = r.discounted_minor, written_off_minor = r.written_off_minor
      from ${table(touched, { id: 'uuid', openMinor: 'bigint', openBaseMinor: 'bigint', discountedMinor: 'bigint', writtenOffMinor: 'bigint' })}
      where x.company_id = ${tx.company} and x.id = r.id`,
    post(
      tx,
      matches.flatMap((one) => differenceEntry(side, one)),
      'open_items',
    ),
  ]);
}

/** Something owed to us that was worth more than the money is a loss; something we owe the mirror. */
function differenceEntry(side: Side, match: Match): EntryDraft[] {
  const { owedBaseMinor, creditBaseMinor, undoesId } = match;
  const [debitBaseMinor, otherMinor] =
    side.sign === 1n ? [owedBaseMinor, creditBaseMinor] : [creditBaseMinor, owedBaseMinor];
  const difference = exchangeDifference({ debitBaseMinor, creditBaseMinor: otherMinor, undoes: Boolean(undoesId) });
  if (!difference) return [];
  return [
    {
      journal: 'general',
      source: { entity: entityOf(side, 'match'), id: match.id },
      effectiveOn: match.matchedOn,
      text: undoesId ? 'Exchange difference taken back' : 'Realised exchange difference',
      lines: [
        { role: difference.role, amountMinor: difference.lossMinor, party: match.partyId },
        { role: side.role, amountMinor: -difference.lossMinor, party: match.partyId },
      ],
    },
  ];
}

/** Settles what is open of documents with the credits made for them, as far as both go; the oldest instalment first. */
export async function settleDocuments(
  tx: Tx,
  side: Side,
  pairs: readonly { party: Id; document: Id; credit: Id; day: Day }[],
): Promise<void> {
  const items = await lockOpenItems(tx, side, [...new Set(pairs.map((pair) => pair.party))].sort());
  const matches: Match[] = [];
  const touched = new Set<OpenItem>();
  for (const { document, credit: creditDocument, day } of pairs) {
    const credit = items.find((item) => item.documentId === creditDocument && item.openMinor < 0n);
    for (const owed of items.filter((item) => item.documentId === document && item.openMinor > 0n)) {
      if (!credit || credit.openMinor === 0n) break;
      matches.push(settle({ tx, owed, credit, amount: both(owed, credit), day }));
      touched.add(owed).add(credit);
    }
  }
  await writeMatches(tx, side, matches, [...touched]);
}
