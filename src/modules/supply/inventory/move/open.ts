import type { LayerState, ParcelState } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, sumDecimals } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { postingDays } from '#modules/finance/ledger/api.ts';
import { lockOrMake, type Place, placeOf, SEQ_BLOCK, type Stock } from '../stock/lock.ts';
import { END, type LayerRow, layerOf, readPieceParcels } from './checkpoint.ts';
import type { NewMove } from './move.ts';

/** Everything a batch of moves is decided on, under the locks of its stock rows. */
export interface OpenStock {
  /** By `placeOf`. */
  readonly stocks: Map<string, Stock>;
  /** Open layers by stock row: all of them, or at least as many as the moves can draw on. */
  readonly layers: Map<Id, LayerState[]>;
  readonly parcels: ParcelState[];
  /** What each demand has reserved, by demand and stock row (`demand/stock`). */
  readonly reserved: Map<string, Decimal>;
  readonly postingDays: Map<Day, Day>;
  /** Sequence numbers from here on belong to this call. */
  readonly firstSeq: number;
}

/** Layers read for a stock row at first; more only where the moves need more. */
const FIRST_LAYERS = 64;

/**
 * Locks and reads in one round trip: the statements are sent together, and each that follows the lock sees what the lock
 * waited for. `also` are further places to lock (where returned goods once left from).
 */
export async function openStock(tx: Tx, moves: readonly NewMove[], also: readonly Place[] = []): Promise<OpenStock> {
  const places = [...moves, ...also];
  const late = moves.some((move) => move.effectiveOn < tx.today);
  const parcelIds = [...new Set(moves.flatMap((move) => move.parcel ?? []))];
  const demands = [...new Set(moves.flatMap((move) => move.demand ?? []))];
  const days = [...new Set(moves.map((move) => move.effectiveOn))];
  const [{ stocks, made }, layers, parcels, reserved, [seq], postable] = await Promise.all([
    lockOrMake(tx, places, late),
    readLayers(tx, layerNeeds(moves), FIRST_LAYERS),
    parcelIds.length > 0 ? readParcels(tx, parcelIds) : [],
    demands.length > 0 ? readReserved(tx, demands) : [],
    tx.sql<{ block: bigint }>`select nextval('inventory.move_seq') as block`,
    postingDays(tx, days),
  ]);
  // Another transaction may have made the rows first and put goods there: now that they are held, everything is read again.
  if (made) return openStock(tx, moves, also);
  const byStock = groupLayers(layers);
  const short = [...stocks.values()].filter((stock) => hidden(stock, byStock.get(stock.id), moves));
  if (short.length > 0) for (const [id, all] of groupLayers(await readLayers(tx, short, null))) byStock.set(id, all);
  const owners = [...byStock.values()].flat().flatMap((layer) => layer.owner?.parcelId ?? []);
  const owed = owners.filter((id) => !parcelIds.includes(id));
  const pieces = [...stocks.values()].some((stock) => stock.method === 'specific')
    ? await readPieceParcels(
        tx,
        parcelIds.map((parcel) => ({ parcel, ...END })),
      )
    : [];
  return {
    stocks,
    layers: byStock,
    parcels: [...parcels, ...pieces, ...(owed.length > 0 ? await readParcels(tx, owed) : [])],
    reserved: new Map(reserved.map((row) => [`${row.demandId}/${row.stockId}`, row.quantity])),
    postingDays: postable,
    firstSeq: Number(seq!.block) * SEQ_BLOCK,
  };
}

const layerNeeds = (moves: readonly NewMove[]): Place[] => [
  ...new Map(moves.map((move) => [placeOf(move), { item: move.item, site: move.site }])).values(),
];

/** Layers that were not read may matter: a price for all of them, a receipt's own layer, or simply more than were read. */
function hidden(stock: Stock, layers: readonly LayerState[] | undefined, moves: readonly NewMove[]): boolean {
  if ((layers?.length ?? 0) < FIRST_LAYERS) return false;
  if (stock.method === 'specific') return true;
  const mine = moves.filter((move) => move.item === stock.item && move.site === stock.site);
  if (mine.some((move) => move.layer || move.kind === 'gain' || move.kind === 'revalue')) return true;
  return sumDecimals(layers!.map((layer) => layer.qtyLeft))
    .abs()
    .lt(sumDecimals(mine.map((move) => move.quantity)));
}

const readLayers = (tx: Tx, places: readonly Place[], most: number | null): Promise<LayerRow[]> => tx.sql<LayerRow>`
  select s.id as stock_id, l.layer_id, l.effective_on, l.seq, l.quantity, l.value_minor, l.owner_side, l.owner_role,
    l.owner_parcel
  from ${table(places, { item: 'uuid', site: 'uuid' })}
  join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item and s.site_id = r.site
  cross join lateral (
    select * from inventory.layer_state l
    where l.company_id = ${tx.company} and l.stock_id = s.id and l.is_open
    order by l.effective_on, l.seq limit ${most}::int
  ) l`;

function groupLayers(rows: readonly LayerRow[]): Map<Id, LayerState[]> {
  const groups = new Map<Id, LayerState[]>();
  for (const row of rows) {
    const group = groups.get(row.stockId) ?? [];
    group.push(layerOf(row));
    groups.set(row.stockId, group);
  }
  return groups;
}

const readReserved = (tx: Tx, demands: readonly Id[]) => tx.sql<{ demandId: Id; stockId: Id; quantity: Decimal }>`
  select demand_id, stock_id, quantity from inventory.reservation
  where company_id = ${tx.company} and demand_id = any(${demands}::uuid[])`;

/** What is left of goods that went out: what the move bears, less what was carried back out of it. */
const readParcels = async (tx: Tx, ids: readonly Id[]): Promise<ParcelState[]> => {
  const rows = await tx.sql<Omit<ParcelState, 'lastAt'> & { lastOn: Day; lastSeq: bigint }>`
    with member as (
      select p.id as parcel_id, p.id, 1 as sign from unnest(${ids}::uuid[]) as p(id)
      union all
      select m.parcel_id, m.id, -1 from inventory.move m
      where m.company_id = ${tx.company} and m.parcel_id = any(${ids}::uuid[])
      union all
      select f.move_id, f.at_move_id, 0 from inventory.shift f
      where f.company_id = ${tx.company} and f.move_id = any(${ids}::uuid[]) and f.at_move_id <> f.move_id
    )
    select m.parcel_id, sum(m.sign * q.quantity) as qty_left,
      -(coalesce(sum(v.borne_minor) filter (where m.sign <> 0), 0))::bigint as value_left,
      (array_agg(q.effective_on order by q.effective_on desc, q.seq desc))[1] as last_on,
      (array_agg(q.seq order by q.effective_on desc, q.seq desc))[1] as last_seq
    from member m
    join inventory.v_move q on q.company_id = ${tx.company} and q.id = m.id
    join inventory.v_move_value v on v.company_id = ${tx.company} and v.id = m.id
    group by m.parcel_id`;
  return rows.map(({ lastOn, lastSeq, ...row }) => ({ ...row, lastAt: { effectiveAt: lastOn, seq: Number(lastSeq) } }));
};
