import { strict as assert } from 'node:assert';
import { dec, sumDecimals, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { advance } from './advance.ts';
import { recost } from './recost.ts';
import type { Change, Entry, Flow, KeyState, Move, Outcome, ParcelState, Position, Problem } from './types.ts';
import { comparePositions, pieceParcel } from './world.ts';

/**
 * The smallest caller the engine can have: it keeps in memory what a module keeps in tables, writes exactly what outcomes
 * say, and checks that it adds up. Cases and property tests drive the engine through it.
 */
export interface Book {
  /** Keys as they began: no layers. */
  opening: Map<Id, KeyState>;
  keys: Map<Id, KeyState>;
  /** Moves as now known. */
  moves: Map<Id, Move>;
  entries: Entry[];
  flows: Flow[];
  layers: Map<Id, { keyId: Id; qty: string; value: bigint }>;
  parcels: Map<Id, ParcelState>;
}

export function openBook(keys: KeyState[]): Book {
  const byId = () => new Map(keys.map((key) => [key.keyId, key]));
  const empty = { moves: new Map(), entries: [], flows: [], layers: new Map(), parcels: new Map() };
  return { opening: byId(), keys: byId(), ...empty };
}

/** Posts new moves: forward where they come last, as a correction where they are back-dated. Refused: nothing changes. */
export function post(book: Book, moves: Move[]): Problem[] {
  const drawn = new Set(
    moves.flatMap((move) =>
      'parcelId' in move && move.parcelId
        ? [move.parcelId, ...(move.pieces ?? []).map((piece) => pieceParcel(move.parcelId!, piece.pieceId))]
        : [],
    ),
  );
  for (const key of book.keys.values()) for (const { owner } of key.layers) if (owner) drawn.add(owner.parcelId);
  const outcome = advance({
    keys: [...book.keys.values()],
    moves,
    parcels: [...book.parcels.values()].filter((parcel) => drawn.has(parcel.parcelId)),
  });
  if (outcome.problems.some((problem) => problem.code === 'back_dated')) {
    return correct(book, {
      causeId: moves[0]!.moveId,
      changes: moves.map((move) => ({ moveId: move.moveId, to: move })),
    });
  }
  return accept(
    book,
    outcome,
    moves.map((move) => ({ moveId: move.moveId, to: move })),
  );
}

export function correct(book: Book, { causeId, changes }: { causeId: Id; changes: Change[] }): Problem[] {
  const moves = [...book.moves.values()];
  const outcome = recost({
    keys: [...book.opening.values()].map((start) => ({
      start,
      moves: moves.filter((move) => move.kind !== 'charge' && move.keyId === start.keyId),
    })),
    charges: moves.filter((move) => move.kind === 'charge'),
    changes,
    causeId,
  });
  return accept(book, outcome, changes);
}

function accept(book: Book, outcome: Outcome, changes: Change[]): Problem[] {
  if (outcome.problems.length > 0) return outcome.problems;
  book.entries.push(...outcome.entries);
  book.flows.push(...outcome.flows);
  for (const { moveId, to } of changes) {
    if (to) book.moves.set(moveId, to);
    else book.moves.delete(moveId);
  }
  for (const key of outcome.keys) book.keys.set(key.keyId, key);
  for (const { layerId, keyId, qtyLeft, valueLeft } of outcome.layers) {
    book.layers.set(layerId, { keyId, qty: qtyLeft, value: valueLeft });
  }
  for (const { parcelId, qtyChange, valueChange, lastAt } of outcome.parcels) {
    const old: ParcelState = book.parcels.get(parcelId) ?? { parcelId, qtyLeft: '0', valueLeft: 0n };
    const qtyLeft = toDecimal(dec(old.qtyLeft).plus(qtyChange));
    book.parcels.set(parcelId, {
      parcelId,
      qtyLeft,
      valueLeft: old.valueLeft + valueChange,
      lastAt: later(lastAt, old.lastAt),
    });
  }
  checkOutcome(outcome);
  return [];
}

const later = (a?: Position | null, b?: Position | null) => (a && b ? (comparePositions(a, b) > 0 ? a : b) : (a ?? b));

/** What every outcome must fulfil by itself. */
function checkOutcome(outcome: Outcome): void {
  for (const keyId of new Set([...outcome.entries, ...outcome.flows].map((row) => row.keyId))) {
    const [stock, ledger] = [worthOf(outcome.entries, keyId), worthOf(outcome.flows, keyId)];
    assert.equal(stock, ledger, `entries and flows of ${keyId} differ`);
  }
  assert.equal(sumMinor(outcome.totals.map((t) => t.valueMinor)), sumMinor(outcome.flows.map((f) => f.valueMinor)));
}

const worthOf = (rows: readonly (Entry | Flow)[], keyId: Id): bigint =>
  sumMinor(rows.filter((row) => row.keyId === keyId).map((row) => row.valueMinor));

/** The whole book: state is the sum of entries, nothing is worth something at quantity zero, open layers are those kept. */
export function checkBook(book: Book): void {
  const sums = new Map<Id, { qty: string[]; value: bigint }>();
  for (const { layerId, qty, valueMinor } of book.entries) {
    const sum = sums.get(layerId) ?? { qty: [], value: 0n };
    sum.qty.push(qty);
    sum.value += valueMinor;
    sums.set(layerId, sum);
  }
  for (const [layerId, sum] of sums) {
    const layer = book.layers.get(layerId);
    assert.equal(layer?.qty, toDecimal(sumDecimals(sum.qty)), `quantity of layer ${layerId}`);
    assert.equal(layer.value, sum.value, `value of layer ${layerId}`);
    if (layer.qty === '0') assert.equal(layer.value, 0n, `layer ${layerId} is empty but worth something`);
  }
  for (const key of book.keys.values()) {
    const open = [...book.layers].filter(([, layer]) => layer.keyId === key.keyId && layer.qty !== '0');
    const kept = key.layers.map((layer) => [layer.layerId, layer.qtyLeft, layer.valueLeft].join(' ')).sort();
    assert.deepEqual(open.map(([id, layer]) => [id, layer.qty, layer.value].join(' ')).sort(), kept);
    assert.ok(
      new Set(key.layers.filter((layer) => !layer.apart).map((layer) => layer.qtyLeft.startsWith('-'))).size <= 1,
      'layers of both signs',
    );
  }
  for (const parcel of book.parcels.values()) {
    const whole = book.moves.get(parcel.parcelId)?.kind === 'transfer';
    if (whole && parcel.qtyLeft === '0') assert.equal(parcel.valueLeft, 0n, `parcel ${parcel.parcelId}`);
  }
}

export const onHand = (book: Book, keyId: Id): { qty: string; value: bigint } => {
  const { layers } = book.keys.get(keyId)!;
  return { qty: toDecimal(sumDecimals(layers.map((l) => l.qtyLeft))), value: sumMinor(layers.map((l) => l.valueLeft)) };
};

/** What a move costs as now known: settlement differences and corrections included; variances apart. */
export const moveValue = (book: Book, moveId: Id): bigint =>
  sumMinor(book.flows.filter((flow) => flow.moveId === moveId && flow.role === 'move').map((flow) => flow.valueMinor));

/** Sum of flows by `to role`. */
export function flowTotals(book: Book): Record<string, bigint> {
  const totals: Record<string, bigint> = {};
  for (const { to, role, valueMinor } of book.flows) {
    const name = `${to} ${role}`;
    totals[name] = (totals[name] ?? 0n) + valueMinor;
  }
  return Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== 0n));
}
