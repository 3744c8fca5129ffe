import type { KeyState, LayerState, ParcelState } from '#engines/costing/types.ts';
import { pieceParcel } from '#engines/costing/world.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';

/*
 * The state of stock just before a position of its history: what it is now, less the entries of everything from there on.
 * So a correction of yesterday reads yesterday, however long the history before it is.
 */

/** The position of the first thing that changes: everything before it stands. */
export interface Start {
  readonly effectiveOn: Day;
  readonly seq: number;
}

export const BEGINNING: Start = { effectiveOn: '-infinity', seq: 0 };

/** After everything. */
export const END: Start = { effectiveOn: 'infinity', seq: 0 };

export type ItemStart = Start & { readonly item: Id };

const COLUMNS = { item: 'uuid', effectiveOn: 'date', seq: 'bigint' } as const;

type Checkpoint = Pick<KeyState, 'layers' | 'lastCost' | 'lastAt'> & { readonly standardMinor: Decimal | null };

/** By stock row. */
export async function readCheckpoints(tx: Tx, starts: readonly ItemStart[]): Promise<Map<Id, Checkpoint>> {
  if (starts.length === 0) return new Map();
  const [layers, lasts] = await Promise.all([readLayersAt(tx, starts), readLastsAt(tx, starts)]);
  const byStock = Map.groupBy(layers, (layer) => layer.stockId);
  return new Map(
    lasts.map((last) => {
      const mine = (byStock.get(last.stockId) ?? []).filter((layer) => layer.quantity !== '0').map(layerOf);
      const lastAt = last.lastOn === null ? null : { effectiveAt: last.lastOn, seq: Number(last.lastSeq) };
      return [
        last.stockId,
        { layers: mine, lastCost: lastCostOf(last, mine), lastAt, standardMinor: last.standardMinor },
      ];
    }),
  );
}

export interface LayerRow {
  readonly stockId: Id;
  readonly layerId: Id;
  readonly effectiveOn: Day;
  readonly seq: bigint;
  readonly quantity: Decimal;
  readonly valueMinor: Minor;
  readonly ownerSide: string | null;
  readonly ownerRole: 'move' | 'variance' | null;
  readonly ownerParcel: Id | null;
}

/** The engine's view of a row of layer_state. */
export const layerOf = (row: LayerRow): LayerState => ({
  layerId: row.layerId,
  effectiveAt: row.effectiveOn,
  seq: Number(row.seq),
  qtyLeft: row.quantity,
  valueLeft: row.valueMinor,
  ...(row.ownerSide && { owner: { to: row.ownerSide, role: row.ownerRole!, parcelId: row.ownerParcel! } }),
});

const readLayersAt = (tx: Tx, starts: readonly ItemStart[]): Promise<LayerRow[]> => tx.sql<LayerRow>`
  with start as (
    select s.id as stock_id, r.effective_on, r.seq from ${table(starts, COLUMNS)}
    join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item
  ), tail as (
    select e.layer_id, sum(e.quantity) as quantity, sum(e.value_minor)::bigint as value_minor
    from start t
    join inventory.move m on m.company_id = ${tx.company} and m.stock_id = t.stock_id
      and (m.effective_on, m.seq) >= (t.effective_on, t.seq)
    join inventory.layer_entry e on e.company_id = m.company_id and e.move_id = m.id
    group by e.layer_id
  ), concerned as (
    select layer_id from tail
    union
    select l.layer_id from start t
    join inventory.layer_state l on l.company_id = ${tx.company} and l.stock_id = t.stock_id and l.is_open
  )
  select l.stock_id, l.layer_id, l.effective_on, l.seq, l.quantity - coalesce(t.quantity, 0) as quantity,
    l.value_minor - coalesce(t.value_minor, 0) as value_minor, l.owner_side, l.owner_role, l.owner_parcel
  from concerned c
  join inventory.layer_state l on l.company_id = ${tx.company} and l.layer_id = c.layer_id
  left join tail t on t.layer_id = c.layer_id`;

interface LastRow {
  readonly stockId: Id;
  readonly method: KeyState['method'];
  readonly standardMinor: Decimal | null;
  readonly lastOn: Day | null;
  readonly lastSeq: bigint | null;
  /** The last move that told a cost: it brought goods in at one, or gave all of them a new one. */
  readonly kind: 'receipt' | 'gain' | 'carried' | 'revalue' | null;
  readonly unitMinor: Decimal | null;
  readonly quantity: Decimal | null;
  readonly givenMinor: Minor | null;
  /** What left the pool between that move and the start. */
  readonly leftQuantity: Decimal;
  readonly leftMinor: Minor;
}

/** The last known unit cost, as the engine keeps it: of a pool what it held after the move, else what came with the move. */
function lastCostOf(last: LastRow, layers: readonly LayerState[]): KeyState['lastCost'] {
  if (last.kind === null) return null;
  if (last.kind === 'revalue')
    return { qty: '1000000000', valueMinor: BigInt(toDecimal(dec(last.unitMinor!).times(1e9))) };
  const pool = layers.find((layer) => layer.layerId === last.stockId);
  const held = dec(pool?.qtyLeft ?? 0).minus(last.leftQuantity);
  if ((last.method === 'average' || last.method === 'standard') && held.gt(0))
    return { qty: toDecimal(held), valueMinor: (pool?.valueLeft ?? 0n) - last.leftMinor };
  return { qty: last.quantity!, valueMinor: last.givenMinor! };
}

const readLastsAt = (tx: Tx, starts: readonly ItemStart[]): Promise<LastRow[]> => tx.sql<LastRow>`
  select s.id as stock_id, s.method, a.effective_on as last_on, a.seq as last_seq,
    coalesce(n.unit_minor, s.first_standard_minor) as standard_minor,
    c.kind, c.unit_minor, c.quantity, g.given_minor,
    coalesce(p.quantity, 0) as left_quantity, coalesce(p.value_minor, 0)::bigint as left_minor
  from ${table(starts, COLUMNS)}
  join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item
  left join lateral (
    select m.effective_on, m.seq from inventory.move m
    where m.company_id = ${tx.company} and m.stock_id = s.id and (m.effective_on, m.seq) < (r.effective_on, r.seq)
    order by m.effective_on desc, m.seq desc limit 1
  ) a on true
  left join lateral (
    select m.id, m.kind, m.effective_on, m.seq, m.unit_minor, m.quantity from inventory.move m
    where m.company_id = ${tx.company} and m.stock_id = s.id and (m.effective_on, m.seq) < (r.effective_on, r.seq)
      and (m.kind in ('receipt', 'gain', 'carried') or (m.kind = 'revalue' and m.layer_id is null))
    order by m.effective_on desc, m.seq desc limit 1
  ) c on true
  left join lateral (
    select m.unit_minor from inventory.move m
    where s.method = 'standard' and m.company_id = ${tx.company} and m.stock_id = s.id
      and (m.effective_on, m.seq) < (r.effective_on, r.seq) and m.kind = 'revalue' and m.layer_id is null
    order by m.effective_on desc, m.seq desc limit 1
  ) n on true
  left join lateral (
    select (coalesce((
      select sum(e.value_minor) from inventory.layer_entry e where e.company_id = ${tx.company} and e.move_id = c.id
    ), 0) + coalesce((
      select sum(f.value_minor) from inventory.shift f
      where f.company_id = ${tx.company} and f.at_move_id = c.id and f.move_id = c.id and f.role = 'move'
    ), 0))::bigint as given_minor
  ) g on true
  left join lateral (
    select sum(e.quantity) as quantity, sum(e.value_minor) as value_minor
    from inventory.move m
    join inventory.layer_entry e on e.company_id = m.company_id and e.move_id = m.id and e.layer_id = s.id
    where s.method <> 'fifo' and m.company_id = ${tx.company} and m.stock_id = s.id
      and (m.effective_on, m.seq) > (c.effective_on, c.seq) and (m.effective_on, m.seq) < (r.effective_on, r.seq)
  ) p on true`;

export interface ParcelAt extends Start {
  readonly parcel: Id;
}

/** What was left of goods that went out, just before a position. */
export const readParcelsAt = async (tx: Tx, asked: readonly ParcelAt[]): Promise<ParcelState[]> => {
  if (asked.length === 0) return [];
  const rows = await tx.sql<Omit<ParcelState, 'lastAt'>>`
    with asked as (select * from ${table(asked, { parcel: 'uuid', effectiveOn: 'date', seq: 'bigint' })}),
    member as (
      select a.*, m.id, case when m.id = a.parcel then 1 else -1 end as sign, m.quantity
      from asked a
      join inventory.move m on m.company_id = ${tx.company} and (m.id = a.parcel or m.parcel_id = a.parcel)
        and (m.effective_on, m.seq) < (a.effective_on, a.seq)
    )
    select m.parcel as parcel_id, sum(m.sign * m.quantity) as qty_left,
      -(sum(coalesce(e.value_minor, 0) + coalesce(f.value_minor, 0)))::bigint as value_left
    from member m
    left join lateral (
      select sum(value_minor) as value_minor from inventory.layer_entry e where e.company_id = ${tx.company} and e.move_id = m.id
    ) e on true
    left join lateral (
      select sum(f.value_minor) as value_minor from inventory.shift f
      join inventory.move x on x.company_id = f.company_id and x.id = f.at_move_id
      where f.company_id = ${tx.company} and f.move_id = m.id and f.role = 'move'
        and (x.effective_on, x.seq) < (m.effective_on, m.seq)
    ) f on true
    group by m.parcel`;
  return rows;
};

/** The same piece by piece, of goods that are costed so. */
export const readPieceParcels = async (tx: Tx, asked: readonly ParcelAt[]): Promise<ParcelState[]> => {
  if (asked.length === 0) return [];
  const rows = await tx.sql<{
    parcel: Id;
    piece: Id;
    qtyLeft: Decimal;
    valueLeft: Minor;
    lastOn: Day;
    lastSeq: bigint;
  }>`
    select r.parcel, t.lot_id as piece, -sum(t.quantity) as qty_left, -(sum(coalesce(e.value_minor, 0)))::bigint as value_left,
      (array_agg(m.effective_on order by m.effective_on desc, m.seq desc))[1] as last_on,
      (array_agg(m.seq order by m.effective_on desc, m.seq desc))[1] as last_seq
    from ${table(asked, { parcel: 'uuid', effectiveOn: 'date', seq: 'bigint' })}
    join inventory.move n on n.company_id = ${tx.company} and (n.id = r.parcel or n.parcel_id = r.parcel)
    join inventory.v_move m on m.company_id = n.company_id and m.id = n.id and (m.effective_on, m.seq) < (r.effective_on, r.seq)
    join inventory.stock s on s.company_id = m.company_id and s.id = m.stock_id and s.method = 'specific'
    join lateral (
      select l.lot_id, sum(l.quantity) as quantity from inventory.move_lot l
      where l.company_id = m.company_id and l.move_id = m.id group by l.lot_id having sum(l.quantity) <> 0
    ) t on true
    join inventory.stock_lot p on p.company_id = m.company_id and p.stock_id = m.stock_id and p.lot_id = t.lot_id
    left join lateral (
      select sum(value_minor) as value_minor from inventory.layer_entry e
      where e.company_id = m.company_id and e.move_id = m.id and e.layer_id = p.id
    ) e on true
    group by r.parcel, t.lot_id`;
  return rows.map(({ parcel, piece, qtyLeft, valueLeft, lastOn, lastSeq }) => ({
    parcelId: pieceParcel(parcel, piece),
    ...{ qtyLeft, valueLeft, lastAt: { effectiveAt: lastOn, seq: Number(lastSeq) } },
  }));
};
