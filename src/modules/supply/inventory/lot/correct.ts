import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Stock, stockRefusal } from '../stock/lock.ts';
import { type Lot, type LotChange, type Lots, NO_LOTS } from './lots.ts';

interface Traced extends Lot {
  readonly move: Id;
  readonly stock: Id;
  readonly party: Id | null;
  readonly quantity: Decimal;
  readonly onHand: Decimal;
  /** At all sites. */
  readonly everywhere: Decimal;
}

/**
 * What corrected moves did to lots: a cancelled move gives all of them back, a move of one lot has its quantity changed.
 * Refuses `lot_move` for a part of several lots, `lot_short` where goods of the lot have left since.
 */
export async function correctedLots(
  tx: Tx,
  stocks: ReadonlyMap<string, Stock>,
  corrections: readonly { moveId: Id; quantity: Decimal }[],
): Promise<Lots> {
  const byId = new Map([...stocks.values()].map((stock) => [stock.id, stock]));
  if ([...byId.values()].every((stock) => stock.tracking === 'none')) return NO_LOTS;
  const rows = await readTraced(
    tx,
    corrections.map((correction) => correction.moveId),
  );
  const byMove = Map.groupBy(rows, (row) => row.move);
  const changes = corrections.flatMap(({ moveId, quantity }): LotChange[] => {
    const mine = byMove.get(moveId) ?? [];
    const was = mine.reduce((sum, row) => sum.plus(row.quantity), dec(0));
    const to = was.lt(0) ? dec(quantity).times(-1) : dec(quantity);
    if (was.eq(to) || mine.length === 0) return [];
    const { itemCode: item, tracking } = byId.get(mine[0]!.stock)!;
    if (mine.length > 1 && !to.eq(0)) throw stockRefusal('lot_move', { item });
    return mine.map(({ move, stock, party, quantity: had, onHand, everywhere, ...lot }) => {
      const change = mine.length > 1 ? dec(had).times(-1) : to.minus(had);
      if (dec(onHand).plus(change).lt(0)) throw stockRefusal('lot_short', { item, lot: lot.number, available: onHand });
      if (tracking === 'serial' && dec(everywhere).plus(change).gt(1))
        throw stockRefusal('serial_twice', { item, lot: lot.number });
      return { move, stock, party, lot, quantity: toDecimal(change) };
    });
  });
  return { changes, fresh: [] };
}

const readTraced = (tx: Tx, moves: readonly Id[]): Promise<Traced[]> => tx.sql<Traced>`
  select t.move_id as move, m.stock_id as stock, t.party_id as party, l.id, l.item_id as item, l.number, l.expires_on, l.state,
    sum(t.quantity) as quantity, coalesce(max(h.on_hand), 0) as on_hand,
    (select coalesce(sum(a.on_hand), 0) from inventory.stock_lot a where a.company_id = l.company_id and a.lot_id = l.id) as everywhere
  from inventory.move_lot t
  join inventory.move m on m.company_id = t.company_id and m.id = t.move_id
  join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
  left join inventory.stock_lot h on h.company_id = l.company_id and h.lot_id = l.id and h.stock_id = m.stock_id
  where t.company_id = ${tx.company} and t.move_id = any(${moves}::uuid[])
  group by t.move_id, m.stock_id, t.party_id, l.company_id, l.id having sum(t.quantity) <> 0`;
