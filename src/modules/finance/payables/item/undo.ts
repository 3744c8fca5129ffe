import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockItems, type Match, settle, writeMatches } from './match.ts';
import { takeBackAdjustments } from './take-back.ts';

/**
 * The same amounts with the signs turned: both items are open again, and the exchange difference is taken back. A discount, tax
 * withheld or write-off is not left to our credit: it is taken back with its taxes. Not before the match itself.
 */
export async function undoMatches(tx: Tx, found: readonly Match[], day: Day): Promise<Match[]> {
  const items = await lockItems(tx, [...new Set(found.flatMap(({ owedId, creditId }) => [owedId, creditId]))]);
  const byId = new Map(items.map((item) => [item.id, item]));
  const undone = found.map((match): Match => {
    const [owed, credit] = [byId.get(match.owedId)!, byId.get(match.creditId)!];
    owed.openMinor += match.amountMinor;
    owed.openBaseMinor += match.owedBaseMinor;
    credit.openMinor -= match.amountMinor;
    credit.openBaseMinor -= match.creditBaseMinor;
    return {
      ...{ ...match, id: tx.newId(), amountMinor: -match.amountMinor, owedBaseMinor: -match.owedBaseMinor },
      ...{ creditBaseMinor: -match.creditBaseMinor, matchedOn: day > match.matchedOn ? day : match.matchedOn },
      undoesId: match.id,
    };
  });
  const credits = [...new Set<Id>(found.map((match) => match.creditId))]
    .map((id) => byId.get(id)!)
    .filter((credit) => credit.kind === 'adjustment');
  const taken = await takeBackAdjustments(tx, credits, day);
  const closing = taken.map((owed, at) => settle({ tx, owed, credit: credits[at]!, amount: owed.openMinor, day }));
  await writeMatches(tx, [...undone, ...closing], [...items, ...taken]);
  tx.record(
    ...items.map(({ id, openMinor }) => ({ entity: 'payables.open_item', id, after: { openedAgain: openMinor } })),
  );
  return undone;
}
