import type { Change, Move, ReceiptMove } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { correctedHolds } from '../hold/corrected.ts';
import { NO_HOLDS } from '../hold/holds.ts';
import { correctedLots } from '../lot/correct.ts';
import type { LotChange, LotPart } from '../lot/lots.ts';
import { stockRefusal } from '../stock/lock.ts';
import { yieldReservations } from '../stock/reserve.ts';
import { refuseFuture, refuseProblems } from './apply.ts';
import { movesOfReturned } from './going-back.ts';
import type { Source } from './move.ts';
import { openPast } from './past.ts';
import { type History, type LaterCost, recostItems } from './recost.ts';
import { writeMoves } from './write.ts';

/** A move as it should have been. */
export interface MoveCorrection {
  readonly moveId: Id;
  /** The right quantity; zero cancels the move. */
  readonly quantity: Decimal;
  /** Of a receipt: by how much its own value changes with that; of a return to the supplier: what he owes for it; in proportion when absent. */
  readonly deltaMinor?: Minor | undefined;
  /** Of a return to the supplier: how many of the right quantity no bill covered. */
  readonly unbilled?: Decimal | undefined;
  /** The right day; unchanged when absent. */
  readonly effectiveOn?: Day | undefined;
  /** Of a tracked item: the lots it was really of; those it had when absent. */
  readonly lots?: readonly LotPart[] | undefined;
  readonly reason: string;
  readonly source: Source;
}

/**
 * Corrects moves by new rows: everything that was costed after them is costed again and the differences are posted, the
 * closed periods untouched. Answers what receipts among them are worth now. Refuses `short_stock_then` naming the day and the document that would have been short.
 */
export async function correctMoves(
  tx: Tx,
  corrections: readonly MoveCorrection[],
): Promise<ReadonlyMap<Id, CorrectedValue>> {
  if (corrections.length === 0) return new Map();
  refuseFuture(
    tx,
    corrections.map((correction) => correction.effectiveOn),
  );
  const all = await withOtherHalves(tx, corrections);
  const { stocks, histories, items } = await openPast(
    tx,
    [...all.map((correction) => correction.moveId), ...(await receiptsOf(tx, all))],
    all.map((correction) => correction.effectiveOn),
  );
  const named = all.map((correction) => {
    const history = histories.get(items.get(correction.moveId)!);
    const cancelled = history?.cancelled.get(correction.moveId);
    const was = history?.moves.get(correction.moveId) ?? cancelled;
    if (!history || !was || was.kind === 'revalue' || was.kind === 'charge') throw stockRefusal('unknown_move', {});
    return {
      history,
      was,
      revived: was === cancelled,
      correction: { ...correction, effectiveOn: correction.effectiveOn ?? was.effectiveOn },
    };
  });
  const lots = await correctedLots(
    tx,
    stocks,
    named.map(({ correction }) => correction),
  );
  const found = named.map(({ history, was, revived, correction }) => {
    const specific = history.keys.some(({ start }) => start.keyId === was.keyId && start.method === 'specific');
    return { history, was: specific ? withPieces(was, lots.changes) : was, revived, correction };
  });
  // What went back of a receipt is known whole before what any of it bears is asked.
  const rows = found.map((one) => correctedMove({ ...one, history: withReturns(one.history, found) }, one.correction));
  const own = new Set(rows.map((row) => row.moveId));
  const changes = rows.flatMap(({ moveId, change, back, source: cause }) =>
    [change, ...back.filter((to) => !own.has(to.moveId)).map((to) => ({ moveId: to.moveId, to }))].map((one) => ({
      ...{ item: items.get(moveId)!, change: one, cause },
    })),
  );
  const left = new Map(rows.flatMap((row) => (row.leaves ? [[row.moveId, row.leaves] as const] : [])));
  const receipts = new Map(rows.flatMap((row) => (row.sides ? [[row.moveId, row.sides] as const] : [])));
  const outcomes = (await recostItems(tx, changes, histories)).map((costed) => ({ ...costed, receipts, left }));
  for (const { outcome } of outcomes) refuseProblems({ stocks }, [], outcome.problems);
  const changed = await correctedHolds(tx, rows);
  await insertCorrections(tx, rows);
  const open = { stocks, postingDays: new Map() };
  const past = named.flatMap(({ was, correction }) =>
    [was.effectiveOn, correction.effectiveOn].map((effectiveOn) => ({ stock: was.keyId, effectiveOn })),
  );
  await writeMoves(tx, {
    open,
    placed: [],
    outcomes,
    uses: [],
    lots,
    holds: { ...NO_HOLDS, changed },
    past,
    text: 'Stock move corrected',
  });
  await yieldReservations(
    tx,
    [...stocks.values()].map((stock) => stock.id),
  );
  return new Map(rows.flatMap(({ moveId, own }) => (own ? [[moveId, own] as const] : [])));
}

/** The pieces the move was really of. */
function withPieces(was: StockMove, changes: readonly LotChange[]): StockMove {
  const pieces = new Map((was.pieces ?? []).map((piece) => [piece.pieceId, piece]));
  const sign = was.kind === 'receipt' || was.kind === 'gain' || was.kind === 'carried' ? 1 : -1;
  for (const { move, lot, place, quantity } of changes) {
    if (move !== was.moveId) continue;
    const qty = dec(pieces.get(lot.id)?.qty ?? 0).plus(dec(quantity).times(sign));
    pieces.set(lot.id, { pieceId: lot.id, layerId: place, qty: toDecimal(qty) });
  }
  return { ...was, pieces: [...pieces.values()].filter((piece) => piece.qty !== '0') };
}

/** What a receipt is worth without what joined it later, before and after. */
export interface CorrectedValue {
  readonly was: Minor;
  readonly is: Minor;
}

interface Corrected extends MoveCorrection {
  readonly own: CorrectedValue | undefined;
  readonly effectiveOn: Day;
  readonly valueMinor: Minor | null;
  readonly change: Change;
  /** Of a receipt: the goods of it that went back, which bear what they bore; of those: the receipt, and the others. */
  readonly back: readonly StockMove[];
  /** Of a receipt that is cancelled, or counts again after that: how much more each other side bears. */
  readonly sides: ReadonlyMap<string, Minor> | undefined;
  /** Of a receipt that was given another day: the one it leaves. Each side then bears there what it will bear on the other. */
  readonly leaves: Day | undefined;
}

type StockMove = Exclude<Move, { kind: 'revalue' | 'charge' }>;

function correctedMove(
  { history, was, revived }: { history: History; was: StockMove; revived: boolean },
  correction: MoveCorrection & { effectiveOn: Day },
): Corrected {
  const { effectiveOn } = correction;
  const qty = toDecimal(dec(correction.quantity));
  const placed = { qty, effectiveOn, effectiveAt: effectiveOn };
  const later = history.costs.get(was.moveId) ?? [];
  const laterMinor = sumMinor(later.map((cost) => cost.valueMinor));
  const moveId = was.moveId;
  const own = was.kind === 'receipt' ? was.valueMinor - laterMinor : 0n;
  const counted = {
    ...correction,
    quantity: qty,
    effectiveOn,
    own: undefined,
    valueMinor: null,
    sides: undefined,
    leaves: undefined,
    back: [],
  };
  const moved = effectiveOn !== was.effectiveOn;
  if (was.kind === 'receipt') {
    const before = revived ? 0n : own;
    if (qty === '0')
      return {
        ...{ ...counted, change: { moveId, to: null }, own: { was: before, is: 0n } },
        sides: borneBy(was.to, -own, later, -1n),
      };
    const given = correction.deltaMinor;
    // A corrected cost is of a piece, as the first was; what else joined the value stays as it is.
    const restatedMinor = sumMinor(later.filter((cost) => cost.restates).map((cost) => cost.valueMinor));
    const inAll = () => inProportion(own + restatedMinor, was.qty, qty) - restatedMinor;
    const valueMinor = given === undefined ? inAll() : before + given;
    const [receipt = was, ...back] =
      revived || dec(qty).eq(was.qty) ? [] : movesOfReturned(history, moveId, { quantity: qty });
    return {
      ...{ ...counted, back, valueMinor, own: { was: before, is: valueMinor } },
      // The pieces are those named now, not those the history knows.
      change: {
        moveId,
        to: { ...receipt, pieces: was.pieces, ...placed, valueMinor: valueMinor + laterMinor } as ReceiptMove,
      },
      sides: revived ? borneBy(was.to, valueMinor, later, 1n) : moved ? borneBy(was.to, 0n, later, 1n) : undefined,
      leaves: moved && !revived ? was.effectiveOn : undefined,
    };
  }
  if (was.kind === 'supplier_return') {
    const [receipt, ...returns] = movesOfReturned(history, was.receiptId);
    const others = returns.filter((move) => move.moveId !== moveId);
    const back = receipt ? [receipt, ...others] : [];
    if (qty === '0') return { ...counted, back, change: { moveId, to: null } };
    const now = returns.find((move) => move.moveId === moveId) ?? was;
    const given = correction.deltaMinor;
    const before = was.creditMinor ?? null;
    const creditMinor =
      before === null
        ? null
        : given === undefined
          ? inProportion(before, was.qty, qty)
          : (revived ? 0n : before) + given;
    const to = { ...now, pieces: was.pieces, ...placed, creditMinor } as StockMove;
    return { ...counted, back, valueMinor: creditMinor, change: { moveId, to } };
  }
  return { ...counted, change: { moveId, to: qty === '0' ? null : { ...was, ...placed } } };
}

/** The receipts whose goods went back by moves that are corrected: what they bear changes with that. */
async function receiptsOf(tx: Tx, corrections: readonly MoveCorrection[]): Promise<Id[]> {
  const rows = await tx.sql<{ receipt: Id }>`
    select distinct layer_id as receipt from inventory.move
    where company_id = ${tx.company} and id = any(${corrections.map((one) => one.moveId)}::uuid[]) and kind = 'supplier_return'`;
  return rows.map(({ receipt }) => receipt);
}

interface Found {
  readonly was: StockMove;
  readonly correction: MoveCorrection & { effectiveOn: Day };
}

/** The history with the returns to suppliers as they are corrected now. */
function withReturns(history: History, found: readonly Found[]): History {
  const mine = found.filter(({ was }) => was.kind === 'supplier_return');
  if (mine.length === 0) return history;
  const returns = new Map(history.returns);
  const unbilled = new Map(history.unbilled);
  for (const { was, correction } of mine) {
    if (was.kind !== 'supplier_return') continue;
    const others = (returns.get(was.receiptId) ?? []).filter((move) => move.moveId !== was.moveId);
    const qty = toDecimal(dec(correction.quantity));
    returns.set(was.receiptId, qty === '0' ? others : [...others, { ...was, qty }]);
    if (correction.unbilled !== undefined) unbilled.set(was.moveId, correction.unbilled);
  }
  return { ...history, returns, unbilled };
}

/** By side, what a receipt that counts again, or no more, is borne by: its own value and what joined it later. */
function borneBy(side: string, own: Minor, later: readonly LaterCost[], sign: bigint): Map<string, Minor> {
  const sides = new Map<string, Minor>([[side, own]]);
  for (const cost of later) sides.set(cost.side, (sides.get(cost.side) ?? 0n) + sign * cost.valueMinor);
  return sides;
}

const inProportion = (valueMinor: Minor, from: Decimal, to: Decimal): Minor =>
  toMinor(dec(valueMinor).times(to).div(from), 0, 'half-up');

/**
 * Goods that left one site for another entered there by another move, goods that came back to be scrapped left again: what is
 * true of one half is true of the other.
 */
async function withOtherHalves(tx: Tx, corrections: readonly MoveCorrection[]): Promise<MoveCorrection[]> {
  const ids = corrections.map((correction) => correction.moveId);
  const rows = await tx.sql<{ id: Id; other: Id }>`
    select m.id, coalesce(o.id, m.parcel_id) as other
    from inventory.move m
    left join inventory.move o on o.company_id = m.company_id and o.parcel_id = m.id
    where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[]) and m.counterpart = 'transit'
    union all
    select m.id, o.id from inventory.move m
    join inventory.move o on o.company_id = m.company_id and o.layer_id = m.id and o.kind = 'issue'
    where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[]) and m.kind = 'carried'
    union all
    select m.id, o.id from inventory.move m
    join inventory.move o on o.company_id = m.company_id and o.id = m.layer_id and o.kind = 'carried'
    where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[]) and m.kind = 'issue'`;
  const others = new Map(rows.map((row) => [row.id, row.other]));
  const halves = corrections.flatMap((correction) => {
    const other = others.get(correction.moveId);
    return other ? [correction, { ...correction, moveId: other }] : [correction];
  });
  return [...new Map(halves.map((correction) => [correction.moveId, correction])).values()];
}

const insertCorrections = (tx: Tx, corrections: readonly Corrected[]): Promise<unknown> => {
  const rows = corrections.map((correction) => ({ ...correction, id: tx.newId() }));
  return tx.sql`
    insert into inventory.move_correction (company_id, id, stock_id, move_id, quantity, value_minor, unbilled, effective_on, reason, recorded_at, event_id)
    select ${tx.company}, r.id, m.stock_id, r.move_id, r.quantity, r.value_minor, r.unbilled, r.effective_on, r.reason, ${tx.now}, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      moveId: 'uuid',
      quantity: 'numeric',
      valueMinor: 'bigint',
      unbilled: 'numeric',
      effectiveOn: 'date',
      reason: 'text',
    })}
    join inventory.move m on m.company_id = ${tx.company} and m.id = r.move_id`;
};
