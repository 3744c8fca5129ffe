import { type Fragment, part } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';

export interface Where {
  readonly site?: Id | undefined;
  readonly item?: Id | undefined;
  readonly category?: Id | undefined;
}

export const chosen = (
  tx: Tx,
  { site = null, item = null, category = null }: Where | Record<string, null>,
): Fragment => part`
  s.company_id = ${tx.company} and (${site}::uuid is null or s.site_id = ${site}::uuid)
  and (${item}::uuid is null or s.item_id = ${item}::uuid) and (${category}::uuid is null or i.category_id = ${category}::uuid)`;

export interface StockAsOf {
  readonly itemId: Id;
  readonly item: string;
  readonly name: string;
  readonly category: string | null;
  readonly siteId: Id;
  readonly site: string;
  readonly reportedQuantity: Decimal;
  readonly reportedMinor: Minor;
  readonly knownQuantity: Decimal;
  readonly knownMinor: Minor;
}

/**
 * Stock at the end of a day, both ways: the last snapshot up to it, and the few entries since. With a snapshot each night
 * this reads about one row a stock, however long ago the day is.
 */
export const stockAsOf = (tx: Tx, day: Day, where: Where, size: number): Promise<StockAsOf[]> => tx.sql<StockAsOf>`
  with last as (
    select s.id, s.item_id, i.code, i.name, i.category_id, s.site_id, l.*
    from inventory.stock s
    join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
    left join lateral (
      select d.day, d.reported_quantity, d.reported_minor, d.known_quantity, d.known_minor
      from inventory.stock_day d
      where d.company_id = s.company_id and d.stock_id = s.id and d.day <= ${day}::date
      order by d.day desc limit 1
    ) l on true
    where ${chosen(tx, where)}
  ), state as (
    select last.*, e.reported_q, e.reported_v, e.known_q, e.known_v
    from last
    left join lateral (
      select sum(e.quantity) filter (where e.posted_on <= ${day}::date) as reported_q,
        (sum(e.value_minor) filter (where e.posted_on <= ${day}::date))::bigint as reported_v,
        sum(e.quantity) filter (where e.effective_on <= ${day}::date and e.effective_on > coalesce(last.day, '-infinity')) as known_q,
        (sum(e.value_minor) filter (where e.effective_on <= ${day}::date and e.effective_on > coalesce(last.day, '-infinity')))::bigint as known_v
      from inventory.layer_entry e
      where e.company_id = ${tx.company} and e.stock_id = last.id and e.posted_on > coalesce(last.day, '-infinity')
    ) e on true
  )
  select t.item_id, t.code as item, t.name, c.name as category, t.site_id, p.code as site,
    coalesce(t.reported_quantity, 0) + coalesce(t.reported_q, 0) as reported_quantity,
    coalesce(t.reported_minor, 0) + coalesce(t.reported_v, 0) as reported_minor,
    coalesce(t.known_quantity, 0) + coalesce(t.known_q, 0) as known_quantity,
    coalesce(t.known_minor, 0) + coalesce(t.known_v, 0) as known_minor
  from state t
  join organisation.site p on p.company_id = ${tx.company} and p.id = t.site_id
  left join catalog.item_category c on c.company_id = ${tx.company} and c.id = t.category_id
  order by t.code, p.code limit ${size + 1}`;
