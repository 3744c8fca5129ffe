import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, type Minor, toMinor } from '#kernel/values/money.ts';

export interface CountLine {
  readonly id: Id;
  readonly item: Id;
  readonly itemCode: string;
  readonly name: string;
  /** Of a tracked item. */
  readonly lot: string | null;
  readonly bookQuantity: Decimal;
  readonly countedQuantity: Decimal | null;
  readonly countedBy: string | null;
  readonly earlierQuantity: Decimal | null;
  readonly timesCounted: number;
  /** Something of a day before the freeze was recorded or corrected after it: the frozen quantity was not what lay there. */
  readonly overtaken: boolean;
  /** Goods of the item moved after the freeze and before it was counted. */
  readonly moved: boolean;
  /** A unit now: of what is on hand, else the last cost, else the standard, else what it costs at other sites, else as entered; in minor units. */
  readonly unitMinor: Decimal;
  /** The site has a cost of its own for the item. */
  readonly hasCost: boolean;
  /** Was added to the count. */
  readonly found: boolean;
  /** Of a lot the book does not know. */
  readonly expiresOn: Day | null;
}

export const readCountLines = (tx: Tx, count: Id): Promise<CountLine[]> => tx.sql<CountLine>`
  select l.id, l.item_id as item, i.code as item_code, i.name, coalesce(t.number, l.new_lot) as lot, l.book_quantity, l.counted_quantity, l.counted_by,
    l.earlier_quantity, l.times_counted,
    l.found, l.expires_on, own.minor is not null as has_cost,
    round(coalesce(own.minor, (
      select sum(o.value_minor) / sum(o.on_hand) from inventory.stock o
      where o.company_id = l.company_id and o.item_id = l.item_id and o.on_hand > 0
    ), l.unit_cost * 10::numeric ^ ${tx.digits}::int, 0), 6) as unit_minor,
    exists (
      select from inventory.move m
      where m.company_id = s.company_id and m.stock_id = s.id and m.effective_on < f.day and m.recorded_at > l.frozen_at
    ) or exists (
      select from inventory.move_correction x join inventory.move m on m.company_id = x.company_id and m.id = x.move_id
      where x.company_id = s.company_id and x.stock_id = s.id and x.recorded_at > l.frozen_at and least(x.effective_on, m.effective_on) < f.day
    ) as overtaken,
    exists (
      select from inventory.move m
      where m.company_id = s.company_id and m.stock_id = s.id and m.recorded_at > l.frozen_at and m.recorded_at <= l.counted_at
    ) as moved
  from inventory.count_line l
  join inventory.stock_count c on c.company_id = l.company_id and c.id = l.count_id
  join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  join inventory.stock s on s.company_id = l.company_id and s.item_id = l.item_id and s.site_id = c.site_id
  join kernel.company k on k.id = l.company_id
  cross join lateral (
    select coalesce(case when s.on_hand > 0 then s.value_minor / s.on_hand end, s.last_cost_minor / nullif(s.last_cost_quantity, 0),
      s.standard_minor, i.standard_cost * 10::numeric ^ ${tx.digits}::int) as minor
  ) own
  cross join lateral (select (l.frozen_at at time zone k.time_zone)::date as day) f
  left join inventory.lot t on t.company_id = l.company_id and t.id = l.lot_id
  where l.company_id = ${tx.company} and l.count_id = ${count} order by i.code, coalesce(t.number, l.new_lot)`;

export const differs = (line: CountLine): boolean =>
  line.countedQuantity !== null && !dec(line.countedQuantity).eq(line.bookQuantity);

/** What the difference of a counted line is worth; negative where goods are missing. */
export const worthOf = (line: CountLine): Minor =>
  toMinor(dec(line.countedQuantity!).minus(line.bookQuantity).times(line.unitMinor), 0, 'half-up');

/** The largest difference a person may approve of his own counting: none of a count whose limit he set himself. */
export const isOwn = (line: CountLine, person: string, count: { limitMinor: Minor; startedBy: string }): boolean =>
  line.countedBy === person && (count.startedBy === person || absMinor(worthOf(line)) > count.limitMinor);
