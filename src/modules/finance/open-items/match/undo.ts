import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { takeBackAdjustments } from '../adjustment/take-back.ts';
import { lockItems } from '../item/open-item.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import { type Match, settle, writeMatches } from './settle.ts';

/**
 * The same amounts with the signs turned: both items are open again, and the exchange difference is taken back. A discount, tax
 * withheld or write-off is not left open: it is taken back with its taxes. Not before the match itself.
 */
export async function undoMatches(tx: Tx, side: Side, asked: readonly Match[], day: Day): Promise<Match[]> {
  const found = [...asked, ...(await otherHalves(tx, side, asked))];
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

/** A payment converted into another currency is taken back whole: what it brought there and what it took out of the payment. */
function otherHalves(tx: Tx, side: Side, asked: readonly Match[]): Promise<Match[]> {
  const { item, match, adjustment, owedId, owedBase } = tablesOf(side);
  const ids = asked.map((one) => one.id);
  return tx.sql<Match>`
    select distinct m.id, m.party_id, m.${owedId} as owed_id, m.credit_id, m.amount_minor, m.${owedBase} as owed_base_minor, m.credit_base_minor, m.matched_on
    from ${match} a
    join ${item} x on x.company_id = a.company_id and x.id in (a.${owedId}, a.credit_id) and x.kind = 'adjustment'
    join ${adjustment} d on d.company_id = x.company_id and d.id = x.document_id and d.kind = 'conversion'
    join ${item} y on y.company_id = d.company_id and y.document_id = d.id and y.id <> x.id
    join ${match} m on m.company_id = y.company_id and (m.${owedId} = y.id or m.credit_id = y.id)
    where a.company_id = ${tx.company} and a.id = any(${ids}::uuid[]) and m.id <> all(${ids}::uuid[]) and m.undoes_id is null
      and not exists (select from ${match} u where u.company_id = m.company_id and u.undoes_id = m.id) order by m.id`;
}
