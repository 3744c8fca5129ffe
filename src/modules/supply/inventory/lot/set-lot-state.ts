import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { setLotState } from '../contract.ts';
import { lockStock } from '../stock/lock.ts';
import { yieldReservations } from '../stock/reserve.ts';
import type { Lot } from './lots.ts';

/** Holds the item's stock rows at all sites, so that nothing of the lot is promised or shipped meanwhile. */
export default implement(setLotState, async (tx, input, refuse) => {
  const { lot: id, state, reason } = input;
  const sites = await tx.sql<{ item: Id; site: Id }>`
    select s.item_id as item, s.site_id as site
    from inventory.lot l join inventory.stock s on s.company_id = l.company_id and s.item_id = l.item_id
    where l.company_id = ${tx.company} and l.id = ${id}`;
  const stocks = await lockStock(tx, sites);
  const [[lot], at] = await Promise.all([
    tx.sql<Lot>`
      select id, item_id as item, number, expires_on, state from inventory.lot
      where company_id = ${tx.company} and id = ${id} for no key update`,
    tx.sql<{ stock: Id; onHand: Decimal }>`
      select stock_id as stock, on_hand from inventory.stock_lot where company_id = ${tx.company} and lot_id = ${id} and on_hand > 0`,
  ]);
  if (!lot) return refuseCommon('not_found', { what: 'lot' });
  if (lot.state === state) refuse('same_state', { lot: lot.number, state });
  const sign = Number(state !== 'released') - Number(lot.state !== 'released');
  await Promise.all([
    tx.sql`update inventory.lot set state = ${state}, state_reason = ${reason} where company_id = ${tx.company} and id = ${id}`,
    tx.sql`
      update inventory.stock s set held = s.held + ${sign}::int * t.on_hand
      from inventory.stock_lot t
      where s.company_id = ${tx.company} and t.company_id = s.company_id and t.stock_id = s.id and t.lot_id = ${id}`,
  ]);
  await yieldReservations(
    tx,
    [...stocks.values()].map((stock) => stock.id),
  );
  tx.record({ entity: 'inventory.lot', id, before: { state: lot.state }, after: { state, reason } });
  return { lot: id, onHand: toDecimal(at.reduce((sum, row) => sum.plus(row.onHand), dec(ZERO))) };
});
