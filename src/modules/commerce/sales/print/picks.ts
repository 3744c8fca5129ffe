import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** One thing to take for a delivery: from where, and of which lot or serial number. */
export interface Pick {
  position: number;
  code: string;
  description: string;
  /** Places of the goods; null: they lie in the site at large. */
  place: string | null;
  lot: string | null;
  quantity: Decimal;
  unit: string;
}

/**
 * What to take for a delivery that is being picked, in the order of the places. Goods with lots are those that shipping takes when none
 * is named (released, not expired, first to expire first), with all places of the item, as places know no lots; other goods are taken from one place
 * after the other. Lines of one item take what those before them leave.
 */
export const picksOf = (tx: Tx, delivery: Id): Promise<Pick[]> => tx.sql<Pick>`
  with line as (
    select d.id, d.item_id, h.site_id, i.tracking, l.position, i.code, l.description, l.unit, d.quantity,
      sum(d.quantity) over item - d.quantity as low, sum(d.quantity) over item as high
    from sales.delivery_line d
    join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id
    join sales.order_line l on l.company_id = d.company_id and l.id = d.order_line_id
    join catalog.item i on i.company_id = d.company_id and i.id = d.item_id
    where d.company_id = ${tx.company} and d.delivery_id = ${delivery} and l.stocked
    window item as (partition by d.item_id order by d.id)
  ), item as (
    select distinct item_id, site_id, tracking from line
  ), place as (
    select x.item_id, x.code, x.on_hand, sum(x.on_hand) over item - x.on_hand as low, sum(x.on_hand) over item as high
    from item join inventory.v_stock_location x on x.company_id = ${tx.company} and x.item_id = item.item_id and x.site_id = item.site_id
    window item as (partition by x.item_id order by x.code)
  ), lot as (
    select x.item_id, x.number, x.expires_on, sum(x.on_hand) over item - x.on_hand as low, sum(x.on_hand) over item as high
    from item join inventory.v_stock_lot x on x.company_id = ${tx.company} and x.item_id = item.item_id and x.site_id = item.site_id
    where x.state = 'released' and (x.expires_on is null or x.expires_on >= ${tx.today})
    window item as (partition by x.item_id order by x.expires_on nulls last, x.received_on, x.number)
  ), part as (
    select line.id, all_of.places as place, all_of.first, lot.number as lot, lot.low,
      least(line.high, lot.high) - greatest(line.low, lot.low) as quantity
    from line join lot on lot.item_id = line.item_id and lot.low < line.high and lot.high > line.low
    left join lateral (
      select string_agg(code || ' (' || trim_scale(on_hand) || ')', ', ' order by code) as places, min(code) as first from place where place.item_id = line.item_id
    ) all_of on true
    where line.tracking <> 'none'
    union all
    select line.id, place.code, place.code, null, place.low, least(line.high, place.high) - greatest(line.low, place.low)
    from line join place on place.item_id = line.item_id and place.low < line.high and place.high > line.low
    where line.tracking = 'none'
  ), whole as (
    select id, place, first, lot, low, quantity from part
    union all
    select line.id, null, null, null, line.high, line.quantity - coalesce((select sum(part.quantity) from part where part.id = line.id), 0) from line
  )
  select line.position, line.code, line.description, whole.place, whole.lot, whole.quantity, line.unit
  from whole join line on line.id = whole.id where whole.quantity > 0
  order by whole.first nulls last, line.code, line.id, whole.low`;
