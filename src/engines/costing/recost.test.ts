import { expect, test } from 'vitest';
import { advance } from './advance.ts';
import { recost } from './recost.ts';
import type { KeyState, Move } from './types.ts';

const key = (allowNegative = false): KeyState => ({ keyId: 'A', method: 'fifo', allowNegative, layers: [] });
const at = (seq: number) => ({
  effectiveAt: `2026-01-${10 + seq}T08:00:00Z`,
  effectiveOn: `2026-01-${10 + seq}`,
  seq,
  keyId: 'A',
});
const receipt = (moveId: string, seq: number, qty: string, valueMinor: bigint): Move => ({
  ...{ ...at(seq), kind: 'receipt', moveId, qty, valueMinor, to: 'grni' },
});
const issue = (moveId: string, seq: number, qty: string): Move => ({
  ...at(seq),
  kind: 'issue',
  moveId,
  qty,
  to: 'cogs',
});

test('a correction that would make stock short in the past names the instant, the move and the shortage', () => {
  const moves = [receipt('r', 1, '10', 1000n), issue('x', 2, '6'), issue('y', 4, '4'), receipt('s', 5, '9', 900n)];
  const late = issue('late', 3, '2.5');
  const { problems } = recost({
    keys: [{ start: key(), moves }],
    changes: [{ moveId: 'late', to: late }],
    causeId: 'late',
  });
  const { effectiveAt, seq } = at(4);
  expect(problems).toEqual([{ code: 'negative_stock', keyId: 'A', moveId: 'y', shortQty: '2.5', effectiveAt, seq }]);
});

test('a shortage that history had already is reported only when it grows', () => {
  const moves = [receipt('r', 1, '5', 500n), issue('x', 2, '6'), receipt('s', 3, '9', 900n)];
  const change = (to: Move) =>
    recost({ keys: [{ start: key(), moves }], changes: [{ moveId: to.moveId, to }], causeId: 'c' });
  expect(change(receipt('r', 1, '5', 600n)).problems).toEqual([]);
  expect(change(receipt('r', 1, '4', 400n)).problems).toMatchObject([{ moveId: 'x', shortQty: '2' }]);
});

test('a price correction is one entry a move, dated where it is true, and one total a destination', () => {
  const moves = [receipt('r', 1, '10', 1000n), issue('x', 2, '3'), issue('y', 3, '4')];
  const outcome = recost({
    keys: [{ start: key(), moves }],
    changes: [{ moveId: 'r', to: receipt('r', 1, '10', 1500n) }],
    causeId: 'bill',
  });
  const rows = outcome.entries.map((e) => [e.kind, e.moveId, e.qty, e.valueMinor, e.effectiveOn, e.causeId]);
  expect(rows).toEqual([
    ['ADJUST', 'r', '0', 500n, '2026-01-11', 'bill'],
    ['ADJUST', 'x', '0', -150n, '2026-01-12', 'bill'],
    ['ADJUST', 'y', '0', -200n, '2026-01-13', 'bill'],
  ]);
  expect(outcome.totals).toEqual([
    { keyId: 'A', to: 'grni', role: 'move', valueMinor: 500n },
    { keyId: 'A', to: 'cogs', role: 'move', valueMinor: -350n },
  ]);
  expect(outcome.layers).toMatchObject([{ layerId: 'r', qtyLeft: '3', valueLeft: 450n }]);
});

test('a correction ends where old and new meet: later moves get no entry', () => {
  const round = (n: number) => [receipt(`r${n}`, 2 * n, '1', 100n), issue(`x${n}`, 2 * n + 1, '1')];
  const moves = [0, 1, 2, 3].flatMap(round);
  const outcome = recost({ keys: [{ start: key(), moves }], changes: [{ moveId: 'x0', to: null }], causeId: 'c' });
  // Each issue now takes the layer before its own, to the end.
  expect(outcome.entries.filter((entry) => entry.kind === 'REVERSE')).toHaveLength(4);
  const price = recost({
    keys: [{ start: key(), moves }],
    changes: [{ moveId: 'r1', to: receipt('r1', 2, '1', 120n) }],
    causeId: 'c',
  });
  expect(price.entries.map((entry) => entry.moveId)).toEqual(['r1', 'x1']);
  expect(price.keys).toEqual([]);
});

test('a shortage sent elsewhere is settled there', () => {
  const moves = [issue('x', 1, '1'), receipt('r', 2, '1', 30n)].map((move) => ({ ...move, fallbackMinor: '0' }));
  const to = { ...moves[0]!, to: 'gift' };
  const outcome = recost({ keys: [{ start: key(true), moves }], changes: [{ moveId: 'x', to }], causeId: 'c' });
  expect(outcome.totals).toEqual([
    { keyId: 'A', to: 'cogs', role: 'move', valueMinor: 30n },
    { keyId: 'A', to: 'gift', role: 'move', valueMinor: -30n },
  ]);
  expect(outcome.entries).toEqual([]);
});

test('nothing changed: nothing to write', () => {
  const moves = [receipt('r', 1, '10', 1000n), issue('x', 2, '3')];
  const outcome = recost({ keys: [{ start: key(), moves }], changes: [{ moveId: 'r', to: moves[0]! }], causeId: 'c' });
  expect(outcome).toEqual({ entries: [], flows: [], totals: [], keys: [], layers: [], parcels: [], problems: [] });
});

test('advance reports a move before what its key or its parcel has seen', () => {
  const first = advance({ keys: [key()], moves: [receipt('r', 3, '10', 1000n)] });
  const tooEarly = advance({ keys: first.keys, moves: [issue('x', 2, '1')] });
  expect(tooEarly.problems).toMatchObject([{ code: 'back_dated', keyId: 'A', moveId: 'x' }]);

  const back: Move = { ...at(4), kind: 'carried', moveId: 'b', qty: '1', parcelId: 'out', to: 'cogs' };
  const parcel = { parcelId: 'out', qtyLeft: '2', valueLeft: 20n, lastAt: { effectiveAt: at(5).effectiveAt, seq: 5 } };
  const { problems } = advance({ keys: first.keys, moves: [back], parcels: [parcel] });
  expect(problems).toMatchObject([{ code: 'back_dated', parcelId: 'out', moveId: 'b' }]);
});

test('bad input is a problem, not an exception', () => {
  const problemsOf = (move: Move) => advance({ keys: [key()], moves: [move] }).problems.map((problem) => problem.code);
  expect(problemsOf(receipt('r', 1, '0', 1n))).toEqual(['bad_quantity']);
  expect(problemsOf(receipt('r', 1, '-1', 1n))).toEqual(['bad_quantity']);
  expect(problemsOf(receipt('r', 1, '0.0000000001', 1n))).toEqual(['bad_quantity']);
  expect(problemsOf({ ...receipt('r', 1, '1', 1n), keyId: 'B' } as Move)).toEqual(['unknown_key']);
});
