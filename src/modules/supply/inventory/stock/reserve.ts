import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { promiseLost } from '../contract.ts';
import { trimHolds } from '../hold/holds.ts';
import { expiredBy } from '../lot/lots.ts';
import type { Source } from '../move/move.ts';
import { lockStock, placeOf } from './lock.ts';

/** A demand (an order line) that wants goods kept for it. */
export interface Want {
  readonly demand: Id;
  readonly source: Source;
  readonly item: Id;
  readonly site: Id;
  /** How much more to reserve, beyond what the demand has already. */
  readonly quantity: Decimal;
}

export interface Reserved {
  readonly demand: Id;
  readonly item: Id;
  readonly site: Id;
  /** What this call reserved: the quantity wanted, or what was available. */
  readonly reserved: Decimal;
}

/**
 * Reserves as much of each want as is available, in the order given, and says how much that was; what is missing is the
 * caller's back order. Locks the stock rows. Never promises the same goods twice.
 */
export async function reserve(tx: Tx, wants: readonly Want[]): Promise<Reserved[]> {
  if (wants.length === 0) return [];
  const stocks = await lockStock(tx, wants);
  const expired = await expiredBy(tx, stocks.values());
  const free = new Map(
    [...stocks].map(([place, stock]) => [
      place,
      dec(stock.onHand)
        .minus(stock.reserved)
        .minus(stock.held)
        .minus(expired.get(stock.id) ?? 0),
    ]),
  );
  const given = wants.map((want) => {
    const left = free.get(placeOf(want))!;
    const reserved = left.lte(0) ? ZERO : left.lt(want.quantity) ? left : dec(want.quantity);
    free.set(placeOf(want), left.minus(reserved));
    return { ...want, stock: stocks.get(placeOf(want))!.id, reserved: toDecimal(reserved) };
  });
  const rows = given.filter((row) => row.reserved !== '0');
  if (rows.length > 0) await Promise.all([insertReservations(tx, rows), addReserved(tx, rows)]);
  return given.map(({ demand, item, site, reserved }) => ({ demand, item, site, reserved }));
}

interface Given {
  readonly demand: Id;
  readonly source: Source;
  readonly stock: Id;
  readonly reserved: Decimal;
}

const insertReservations = (tx: Tx, rows: readonly Given[]): Promise<unknown> => tx.sql`
  insert into inventory.reservation (company_id, demand_id, stock_id, quantity, source_entity, source_id, reserved_at)
  select ${tx.company}, demand, stock, sum(reserved), min(entity), document, ${tx.now}
  from ${table(
    rows.map((row) => ({ ...row, entity: row.source.entity, document: row.source.id })),
    { demand: 'uuid', stock: 'uuid', reserved: 'numeric', entity: 'text', document: 'uuid' },
  )}
  group by demand, stock, document
  on conflict (company_id, demand_id, stock_id) do update set quantity = inventory.reservation.quantity + excluded.quantity`;

const addReserved = (tx: Tx, rows: readonly Given[]): Promise<unknown> => tx.sql`
  update inventory.stock s set reserved = s.reserved + x.reserved
  from (select r.stock, sum(r.reserved) as reserved from ${table(rows, { stock: 'uuid', reserved: 'numeric' })} group by r.stock) x
  where s.company_id = ${tx.company} and s.id = x.stock`;

/** Gives back everything these demands have reserved. Demands without a reservation are passed over. */
export async function release(tx: Tx, demands: readonly Id[]): Promise<void> {
  if (demands.length === 0) return;
  await tx.sql`
    select s.id from inventory.stock s
    where s.company_id = ${tx.company} and s.id in (
      select stock_id from inventory.reservation where company_id = ${tx.company} and demand_id = any(${demands}::uuid[]))
    order by s.item_id, s.site_id for no key update`;
  await tx.sql`
    with gone as (
      delete from inventory.reservation where company_id = ${tx.company} and demand_id = any(${demands}::uuid[])
      returning stock_id, quantity
    ), total as (select stock_id, sum(quantity) as quantity from gone group by stock_id)
    update inventory.stock s set reserved = s.reserved - total.quantity from total
    where s.company_id = ${tx.company} and s.id = total.stock_id`;
}

/**
 * When stock turned out to be less than was promised, the latest promises give way. Tells subscribers which. The stock
 * rows must be locked.
 */
export async function yieldReservations(tx: Tx, stocks: readonly Id[]): Promise<void> {
  await trimHolds(tx, stocks);
  const lost = await tx.sql<{ demand: Id; stock: Id; cut: Decimal; rest: Decimal; sourceEntity: string; sourceId: Id }>`
    select demand_id as demand, stock_id as stock, least(quantity, excess - above) as cut,
      quantity - least(quantity, excess - above) as rest, source_entity, source_id
    from (
      select r.*, s.reserved - greatest(s.on_hand - s.held, 0) as excess,
        sum(r.quantity) over (partition by r.stock_id order by r.reserved_at desc, r.demand_id desc) - r.quantity as above
      from inventory.stock s
      join inventory.reservation r on r.company_id = s.company_id and r.stock_id = s.id
      where s.company_id = ${tx.company} and s.id = any(${stocks}::uuid[]) and s.reserved > greatest(s.on_hand - s.held, 0)
    ) x
    where above < excess`;
  if (lost.length === 0) return;
  await Promise.all([
    tx.sql`
      delete from inventory.reservation t using ${table(
        lost.filter((row) => row.rest === '0'),
        { demand: 'uuid', stock: 'uuid' },
      )}
      where t.company_id = ${tx.company} and t.demand_id = r.demand and t.stock_id = r.stock`,
    tx.sql`
      update inventory.reservation t set quantity = r.rest from ${table(
        lost.filter((row) => row.rest !== '0'),
        { demand: 'uuid', stock: 'uuid', rest: 'numeric' },
      )}
      where t.company_id = ${tx.company} and t.demand_id = r.demand and t.stock_id = r.stock`,
    tx.sql`
      update inventory.stock s set reserved = s.reserved - x.cut
      from (select r.stock, sum(r.cut) as cut from ${table(lost, { stock: 'uuid', cut: 'numeric' })} group by r.stock) x
      where s.company_id = ${tx.company} and s.id = x.stock`,
  ]);
  const lines = lost.map(({ demand, cut, sourceEntity, sourceId }) => ({
    demand,
    quantity: cut,
    source: { entity: sourceEntity, id: sourceId },
  }));
  await tx.emit(promiseLost, { lines });
}
