import { recost } from '#engines/costing/recost.ts';
import type { Change, KeyHistory, Method, Move } from '#engines/costing/types.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import { stockRefusal } from '../stock/lock.ts';
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
  readonly keys: KeyHistory[];
  readonly moves: ReadonlyMap<Id, Move>;
  readonly sides: ReadonlyMap<Id, string>;
  /** What joined the value of a receipt later, by receipt. */
  readonly costs: ReadonlyMap<Id, readonly LaterCost[]>;
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
  const histories = known ?? (await readHistories(tx, [...byItem.keys()]));
  return [...byItem].map(([item, mine]) => {
    const history = histories.get(item);
    if (!history) throw stockRefusal('unknown_move', {});
    const cause = mine[0]!.cause;
    const outcome = recost({ keys: history.keys, changes: mine.map(({ change }) => change), causeId: cause.id });
    return { outcome, cause, sides: history.sides };
  });
}

interface KeyRow {
  readonly id: Id;
  readonly item: Id;
  readonly method: Method;
  readonly allowNegative: boolean;
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
  readonly otherSide: string;
  readonly effectiveOn: Day;
  readonly seq: bigint;
}

/** Reads the whole history of items: their rows at all sites, moves, corrections and later costs. */
export async function readHistories(tx: Tx, items: readonly Id[]): Promise<Map<Id, History>> {
  const [keys, moves, corrections, costs] = await Promise.all([
    readKeys(tx, items),
    readMoves(tx, items),
    readCorrections(tx, items),
    readCosts(tx, items),
  ]);
  const corrected = new Map(corrections.map((row) => [row.moveId, row]));
  const added = Map.groupBy(costs, (cost) => cost.moveId);
  const present = new Map<Id, Move[]>();
  const sides = new Map<Id, string>();
  for (const row of moves) {
    sides.set(row.id, row.otherSide);
    const fixed = corrected.get(row.id);
    if (fixed && fixed.quantity === '0') continue;
    const list = present.get(row.stockId) ?? [];
    list.push(pastMove({ ...row, ...fixed }, added.get(row.id) ?? []));
    present.set(row.stockId, list);
  }
  const histories = new Map<Id, History>();
  for (const [item, rows] of Map.groupBy(keys, (key) => key.item)) {
    const histKeys = rows.map((row) => ({ start: emptyKey(row), moves: present.get(row.id) ?? [] }));
    const all = new Map(histKeys.flatMap((key) => key.moves.map((move) => [move.moveId, move] as const)));
    histories.set(item, { keys: histKeys, moves: all, sides, costs: added });
  }
  return histories;
}

const emptyKey = (row: KeyRow): KeyHistory['start'] => ({
  keyId: row.id,
  method: row.method,
  allowNegative: row.allowNegative,
  layers: [],
  standardMinor: row.method === 'standard' ? row.firstStandardMinor : null,
});

/** The engine's view of a recorded move; `later` is what joined the value of a receipt afterwards. */
function pastMove(row: MoveRow, later: readonly LaterCost[]): Move {
  const base = {
    moveId: row.id,
    keyId: row.stockId,
    effectiveAt: row.effectiveOn,
    effectiveOn: row.effectiveOn,
    seq: Number(row.seq),
    to: row.otherSide,
    fallbackMinor: row.fallbackMinor,
  };
  const qty = row.quantity;
  switch (row.kind) {
    case 'receipt':
      return {
        ...base,
        kind: 'receipt',
        qty,
        valueMinor: row.valueMinor! + sumMinor(later.map((cost) => cost.valueMinor)),
        parts: later.map(({ id, label, valueMinor }) => ({ causeId: id, label, valueMinor })),
      };
    case 'carried':
      return { ...base, kind: 'carried', qty, parcelId: row.parcelId! };
    case 'supplier_return':
      return { ...base, kind: 'supplier_return', qty, receiptId: row.layerId!, creditMinor: row.valueMinor };
    case 'revalue':
      return { ...base, kind: 'revalue', unitMinor: row.unitMinor!, ...(row.layerId && { layerId: row.layerId }) };
    default:
      return { ...base, kind: row.kind, qty };
  }
}

const readKeys = (tx: Tx, items: readonly Id[]): Promise<KeyRow[]> => tx.sql<KeyRow>`
  select s.id, s.item_id as item, s.method, i.allow_negative,
    coalesce(s.first_standard_minor, round(i.standard_cost * 10::numeric ^ ${tx.digits}::int, 9)) as first_standard_minor
  from inventory.stock s join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])`;

const readMoves = (tx: Tx, items: readonly Id[]): Promise<MoveRow[]> => tx.sql<MoveRow>`
  select m.id, m.stock_id, m.kind, m.quantity, m.value_minor, m.unit_minor, m.fallback_minor, m.parcel_id, m.layer_id, m.other_side,
    m.effective_on, m.seq
  from inventory.stock s join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])`;

type Correction = Pick<MoveRow, 'quantity' | 'valueMinor' | 'effectiveOn'> & { readonly moveId: Id };

const readCorrections = (tx: Tx, items: readonly Id[]): Promise<Correction[]> => tx.sql<Correction>`
  select distinct on (c.move_id) c.move_id, c.quantity, c.value_minor, c.effective_on
  from inventory.stock s
  join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
  join inventory.move_correction c on c.company_id = m.company_id and c.move_id = m.id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])
  order by c.move_id, c.id desc`;

/** Value that joined a receipt after it was recorded. */
export interface LaterCost {
  readonly id: Id;
  readonly moveId: Id;
  readonly label: string;
  readonly side: string;
  readonly valueMinor: Minor;
}

const readCosts = (tx: Tx, items: readonly Id[]): Promise<LaterCost[]> => tx.sql<LaterCost>`
  select c.id, c.move_id, c.label, c.other_side as side, c.value_minor
  from inventory.stock s
  join inventory.move m on m.company_id = s.company_id and m.stock_id = s.id
  join inventory.move_cost c on c.company_id = m.company_id and c.move_id = m.id
  where s.company_id = ${tx.company} and s.item_id = any(${items}::uuid[])
  order by c.id`;
