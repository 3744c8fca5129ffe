import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Fraction, unitFactors } from '#modules/master/organisation/api.ts';

/**
 * How many of the item's own unit one of another unit is, by `item/unit`: as the item says, else as units of one dimension convert
 * where that is an exact decimal (grams of kilograms, not kilograms of pounds). Units an item is not traded in are absent.
 */
export async function factorsOf(
  tx: Tx,
  pairs: readonly { item: Id; unit?: string | null | undefined }[],
): Promise<Map<string, Decimal>> {
  const wanted = pairs.flatMap(({ item, unit }) => (unit ? [{ item, unit }] : []));
  if (wanted.length === 0) return new Map();
  const rows = await tx.sql<{ item: Id; unit: string; own: string; factor: Decimal | null }>`
    select distinct r.item, r.unit, i.unit as own, case when i.unit = r.unit then 1 else u.factor end as factor
    from ${table(wanted, { item: 'uuid', unit: 'text' })}
    join catalog.item i on i.company_id = ${tx.company} and i.id = r.item
    left join catalog.item_unit u on u.company_id = i.company_id and u.item_id = i.id and u.unit = r.unit`;
  const others = rows.filter((row) => row.factor === null).map(({ unit, own }) => ({ from: unit, to: own }));
  const general = others.length > 0 ? await unitFactors(tx, others) : new Map<string, Fraction>();
  return new Map(
    rows.flatMap(({ item, unit, own, factor }) => {
      const one = factor ?? exactly(general.get(`${unit}/${own}`));
      return one === undefined ? [] : [[`${item}/${unit}`, one] as const];
    }),
  );
}

/** The fraction as a decimal, where it is one. */
function exactly(fraction: Fraction | undefined): Decimal | undefined {
  if (!fraction) return undefined;
  const factor = dec(fraction.numerator).div(fraction.denominator).round(12);
  return factor.times(fraction.denominator).eq(fraction.numerator) ? toDecimal(factor) : undefined;
}

/** A quantity of `factor` pieces each, in pieces. */
export const inOwnUnit = (quantity: Decimal, factor: Decimal | undefined): Decimal =>
  factor === undefined ? quantity : toDecimal(dec(quantity).times(factor));

/** The price of one piece where `factor` of them cost `price`; at most 12 decimals, because that is what a price carries. */
export const perOwnUnit = (price: Decimal, factor: Decimal | undefined): Decimal =>
  factor === undefined ? price : toDecimal(dec(price).div(factor).round(12));
