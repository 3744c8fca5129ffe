import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { toMinor } from '#kernel/values/money.ts';
import { stockAsOf } from '../reports/as-of.ts';

export interface Proposed {
  readonly itemId: Id;
  readonly siteId: Id;
  readonly item: string;
  readonly name: string;
  readonly site: string;
  readonly quantity: Decimal;
  readonly valueMinor: bigint;
  readonly idleDays: number | null;
  readonly percent: Decimal;
  readonly neededMinor: bigint;
  readonly bookedMinor: bigint;
  readonly deltaMinor: bigint;
}

const ALL = 10_000_000;

/**
 * What the provision should be at the end of a day, as the books had the stock then, beside what it is; stocks with neither are
 * left out. A stock is provided for with the percentage of the highest rule its idle days reach, halves of a minor unit up.
 */
export async function propose(tx: Tx, day: Day): Promise<Proposed[]> {
  const [stocks, idle, booked, rules] = await Promise.all([
    stockAsOf(tx, day, {}, ALL),
    tx.sql<{ itemId: Id; siteId: Id; days: number }>`
      select s.item_id, s.site_id, ${day}::date - coalesce(o.last_out, o.first_in) as days
      from inventory.stock s
      cross join lateral (
        select max(m.effective_on) filter (where m.kind = 'issue') as last_out, min(m.effective_on) as first_in
        from inventory.move m where m.company_id = s.company_id and m.stock_id = s.id and m.effective_on <= ${day}::date
      ) o
      where s.company_id = ${tx.company} and o.first_in is not null`,
    tx.sql<{ itemId: Id; siteId: Id; minor: bigint }>`
      select item_id, site_id, sum(delta_minor)::bigint as minor from inventory.provision_line
      where company_id = ${tx.company} group by item_id, site_id having sum(delta_minor) <> 0`,
    tx.sql<{ idleDays: number; percent: Decimal }>`
      select idle_days, percent from inventory.provision_rule where company_id = ${tx.company} and active order by idle_days desc`,
  ]);
  const placeOf = ({ itemId, siteId }: { itemId: Id; siteId: Id }) => `${itemId} ${siteId}`;
  const daysOf = new Map(idle.map((row) => [placeOf(row), row.days]));
  const bookedOf = new Map(booked.map((row) => [placeOf(row), row.minor]));
  return stocks.flatMap(({ reportedQuantity: quantity, reportedMinor: valueMinor, ...stock }) => {
    const idleDays = daysOf.get(placeOf(stock)) ?? null;
    const percent = rules.find((rule) => idleDays !== null && idleDays >= rule.idleDays)?.percent ?? '0';
    const value = valueMinor > 0n ? valueMinor : 0n;
    const neededMinor = toMinor(dec(value.toString()).times(percent).div(100), 0, 'half-up');
    const bookedMinor = bookedOf.get(placeOf(stock)) ?? 0n;
    if (neededMinor === 0n && bookedMinor === 0n) return [];
    return [
      {
        ...stock,
        quantity,
        valueMinor,
        idleDays,
        percent,
        neededMinor,
        bookedMinor,
        deltaMinor: neededMinor - bookedMinor,
      },
    ];
  });
}
