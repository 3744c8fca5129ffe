import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { takeBackAdjustments } from '../adjustment/take-back.ts';
import { lockItems } from '../item/open-item.ts';
import { entityOf, type Side } from '../side.ts';
import { type Match, settle, writeMatches } from './settle.ts';

/**
 * The same amounts with the signs turned: both items are open again, and the exchange difference is taken back. A discount, tax
 * withheld or write-off is not left open: it is taken back with its taxes. Not before the match itself.
 */
export async function undoMatches(tx: Tx, side: Side, found: readonly Match[], day: Day): Promise<Match[]> {
  const items = await lockItems(tx, side, [...new Set(found.flatMap(({ owedId, creditId }) => [owedId, creditId]))]);
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
  const adjusted = found.flatMap((match) => {
    const [owed, credit] = [byId.get(match.owedId)!, byId.get(match.creditId)!];
    if (credit.kind === 'adjustment') return [{ adjustment: credit, item: owed }];
    return owed.kind === 'adjustment' ? [{ adjustment: owed, item: credit }] : [];
  });
  const mirrors = await takeBackAdjustments(tx, side, adjusted, day);
  const closing = mirrors.map((mirror, at) => {
    const { adjustment } = adjusted[at]!;
    const [owed, credit] = mirror.openMinor > 0n ? [mirror, adjustment] : [adjustment, mirror];
    return settle({ tx, owed, credit, amount: owed.openMinor, day });
  });
  await writeMatches(tx, side, [...undone, ...closing], [...items, ...mirrors]);
  tx.record(
    ...items.map(({ id, openMinor }) => ({
      ...{ entity: entityOf(side, 'open_item'), id, after: { openedAgain: openMinor } },
    })),
  );
  return undone;
}
