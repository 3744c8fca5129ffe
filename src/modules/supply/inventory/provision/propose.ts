import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { toMinor } from '#kernel/values/money.ts';
import { stockAsOf } from '../reports/as-of.ts';
import { idleItems } from './idle.ts';

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
 * left out. A stock is provided for with the percentage of the highest rule the idle days of its item reach, halves of a minor unit up.
 */
export async function propose(tx: Tx, day: Day): Promise<Proposed[]> {
  const [stocks, idle, booked, rules] = await Promise.all([
    stockAsOf(tx, day, {}, ALL),
    tx.sql<{ itemId: Id; idleDays: number | null }>`select item_id, idle_days from (${idleItems(tx, day)}) i`,
    tx.sql<{ itemId: Id; siteId: Id; minor: bigint }>`
      select item_id, site_id, sum(delta_minor)::bigint as minor from inventory.provision_line
      where company_id = ${tx.company} group by item_id, site_id having sum(delta_minor) <> 0`,
    tx.sql<{ idleDays: number; percent: Decimal }>`
      select idle_days, percent from inventory.provision_rule where company_id = ${tx.company} and active order by idle_days desc`,
  ]);
  const placeOf = ({ itemId, siteId }: { itemId: Id; siteId: Id }) => `${itemId} ${siteId}`;
  const daysOf = new Map(idle.map((row) => [row.itemId, row.idleDays]));
  const bookedOf = new Map(booked.map((row) => [placeOf(row), row.minor]));
  return stocks.flatMap(({ reportedQuantity: quantity, reportedMinor: valueMinor, ...stock }) => {
    const idleDays = daysOf.get(stock.itemId) ?? null;
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
