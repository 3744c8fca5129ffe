import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { NewMove } from '../move/move.ts';
import type { Lot } from './lots.ts';

/** What a site has of a lot; no site where it never was. */
export interface LotAt extends Lot {
  readonly stock: Id | null;
  readonly place: Id | null;
  readonly onHand: Decimal | null;
}

/**
 * The lots on hand at these stock rows, those of `earlier` moves and the named ones wherever they are, first expiry first. Named lots are locked
 * first, so that a serial number enters once whatever the site.
 */
export async function readLots(
  tx: Tx,
  stocks: readonly Id[],
  moves: readonly NewMove[],
  earlier: readonly Id[],
): Promise<LotAt[]> {
  const named = moves.flatMap((move) => (move.lots ?? []).map(({ number }) => ({ item: move.item, number })));
  const names = { item: 'uuid', number: 'text' } as const;
  const [, rows] = await Promise.all([
    tx.sql`
      select l.id from inventory.lot l
      where l.company_id = ${tx.company} and (l.item_id, l.number) in (select item, number from ${table(named, names)})
      order by l.id for no key update`,
    tx.sql<LotAt>`
      with seen as (
        select t.lot_id as id from inventory.stock_lot t
        where t.company_id = ${tx.company} and t.stock_id = any(${stocks}::uuid[]) and t.on_hand > 0
        union
        select m.lot_id from inventory.move_lot m
        where m.company_id = ${tx.company} and m.move_id = any(${earlier}::uuid[])
        union
        select l.id from inventory.lot l
        where l.company_id = ${tx.company} and (l.item_id, l.number) in (select item, number from ${table(named, names)})
      )
      select l.id, l.item_id as item, l.number, l.expires_on, l.state, t.stock_id as stock, t.id as place, t.on_hand
      from seen
      join inventory.lot l on l.company_id = ${tx.company} and l.id = seen.id
      left join inventory.stock_lot t on t.company_id = l.company_id and t.lot_id = l.id
      order by l.expires_on nulls last, l.received_on, l.number`,
  ]);
  return rows;
}

/** Of earlier moves: what each lot still has to go back, returns already made taken off; nothing of those that went back whole. */
export interface LotOfMove extends Lot {
  readonly move: Id;
  /** When the move was. */
  readonly day: Day;
  readonly left: Decimal;
}

export const readLotsOf = (tx: Tx, ids: readonly Id[]): Promise<LotOfMove[]> => tx.sql<LotOfMove>`
  with member as (
    select p.id as move, p.id from unnest(${ids}::uuid[]) as p(id)
    union
    select coalesce(m.parcel_id, m.layer_id), m.id from inventory.move m
    where m.company_id = ${tx.company}
      and (m.parcel_id = any(${ids}::uuid[]) or (m.kind = 'supplier_return' and m.layer_id = any(${ids}::uuid[])))
  )
  select member.move, o.effective_on as day, l.id, l.item_id as item, l.number, l.expires_on, l.state, abs(sum(t.quantity)) as left
  from member
  join inventory.move o on o.company_id = ${tx.company} and o.id = member.move
  join inventory.move_lot t on t.company_id = ${tx.company} and t.move_id = member.id
  join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id
  group by member.move, o.effective_on, l.company_id, l.id
  order by l.expires_on nulls last, l.number`;
