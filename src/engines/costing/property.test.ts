import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { test } from 'vitest';
import { addDays } from '#kernel/values/day.ts';
import { advance } from './advance.ts';
import { explain } from './explain.ts';
import { naiveReplay } from './naive-model.ts';
import { recost } from './recost.ts';
import { type Book, checkBook, correct, flowTotals, moveValue, onHand, openBook, post } from './test-book.ts';
import type { Change, KeyState, Method, Move } from './types.ts';
import { compareMoves } from './world.ts';

/** `COSTING_RUNS=100000 npx vitest run src/engines/costing` searches longer; a failure prints its seed and path. */
const RUNS = Number(process.env.COSTING_RUNS ?? 2000);
const METHODS: Method[] = ['fifo', 'average', 'standard', 'specific'];
/** Separate words so that the likelier ones can stand twice. */
const KINDS = (
  'receipt receipt receipt issue issue gain transfer arrive arrive back send revalue consume charge make ' +
  'cancel price landed quantity redate retarget scrap'
).split(' ');

const command = fc.record({
  kind: fc.constantFrom(...KINDS),
  key: fc.constantFrom('A', 'B'),
  /** Thousandths. */
  qty: fc.oneof(
    fc.integer({ min: 1, max: 6 }).map((n) => n * 1000),
    fc.integer({ min: 1, max: 9999 }),
  ),
  value: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99_999 })),
  /** Picks what it refers to. */
  ref: fc.nat(999),
  /** Null: now. Else a share of the past, in thousandths. */
  late: fc.option(fc.nat(999), { freq: 3 }),
  flag: fc.boolean(),
});
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const history = fc.record({
  method: fc.constantFrom(...METHODS),
  allowNegative: fc.boolean(),
  commands: fc.array(command, { minLength: 1, maxLength: 30, size: 'max' }),
  cut: fc.nat(999),
});

test(`random histories cost as a naive replay does (${RUNS} runs)`, { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(history, ({ method, allowNegative, commands, cut }) => {
      const keys = ['A', 'B', 'C'].map(
        (keyId): KeyState => ({ keyId, method, allowNegative, layers: [], standardMinor: '700' }),
      );
      const book = openBook(keys);
      let clock = 1000;
      for (const one of commands) {
        clock += 1000;
        perform(book, one, clock);
      }
      checkFreshReplay(book, keys);
      checkFromCheckpoint(book, keys, cut);
      checkExplanations(book, keys);
    }),
    { numRuns: RUNS },
  );
});

/** Applies a command and holds the book against the model; what one refuses the other must refuse too. */
function perform(book: Book, one: Command, clock: number): void {
  const changes = toChanges(book, one, clock)?.map(({ moveId, to }) => ({
    moveId,
    to: to && withPieces(book, one, to),
  }));
  if (!changes?.length) return;
  const moves = new Map(book.moves);
  for (const { moveId, to } of changes) to ? moves.set(moveId, to) : moves.delete(moveId);
  const expected = naiveReplay([...book.opening.values()], [...moves.values()]);

  const isNew = changes.every(({ moveId, to }) => to && !book.moves.has(moveId));
  const problems =
    isNew && (one.late === null || one.flag)
      ? post(
          book,
          changes.map((change) => change.to!),
        )
      : correct(book, { causeId: `c${clock}`, changes });
  assert.equal(problems.length > 0, expected.troubles.length > 0, JSON.stringify([problems, expected.troubles]));
  checkBook(book);
  if (problems.length > 0) return;
  for (const [keyId, { qty, value }] of Object.entries(expected.stock)) {
    const held = onHand(book, keyId);
    assert.deepEqual([keyId, BigInt(Math.round(Number(held.qty) * 1000)), held.value], [keyId, qty, value]);
  }
  const ledger = Object.entries(expected.ledger).filter(([, value]) => value !== 0n);
  assert.deepEqual(flowTotals(book), Object.fromEntries(ledger));
  for (const moveId of moves.keys()) assert.equal(moveValue(book, moveId), expected.moveValues[moveId] ?? 0n, moveId);
}

/** At specific cost every move says which pieces it is of: now and then those the goods left as, else any. */
function withPieces(book: Book, one: Command, move: Move): Move {
  if (!('qty' in move) || book.opening.get(move.keyId)?.method !== 'specific') return move;
  const left = move.kind === 'carried' ? book.moves.get(move.parcelId) : undefined;
  const known = move.pieces ?? (one.flag && left?.kind !== 'charge' ? left?.pieces : undefined);
  const names =
    known?.map((piece) => piece.pieceId) ?? ['p', 'q', 'r'].slice(one.ref % 3, (one.ref % 3) + 1 + (one.ref % 2));
  const qty = Math.round(Number(move.qty) * 1000);
  const first = Math.floor(qty / 2);
  const parts = names.length === 2 && first > 0 ? [first, qty - first] : [qty];
  const pieces = parts.map((part, i) => ({
    ...{ pieceId: names[i]!, layerId: `${move.keyId}/${names[i]}`, qty: milli(part) },
  }));
  return { ...move, pieces };
}

function toChanges(book: Book, one: Command, clock: number): Change[] | null {
  const seq = one.late === null ? clock : freeSeq(book, Math.floor((clock * one.late) / 1000));
  const pick = <K extends Move['kind']>(...kinds: K[]): Extract<Move, { kind: K }> | undefined => {
    const found = [...book.moves.values()].filter((move) => (kinds as string[]).includes(move.kind));
    return found[one.ref % Math.max(found.length, 1)] as Extract<Move, { kind: K }> | undefined;
  };
  const change = (to: Move): Change[] => [{ moveId: to.moveId, to }];
  switch (one.kind) {
    case 'cancel': {
      const move = [...book.moves.values()][one.ref % Math.max(book.moves.size, 1)];
      return move ? [{ moveId: move.moveId, to: null }] : null;
    }
    case 'redate': {
      const move = [...book.moves.values()][one.ref % Math.max(book.moves.size, 1)];
      return move ? change({ ...move, ...at(seq) }) : null;
    }
    case 'landed': {
      const received = [...book.moves.values()].filter((move) => move.kind === 'receipt');
      return received.flatMap((move) => change({ ...move, valueMinor: move.valueMinor + BigInt(one.value) }));
    }
    case 'retarget': {
      const move = pick('issue', 'receipt');
      if (move?.kind !== 'issue') return move ? change({ ...move, to: 'gift' }) : null;
      return change(move.parcelId ? { ...move, to: 'J1', parcelId: 'J1' } : { ...move, to: one.flag ? 'x' : 'y' });
    }
    case 'price': {
      const move = pick('receipt', 'charge');
      return move ? change({ ...move, valueMinor: BigInt(one.value) }) : null;
    }
    case 'scrap': {
      const sold = pick('issue');
      if (!sold || sold.parcelId) return null;
      const [moveId, qty] = [`m${clock}`, milli(one.qty)];
      const base = { ...at(seq), keyId: one.key, qty, fallbackMinor: null };
      const back = { ...base, moveId, kind: 'carried', to: sold.to, parcelId: sold.moveId, apart: true } as const;
      const place = at(freeSeq(book, seq + 1));
      const gone = { ...base, ...place, moveId: `${moveId}s`, kind: 'issue', to: 'loss', layerId: moveId } as const;
      return [...change(back), ...change(gone)];
    }
    case 'quantity': {
      const move = pick('receipt', 'issue', 'transfer', 'carried', 'gain', 'supplier_return');
      return move ? change({ ...move, qty: milli(one.qty) }) : null;
    }
  }
  const move = toMove({ one, id: `m${clock}`, seq }, pick);
  return move && change(move);
}

type Pick = <K extends Move['kind']>(...kinds: K[]) => Extract<Move, { kind: K }> | undefined;

function toMove({ one, id, seq }: { one: Command; id: string; seq: number }, pick: Pick): Move | null {
  const fallbackMinor = one.flag ? '123.5' : null;
  const base = { ...at(seq), moveId: id, keyId: one.key, qty: milli(one.qty), fallbackMinor };
  const job = one.flag ? 'J1' : 'J2';
  const to = one.flag ? 'x' : 'y';
  switch (one.kind) {
    case 'receipt':
      return { ...base, kind: 'receipt', to: 'grni', valueMinor: BigInt(one.value) };
    case 'gain':
      return { ...base, kind: 'gain', to: 'count' };
    case 'issue':
      return { ...base, kind: 'issue', to };
    case 'consume':
      return { ...base, kind: 'issue', to: job, parcelId: job };
    case 'charge':
      return { ...at(seq), moveId: id, kind: 'charge', to: 'absorbed', parcelId: job, valueMinor: BigInt(one.value) };
    case 'make':
      return {
        ...base,
        keyId: 'C',
        kind: 'carried',
        to: job,
        parcelId: job,
        share: { part: '1', whole: `${1 + (one.ref % 3)}` },
      };
    case 'transfer':
      return { ...base, kind: 'transfer', to: 'transit' };
    case 'arrive':
    case 'back': {
      const out = one.kind === 'back' ? pick('issue') : pick('transfer');
      if (!out || (out.kind === 'issue' && out.parcelId)) return null;
      const keyId = one.kind === 'back' ? one.key : out.keyId === 'A' ? 'B' : 'A';
      return { ...base, keyId, kind: 'carried', to: out.to, parcelId: out.moveId, qty: one.flag ? out.qty : base.qty };
    }
    case 'send': {
      const received = pick('receipt');
      if (!received) return null;
      const creditMinor = one.flag ? BigInt(one.value) : null;
      return {
        ...base,
        keyId: received.keyId,
        kind: 'supplier_return',
        receiptId: received.moveId,
        creditMinor,
        to: 'grni',
      };
    }
    case 'revalue': {
      const layer = one.flag ? pick('receipt') : undefined;
      return {
        ...at(seq),
        ...{ moveId: id, keyId: layer?.keyId ?? one.key, kind: 'revalue', to: 'revaluation' },
        ...{ unitMinor: `${one.value % 1500}.5`, ...(layer && { layerId: layer.moveId }) },
      };
    }
  }
  return null;
}

/** What was reached by corrections is what costing all moves anew gives. */
function checkFreshReplay(book: Book, keys: KeyState[]): void {
  const fresh = advance({ keys, moves: [...book.moves.values()] });
  assert.deepEqual(fresh.problems, []);
  for (const key of fresh.keys) {
    const open = (state: KeyState) => state.layers.map((layer) => [layer.layerId, layer.qtyLeft, layer.valueLeft]);
    assert.deepEqual(open(book.keys.get(key.keyId)!).sort(), open(key).sort());
    assert.deepEqual(book.keys.get(key.keyId)!.lastCost, key.lastCost);
  }
}

/** A correction from a checkpoint writes the same as one from the beginning. */
function checkFromCheckpoint(book: Book, keys: KeyState[], cut: number): void {
  const moves = [...book.moves.values()].sort(compareMoves);
  const index = Math.floor((moves.length * cut) / 1000);
  const changed = moves.slice(index).find((move) => move.kind === 'receipt');
  if (!changed) return;
  const changes = [{ moveId: changed.moveId, to: { ...changed, valueMinor: changed.valueMinor + 777n } }];
  const input = (list: Move[], starts: KeyState[]) => ({
    keys: starts.map((start) => ({ start, moves: list.filter((m) => m.kind !== 'charge' && m.keyId === start.keyId) })),
    charges: list.filter((move) => move.kind === 'charge'),
    changes,
    causeId: 'bill',
  });
  const earlier = advance({ keys, moves: moves.slice(0, index) });
  const starts = keys.map((key) => earlier.keys.find((state) => state.keyId === key.keyId) ?? key);
  const parcels = earlier.parcels.map((p) => ({
    parcelId: p.parcelId,
    qtyLeft: p.qtyChange,
    valueLeft: p.valueChange,
  }));
  const whole = recost(input(moves, keys));
  const part = recost({ ...input(moves.slice(index), starts), parcels });
  assert.deepEqual(part.entries, whole.entries);
  assert.deepEqual(part.flows, whole.flows);
  assert.deepEqual(part.layers, whole.layers);
}

/** What an explanation adds up to is what the move cost. */
function checkExplanations(book: Book, keys: KeyState[]): void {
  const moves = [...book.moves.values()];
  const histories = keys.map((start) => ({
    start,
    moves: moves.filter((m) => m.kind !== 'charge' && m.keyId === start.keyId),
  }));
  const charges = moves.filter((move) => move.kind === 'charge');
  for (const { moveId } of moves.filter((move) => move.kind === 'issue').slice(-2)) {
    assert.equal(explain({ keys: histories, charges, moveId })?.valueMinor, -moveValue(book, moveId), moveId);
  }
}

const at = (seq: number) => ({
  effectiveAt: `${addDays('2026-01-01', Math.floor(seq / 3000))}T00:00:00Z`,
  effectiveOn: addDays('2026-01-01', Math.floor(seq / 3000)),
  seq,
});

const milli = (qty: number): string => `${Math.floor(qty / 1000)}.${String(qty % 1000).padStart(3, '0')}`;

function freeSeq(book: Book, wanted: number): number {
  const taken = new Set([...book.moves.values()].map((move) => move.seq));
  let seq = wanted;
  while (taken.has(seq)) seq += 1;
  return seq;
}
