import type { Source } from '#engines/sourcing/rank-offers.ts';
import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

/** Categories above one another that are looked through for a policy. */
const DEPTH = 20;

/**
 * How suppliers stand for items on a day, by `supplier/item`: what was said of the pair, else `unapproved` where the item is
 * bought from approved suppliers alone. A pair nothing is said about is absent: it may be ordered. One statement.
 */
export async function sourcesOf(
  tx: Tx,
  pairs: readonly { supplier: Id; item: Id; day: Day }[],
): Promise<Map<string, Source>> {
  if (pairs.length === 0) return new Map();
  const wanted = [...new Map(pairs.map((pair) => [`${pair.supplier}/${pair.item}`, pair])).values()];
  const rows = await tx.sql<Source & { supplier: Id; item: Id }>`
    with recursive pair as (
      select supplier, item, day from ${table(wanted, { supplier: 'uuid', item: 'uuid', day: 'date' })}
    ), up as (
      select i.id as item, i.category_id as category, 0 as depth from catalog.item i
      where i.company_id = ${tx.company} and i.id in (select item from pair)
      union all
      select up.item, c.parent_id, up.depth + 1 from up
      join catalog.item_category c on c.company_id = ${tx.company} and c.id = up.category
      where c.parent_id is not null and up.depth < ${DEPTH}::int
    ), policy as (
      select distinct on (up.item) up.item, p.only_approved from up
      join purchasing.source_policy p on p.company_id = ${tx.company} and (p.item_id = up.item or p.category_id = up.category)
      order by up.item, p.item_id is null, up.depth
    )
    select pair.supplier, pair.item, coalesce(s.standing, 'unapproved') as standing, s.reason
    from pair
    left join policy on policy.item = pair.item
    left join lateral (
      select s.standing, s.reason from purchasing.item_supplier s
      where s.company_id = ${tx.company} and s.item_id = pair.item and s.supplier_id = pair.supplier
        and (s.from_day is null or s.from_day <= pair.day) and (s.to_day is null or s.to_day >= pair.day)
      order by s.from_day desc nulls last limit 1
    ) s on true
    where s.standing is not null or policy.only_approved`;
  return new Map(rows.map(({ supplier, item, ...source }) => [`${supplier}/${item}`, source]));
}

/** Refuses a pair that may not be ordered. */
export function checkSource(
  source: Source | undefined,
  names: { supplier: string; item: string },
  refuse: Refuse<Record<'item_blocked' | 'not_approved', string>>,
): void {
  if (source?.standing === 'blocked') refuse('item_blocked', { ...names, reason: source.reason ?? 'no reason given' });
  if (source?.standing === 'unapproved') refuse('not_approved', names);
}
