import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** How many of the item's own unit one of another unit is, by `item/unit`. Units an item is not traded in are absent. */
export async function factorsOf(
  tx: Tx,
  pairs: readonly { item: Id; unit?: string | null | undefined }[],
): Promise<Map<string, Decimal>> {
  const wanted = pairs.flatMap(({ item, unit }) => (unit ? [{ item, unit }] : []));
  if (wanted.length === 0) return new Map();
  const rows = await tx.sql<{ item: Id; unit: string; factor: Decimal }>`
    select distinct r.item, r.unit, case when i.unit = r.unit then 1 else u.factor end as factor
    from ${table(wanted, { item: 'uuid', unit: 'text' })}
    join catalog.item i on i.company_id = ${tx.company} and i.id = r.item
    left join catalog.item_unit u on u.company_id = i.company_id and u.item_id = i.id and u.unit = r.unit
    where i.unit = r.unit or u.id is not null`;
  return new Map(rows.map(({ item, unit, factor }) => [`${item}/${unit}`, factor]));
}

/** A quantity of `factor` pieces each, in pieces. */
export const inOwnUnit = (quantity: Decimal, factor: Decimal | undefined): Decimal =>
  factor === undefined ? quantity : toDecimal(dec(quantity).times(factor));

/** The price of one piece where `factor` of them cost `price`; at most 12 decimals, because that is what a price carries. */
export const perOwnUnit = (price: Decimal, factor: Decimal | undefined): Decimal =>
  factor === undefined ? price : toDecimal(dec(price).div(factor).round(12));
