import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { placeStock } from '../contract.ts';
import type { NewMove } from '../move/move.ts';
import { lockStock, placeOf, type Stock } from './lock.ts';

/*
 * Locations are optional: what no location names lies in the site at large. They say where goods lie and never what they
 * cost, so nothing here touches value.
 */

interface Shift {
  readonly stock: Id;
  readonly location: Id;
  readonly quantity: Decimal;
}

/** Whether every location named is a stock location of the site in use. */
export async function checkLocations(tx: Tx, site: Id, lines: readonly { location?: Id }[]): Promise<boolean> {
  const ids = [...new Set(lines.flatMap((line) => line.location ?? []))];
  if (ids.length === 0) return true;
  const rows = await tx.sql`
    select 1 from inventory.location
    where company_id = ${tx.company} and site_id = ${site} and kind = 'stock' and active and id = any(${ids}::uuid[])`;
  return rows.length === ids.length;
}

const addToPlaces = (tx: Tx, shifts: readonly Shift[]): Promise<unknown> =>
  Promise.all([
    tx.sql`
      insert into inventory.stock_location (company_id, stock_id, location_id, on_hand)
      select ${tx.company}, r.stock, r.location, 0 from ${table(shifts, { stock: 'uuid', location: 'uuid' })}
      on conflict do nothing`,
    tx.sql`
      update inventory.stock_location t set on_hand = t.on_hand + x.quantity
      from (
        select r.stock, r.location, sum(r.quantity) as quantity
        from ${table(shifts, { stock: 'uuid', location: 'uuid', quantity: 'numeric' })} group by r.stock, r.location
      ) x
      where t.company_id = ${tx.company} and t.stock_id = x.stock and t.location_id = x.location`,
    tx.sql`
      update inventory.stock s set placed = s.placed + x.quantity
      from (select r.stock, sum(r.quantity) as quantity from ${table(shifts, { stock: 'uuid', quantity: 'numeric' })} group by r.stock) x
      where s.company_id = ${tx.company} and s.id = x.stock`,
  ]);

/**
 * After moves: goods that named a location are put there or taken from there; where more lies in locations than is left,
 * the rest was taken from them, in the order of their codes. Sends nothing for stock that uses no locations.
 */
export async function settlePlaces(
  tx: Tx,
  stocks: ReadonlyMap<string, Stock>,
  moves: readonly NewMove[],
): Promise<void> {
  const incoming = new Set<NewMove['kind']>(['receipt', 'gain', 'carried']);
  const shifts = moves.flatMap((move): Shift[] => {
    if (!move.location) return [];
    const quantity = incoming.has(move.kind) ? move.quantity : toDecimal(dec(move.quantity).times(-1));
    return [{ stock: stocks.get(placeOf(move))!.id, location: move.location, quantity }];
  });
  if (shifts.length > 0) await addToPlaces(tx, shifts);
  const used = [...stocks.values()].filter(
    (stock) => stock.placed !== '0' || shifts.some((one) => one.stock === stock.id),
  );
  if (used.length === 0) return;
  const over = await tx.sql<Shift>`
    select stock, location, -least(on_hand, excess - before) as quantity
    from (
      select t.stock_id as stock, t.location_id as location, t.on_hand, s.placed - greatest(s.on_hand, 0) as excess,
        sum(t.on_hand) over (partition by t.stock_id order by l.code, l.id) - t.on_hand as before
      from inventory.stock s
      join inventory.stock_location t on t.company_id = s.company_id and t.stock_id = s.id and t.on_hand > 0
      join inventory.location l on l.company_id = t.company_id and l.id = t.location_id
      where s.company_id = ${tx.company} and s.id = any(${used.map((stock) => stock.id)}::uuid[])
        and s.placed > greatest(s.on_hand, 0)
    ) x
    where before < excess`;
  if (over.length > 0) await addToPlaces(tx, over);
}

export const place = implement(placeStock, async (tx, input, refuse) => {
  const { site, lines } = input;
  const named = lines.flatMap((line) => [{ location: line.from }, { location: line.to }]);
  if (!(await checkLocations(tx, site, named as { location?: Id }[]))) refuse('no_location');
  const stocks = await lockStock(
    tx,
    lines.map((line) => ({ item: line.item, site })),
  );
  const ids = [...stocks.values()].map((stock) => stock.id);
  const rows = await tx.sql<{ stock: Id; location: Id; onHand: Decimal }>`
    select stock_id as stock, location_id as location, on_hand from inventory.stock_location
    where company_id = ${tx.company} and stock_id = any(${ids}::uuid[])`;
  const there = new Map(rows.map((row) => [`${row.stock}/${row.location}`, dec(row.onHand)]));
  for (const stock of stocks.values()) there.set(`${stock.id}/`, dec(stock.onHand).minus(stock.placed));
  const shifts: Shift[] = [];
  for (const { item, quantity, from, to } of lines) {
    const stock = stocks.get(placeOf({ item, site }))!;
    const left = there.get(`${stock.id}/${from ?? ''}`) ?? dec(0);
    if (left.lt(quantity)) refuse('not_there', { item: stock.itemCode, available: toDecimal(left) });
    there.set(`${stock.id}/${from ?? ''}`, left.minus(quantity));
    there.set(`${stock.id}/${to ?? ''}`, (there.get(`${stock.id}/${to ?? ''}`) ?? dec(0)).plus(quantity));
    if (from) shifts.push({ stock: stock.id, location: from, quantity: toDecimal(dec(quantity).times(-1)) });
    if (to) shifts.push({ stock: stock.id, location: to, quantity });
  }
  if (shifts.length > 0) await addToPlaces(tx, shifts);
  tx.record(...ids.map((id) => ({ entity: 'inventory.stock', id, after: { lines } })));
  return { placed: shifts.length };
});
