import type { Change, Move } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { NO_HOLDS } from '../hold/holds.ts';
import { correctedLots } from '../lot/correct.ts';
import { stockRefusal } from '../stock/lock.ts';
import { yieldReservations } from '../stock/reserve.ts';
import { refuseProblems } from './apply.ts';
import type { Source } from './move.ts';
import { openPast } from './past.ts';
import { type History, recostItems } from './recost.ts';
import { writeMoves } from './write.ts';

/** A move as it should have been. */
export interface MoveCorrection {
  readonly moveId: Id;
  /** The right quantity; zero cancels the move. A receipt's value changes in proportion. */
  readonly quantity: Decimal;
  /** The right day; unchanged when absent. */
  readonly effectiveOn?: Day;
  readonly reason: string;
  readonly source: Source;
}

/**
 * Corrects moves by new rows: everything that was costed after them is costed again and the differences are posted, the
 * closed periods untouched. Refuses `short_stock_then` naming the day and the document that would have been short.
 */
export async function correctMoves(tx: Tx, corrections: readonly MoveCorrection[]): Promise<void> {
  if (corrections.length === 0) return;
  const all = await withOtherHalves(tx, corrections);
  const { stocks, histories, items } = await openPast(
    tx,
    all.map((correction) => correction.moveId),
    all.map((correction) => correction.effectiveOn),
  );
  const rows = all.map((correction): Corrected => {
    const history = histories.get(items.get(correction.moveId)!);
    const was = history?.moves.get(correction.moveId);
    if (!history || !was || was.kind === 'revalue' || was.kind === 'charge') throw stockRefusal('unknown_move', {});
    return correctedMove(history, was, correction);
  });
  const changes = rows.map((row) => ({ item: items.get(row.moveId)!, change: row.change, cause: row.source }));
  const receipts = new Map(rows.flatMap((row) => (row.sides ? [[row.moveId, row.sides] as const] : [])));
  const outcomes = (await recostItems(tx, changes, histories)).map((costed) => ({ ...costed, receipts }));
  for (const { outcome } of outcomes) refuseProblems({ stocks }, [], outcome.problems);
  const lots = await correctedLots(tx, stocks, rows);
  await insertCorrections(tx, rows);
  const open = { stocks, postingDays: new Map() };
  await writeMoves(tx, { open, placed: [], outcomes, uses: [], lots, holds: NO_HOLDS, text: 'Stock move corrected' });
  await yieldReservations(
    tx,
    [...stocks.values()].map((stock) => stock.id),
  );
}

interface Corrected extends MoveCorrection {
  readonly effectiveOn: Day;
  readonly valueMinor: Minor | null;
  readonly change: Change;
  /** Of a cancelled receipt: what each other side no longer bears. */
  readonly sides: ReadonlyMap<string, Minor> | undefined;
}

type StockMove = Exclude<Move, { kind: 'revalue' | 'charge' }>;

function correctedMove(history: History, was: StockMove, correction: MoveCorrection): Corrected {
  const effectiveOn = correction.effectiveOn ?? was.effectiveOn;
  const qty = toDecimal(dec(correction.quantity));
  const placed = { qty, effectiveOn, effectiveAt: effectiveOn };
  const later = history.costs.get(was.moveId) ?? [];
  const laterMinor = sumMinor(later.map((cost) => cost.valueMinor));
  const moveId = was.moveId;
  if (qty === '0') {
    const own = was.kind === 'receipt' ? was.valueMinor - laterMinor : 0n;
    const bearers = [{ side: was.to, valueMinor: own }, ...later];
    const sides = was.kind === 'receipt' ? Map.groupBy(bearers, (bearer) => bearer.side) : undefined;
    const taken =
      sides && new Map([...sides].map(([side, items]) => [side, -sumMinor(items.map((one) => one.valueMinor))]));
    return { ...correction, quantity: qty, effectiveOn, valueMinor: null, change: { moveId, to: null }, sides: taken };
  }
  if (was.kind === 'receipt') {
    const own = inProportion(was.valueMinor - laterMinor, was.qty, qty);
    const to = { ...was, ...placed, valueMinor: own + laterMinor };
    return { ...correction, quantity: qty, effectiveOn, valueMinor: own, change: { moveId, to }, sides: undefined };
  }
  if (was.kind === 'supplier_return' && was.creditMinor != null) {
    const creditMinor = inProportion(was.creditMinor, was.qty, qty);
    const to = { ...was, ...placed, creditMinor };
    return {
      ...correction,
      quantity: qty,
      effectiveOn,
      valueMinor: creditMinor,
      change: { moveId, to },
      sides: undefined,
    };
  }
  const to = { ...was, ...placed };
  return { ...correction, quantity: qty, effectiveOn, valueMinor: null, change: { moveId, to }, sides: undefined };
}

const inProportion = (valueMinor: Minor, from: Decimal, to: Decimal): Minor =>
  toMinor(dec(valueMinor).times(to).div(from), 0, 'half-up');

/** Goods that left one site for another entered there by another move: what is true of one half is true of the other. */
async function withOtherHalves(tx: Tx, corrections: readonly MoveCorrection[]): Promise<MoveCorrection[]> {
  const ids = corrections.map((correction) => correction.moveId);
  const rows = await tx.sql<{ id: Id; other: Id }>`
    select m.id, coalesce(o.id, m.parcel_id) as other
    from inventory.move m
    left join inventory.move o on o.company_id = m.company_id and o.parcel_id = m.id
    where m.company_id = ${tx.company} and m.id = any(${ids}::uuid[]) and m.counterpart = 'transit'`;
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
    insert into inventory.move_correction (company_id, id, stock_id, move_id, quantity, value_minor, effective_on, reason, recorded_at, event_id)
    select ${tx.company}, r.id, m.stock_id, r.move_id, r.quantity, r.value_minor, r.effective_on, r.reason, ${tx.now}, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      moveId: 'uuid',
      quantity: 'numeric',
      valueMinor: 'bigint',
      effectiveOn: 'date',
      reason: 'text',
    })}
    join inventory.move m on m.company_id = ${tx.company} and m.id = r.move_id`;
};
