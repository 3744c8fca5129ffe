import { recost } from '#engines/costing/recost.ts';
import type { Change, KeyHistory, Method, Move, Piece, SupplierReturnMove } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import { stockRefusal } from '../stock/lock.ts';
import {
  BEGINNING,
  type ItemStart,
  type ParcelAt,
  readCheckpoints,
  readParcelsAt,
  readPieceParcels,
  type Start,
} from './checkpoint.ts';
import { movesOfReturned } from './going-back.ts';
import type { Source } from './move.ts';
import type { Costed } from './write.ts';

/** A move of an item's past that should have been otherwise, or should have been at all. */
export interface PastChange {
  readonly item: Id;
  readonly change: Change;
  readonly cause: Source;
}

/** An item's moves as they are known now, with the rows they were costed in. */
export interface History {
  /** The state before it is in the keys' start. */
  readonly start: Start;
  readonly keys: KeyHistory[];
  readonly moves: ReadonlyMap<Id, Move>;
  /** Cancelled moves, as they were recorded: they count for nothing until they are corrected again. */
  readonly cancelled: ReadonlyMap<Id, Move>;
  readonly sides: ReadonlyMap<Id, string>;
  /** What joined the value of a receipt later, by receipt. */
  readonly costs: ReadonlyMap<Id, readonly LaterCost[]>;
  /** By receipt, the goods of it that went back, and how many of each no bill covered. */
  readonly returns: ReadonlyMap<Id, readonly SupplierReturnMove[]>;
  readonly unbilled: ReadonlyMap<Id, Decimal>;
  /** By corrected move, how many were recorded and found since, in that order. */
  readonly counted: ReadonlyMap<Id, readonly Counted[]>;
}

/** A quantity, and the row that said it. */
export interface Counted {
  readonly id: Id;
  readonly quantity: Decimal;
}

/**
 * Costs the history of items again with the changes in it. The stock rows of all their sites must be locked. Reads in a
 * constant number of statements; one outcome an item, because cost never travels between items here.
 */
export async function recostItems(
  tx: Tx,
  changes: readonly PastChange[],
  known?: ReadonlyMap<Id, History>,
): Promise<Costed[]> {
  const byItem = Map.groupBy(changes, (change) => change.item);
  const histories = known ?? (await readHistories(tx, [...byItem.keys()], startsOf(changes)));
  const before = [...byItem].flatMap(([item, mine]) => parcelsBefore(histories.get(item), mine));
  const pieces = [...histories.values()].some((history) =>
    history.keys.some(({ start }) => start.method === 'specific'),
  );
  const parcels = [...(await readParcelsAt(tx, before)), ...(pieces ? await readPieceParcels(tx, before) : [])];
  return [...byItem].map(([item, mine]) => {
    const history = histories.get(item);
    if (!history) throw stockRefusal('unknown_move', {});
    const cause = mine[0]!.cause;
    const { keys, sides } = history;
    const outcome = recost({ keys, parcels, changes: mine.map(({ change }) => change), causeId: cause.id });
    return { outcome, cause, sides };
  });
}

/** Where each item's history begins to change, for moves not recorded yet. */
function startsOf(changes: readonly PastChange[]): Map<Id, Start> {
  const starts = new Map<Id, Start>();
  for (const { item, change } of changes) {
    if (!change.to) throw new Error('A move that is taken away needs its history given.');
    starts.set(item, earlier(starts.get(item), { effectiveOn: change.to.effectiveOn, seq: change.to.seq }));
  }
  return starts;
}

export const earlier = (a: Start | undefined, b: Start): Start =>
  !a || b.effectiveOn < a.effectiveOn || (b.effectiveOn === a.effectiveOn && b.seq < a.seq) ? b : a;

/** Goods that went out before the start and come back after it. */
function parcelsBefore(history: History | undefined, changes: readonly PastChange[]): ParcelAt[] {
  if (!history || history.start.effectiveOn === BEGINNING.effectiveOn) return [];
  const moves = [...history.moves.values(), ...changes.flatMap(({ change }) => change.to ?? [])];
  const here = new Set(moves.map((move) => move.moveId));
  const parcels = moves.flatMap((move) => (move.kind === 'carried' && !here.has(move.parcelId) ? move.parcelId : []));
  return [...new Set(parcels)].map((parcel) => ({ parcel, ...history.start }));
}

interface KeyRow {
  readonly id: Id;
  readonly item: Id;
  readonly method: Method;
  readonly allowNegative: boolean;
  /** Some of its moves were given another quantity or day. */
  readonly corrected: boolean;
  /** Goods went back that do not bear all that bills made their receipt dearer or cheaper. */
  readonly apart: boolean;
  readonly firstStandardMinor: Decimal | null;
}

interface MoveRow {
  readonly id: Id;
  readonly stockId: Id;
  readonly kind: Exclude<Move['kind'], 'charge'>;
  readonly quantity: Decimal;
  readonly valueMinor: Minor | null;
  readonly unitMinor: Decimal | null;
  readonly fallbackMinor: Decimal | null;
  readonly parcelId: Id | null;
  readonly layerId: Id | null;
  readonly unbilled: Decimal | null;
  readonly otherSide: string;
  readonly effectiveOn: Day;
  readonly seq: bigint;
}

/**
 * Reads the history of items as it is known now: their rows at all sites, moves, corrections and later costs. An item
 * with a start is read from there on, its state before it derived; one whose moves were corrected is read whole, because
 * those moves no longer stand where they were recorded, and one of which goods went back unbilled, because a state does not say what
 * they bear.
 */
export async function readHistories(
  tx: Tx,
  items: readonly Id[],
  starts: ReadonlyMap<Id, Start> = new Map(),
): Promise<Map<Id, History>> {
  const keys = await readKeys(tx, items);
  const whole = new Set(keys.filter((key) => key.corrected || key.apart).map((key) => key.item));
  const from = items.map((item) => ({ item, ...((!whole.has(item) && starts.get(item)) || BEGINNING) }));
  const partly = from.filter((start) => start.effectiveOn !== BEGINNING.effectiveOn);
  const [moves, corrections, costs, checkpoints, pieces] = await Promise.all([
    readMoves(tx, from),
    readCorrections(tx, items),
    readCosts(tx, items),
    readCheckpoints(tx, partly),
    keys.some((key) => key.method === 'specific') ? readPieces(tx, items) : new Map<Id, Piece[]>(),
  ]);
  // The last of each move counts.
  const corrected = new Map(corrections.map((row) => [row.moveId, row]));
  const added = Map.groupBy(costs, (cost) => cost.moveId);
  const present = new Map<Id, Move[]>();
  const sides = new Map<Id, string>();
  const cancelled = new Map<Id, Move>();
  const counted = countedBy(moves, corrections);
  for (const row of moves) {
    sides.set(row.id, row.otherSide);
    const fixed = corrected.get(row.id);
    if (fixed && fixed.quantity === '0') {
      cancelled.set(row.id, pastMove({ ...row, effectiveOn: fixed.effectiveOn }, added.get(row.id) ?? [], undefined));
      continue;
    }
    const list = present.get(row.stockId) ?? [];
    list.push(pastMove({ ...row, ...fixed, id: row.id }, added.get(row.id) ?? [], pieces.get(row.id)));
    present.set(row.stockId, list);
  }
  const returns = Map.groupBy(
    [...present.values()].flat().filter((move) => move.kind === 'supplier_return'),
    (move) => move.receiptId,
  );
  const unbilled = new Map(
    moves.flatMap((row) =>
      row.kind === 'supplier_return' ? [[row.id, corrected.get(row.id)?.unbilled ?? row.unbilled ?? '0'] as const] : [],
    ),
  );
  const histories = new Map<Id, History>();
  for (const [item, rows] of Map.groupBy(keys, (key) => key.item)) {
    const histKeys = rows.map((row) => {
      const start = { ...emptyKey(row), ...checkpoints.get(row.id) };
      if (row.method !== 'standard') start.standardMinor = null;
      return { start, moves: present.get(row.id) ?? [] };
    });
    const all = new Map(histKeys.flatMap((key) => key.moves.map((move) => [move.moveId, move] as const)));
    const start = from.find((one) => one.item === item)!;
    const history: History = {
      ...{ start, keys: histKeys, moves: all, cancelled, sides, costs: added, returns, unbilled, counted },
    };
    for (const receipt of returns.keys())
      for (const move of movesOfReturned(history, receipt)) Object.assign(all.get(move.moveId)!, move);
    histories.set(item, history);
  }
  return histories;
}

const emptyKey = (row: KeyRow): KeyHistory['start'] => ({
  keyId: row.id,
  method: row.method,
  allowNegative: row.allowNegative,
  layers: [],
  standardMinor: row.firstStandardMinor,
});

/** The engine's view of a recorded move; `later` is what joined the value of a receipt afterwards. */
function pastMove(row: MoveRow, later: readonly LaterCost[], pieces: Piece[] | undefined): Move {
  const base = {
    moveId: row.id,
    keyId: row.stockId,
    effectiveAt: row.effectiveOn,
    effectiveOn: row.effectiveOn,
    seq: Number(row.seq),
    to: row.otherSide,
    fallbackMinor: row.fallbackMinor,
    ...(pieces && { pieces }),
  };
  const qty = row.quantity;
  switch (row.kind) {
    case 'receipt':
      return {
        ...base,
        kind: 'receipt',
        qty,
        valueMinor: row.valueMinor! + sumMinor(later.map((cost) => cost.valueMinor)),
        billedMinor: sumMinor(later.flatMap((cost) => (cost.ofBill ? [cost.valueMinor] : []))),
        parts: later.map(({ id, label, valueMinor }) => ({ causeId: id, label, valueMinor })),
      };
    case 'carried':
      return { ...base, kind: 'carried', qty, parcelId: row.parcelId!, ...(row.layerId && { apart: true }) };
    case 'issue':
      return { ...base, kind: 'issue', qty, ...(row.layerId && { layerId: row.layerId }) };
    case 'supplier_return':
      return {
        ...{ ...base, kind: 'supplier_return', qty, receiptId: row.layerId!, creditMinor: row.valueMinor },
      };
    case 'revalue':
      return { ...base, kind: 'revalue', unitMinor: row.unitMinor!, ...(row.layerId && { layerId: row.layerId }) };
    default:
      return { ...base, kind: row.kind, qty };
  }
}

/** The pieces of each move as they are known now, of items that are costed piece by piece. */
async function readPieces(tx: Tx, items: readonly Id[]): Promise<Map<Id, Piece[]>> {
  const rows = await tx.sql<Piece & { moveId: Id }>`
    select t.move_id, t.lot_id as piece_id, p.id as layer_id, abs(sum(t.quantity)) as qty
    from inventory.stock s
    join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
    join inventory.move_lot t on t.company_id = m.company_id and t.move_id = m.id
    join inventory.stock_lot p on p.company_id = m.company_id and p.stock_id = s.id and p.lot_id = t.lot_id
    where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[]) and s.method = 'specific'
    group by t.move_id, t.lot_id, p.id having sum(t.quantity) <> 0`;
  return Map.groupBy(rows, (row) => row.moveId);
}

const readKeys = (tx: Tx, items: readonly Id[]): Promise<KeyRow[]> => tx.sql<KeyRow>`
  select s.id, s.item_id as item, s.method, i.allow_negative,
    exists (select from inventory.move_correction c where c.company_id = s.company_id and c.stock_id = s.id) as corrected,
    exists (select from inventory.move_cost c where c.company_id = s.company_id and c.stock_id = s.id and c.of_bill and exists (
      select from inventory.move m where m.company_id = s.company_id and m.stock_id = s.id and m.kind = 'supplier_return'
        and (m.unbilled is not null or m.layer_id = c.move_id and m.id < c.id))) as apart,
    coalesce(s.first_standard_minor, round(i.standard_cost * 10::numeric ^ ${tx.digits}::int, 9)) as first_standard_minor
  from inventory.stock s join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])`;

const readMoves = (tx: Tx, starts: readonly ItemStart[]): Promise<MoveRow[]> => tx.sql<MoveRow>`
  select m.id, m.stock_id, m.kind, m.quantity, m.value_minor, m.unit_minor, m.fallback_minor, m.parcel_id, m.layer_id, m.unbilled,
    m.other_side, m.effective_on, m.seq
  from ${table(starts, { item: 'uuid', effectiveOn: 'date', seq: 'bigint' })}
  join inventory.stock s on s.company_id = ${tx.company} and s.item_id = r.item
  join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
    and (m.effective_on, m.seq) >= (r.effective_on, r.seq)`;

type Correction = Pick<MoveRow, 'id' | 'quantity' | 'valueMinor' | 'unbilled' | 'effectiveOn'> & {
  readonly moveId: Id;
};

/** Of each corrected move what was recorded, and what was found since. */
function countedBy(moves: readonly MoveRow[], corrections: readonly Correction[]): Map<Id, Counted[]> {
  const recorded = new Map(moves.map((row) => [row.id, row]));
  return new Map(
    [...Map.groupBy(corrections, (row) => row.moveId)].flatMap(([id, mine]) => {
      const first = recorded.get(id);
      return first ? [[id, [first, ...mine]] as const] : [];
    }),
  );
}

const readCorrections = (tx: Tx, items: readonly Id[]): Promise<Correction[]> => tx.sql<Correction>`
  select c.id, c.move_id, c.quantity, c.value_minor, c.unbilled, c.effective_on
  from inventory.stock s
  join inventory.move_correction c on c.company_id = s.company_id and c.stock_id = s.id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])
  order by c.id`;

/** Value that joined a receipt after it was recorded. */
export interface LaterCost {
  readonly id: Id;
  readonly moveId: Id;
  readonly label: string;
  readonly side: string;
  readonly valueMinor: Minor;
  readonly ofBill: boolean;
  /** It corrects what the goods cost apiece, rather than adding something to what they cost. */
  readonly restates: boolean;
}

const readCosts = (tx: Tx, items: readonly Id[]): Promise<LaterCost[]> => tx.sql<LaterCost>`
  select c.id, c.move_id, c.label, c.other_side as side, c.value_minor, c.of_bill,
    c.source_entity = 'inventory.stock_document' as restates
  from inventory.stock s
  join inventory.move_cost c on c.company_id = s.company_id and c.stock_id = s.id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])
  order by c.id`;
