import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import type { KeyHistory, Method, Move } from './types.ts';

const key = (keyId: string, method: Method, moves: Move[]): KeyHistory => ({
  start: { keyId, method, allowNegative: true, layers: [], standardMinor: '500' },
  moves,
});
const at = (seq: number, keyId = 'A') => ({
  ...{ effectiveAt: '2026-01-05T12:00:00Z', effectiveOn: '2026-01-05', seq, keyId, fallbackMinor: '600' },
});
const bought: Move = {
  ...at(1),
  ...{ kind: 'receipt', moveId: 'bought', qty: '100', valueMinor: 117_000n, to: 'grni' },
  parts: [
    { causeId: 'order', label: 'price', valueMinor: 100_000n },
    { causeId: 'forwarder', label: 'freight', valueMinor: 12_000n },
    { causeId: 'bill', label: 'bill difference', valueMinor: 5_000n },
  ],
};
const issued: Move = { ...at(2), kind: 'issue', moveId: 'issued', qty: '60', to: 'JOB', parcelId: 'JOB' };
const labour: Move = {
  ...at(3),
  kind: 'charge',
  moveId: 'labour',
  to: 'absorbed',
  parcelId: 'JOB',
  valueMinor: 9_800n,
};
const made: Move = {
  ...at(4, 'B'),
  ...{ kind: 'carried', moveId: 'made', qty: '8', to: 'JOB', parcelId: 'JOB', share: { part: '1', whole: '1' } },
};
const sold: Move = { ...at(5, 'B'), kind: 'issue', moveId: 'sold', qty: '2', to: 'cogs' };

/** The tree as indented text. */
const show = (node: Explanation, indent = ''): string =>
  [
    `${indent}${node.kind} ${node.moveId} ${node.qty} worth ${node.valueMinor}, each ${node.unitMinor}`,
    ...node.because.flatMap((part) => {
      const label =
        part.source === 'document'
          ? ` ${part.label}`
          : part.source === 'pool'
            ? ` of ${part.heldQty} worth ${part.heldMinor}`
            : '';
      const under =
        part.source === 'layer'
          ? [part.origin]
          : part.source === 'pool'
            ? part.inflows
            : part.source === 'parcel'
              ? part.filledBy
              : part.source === 'settled'
                ? [part.by]
                : [];
      return [
        `${indent}  ${part.source}${label} ${part.valueMinor}`,
        ...under.flatMap((n) => (n ? [show(n, `${indent}    `)] : [])),
      ];
    }),
  ].join('\n');

test('the cost of a sale leads back to price, freight, bill and labour', () => {
  const tree = explain({
    keys: [key('A', 'fifo', [bought, issued]), key('B', 'average', [made, sold])],
    charges: [labour as Extract<Move, { kind: 'charge' }>],
    moveId: 'sold',
  });
  expect(show(tree!)).toBe(
    `
issue sold 2 worth 20000, each 10000
  pool of 8 worth 80000 20000
    carried made 8 worth 80000, each 10000
      parcel 80000
        issue issued 60 worth 70200, each 1170
          layer 70200
            receipt bought 100 worth 117000, each 1170
              document price 100000
              document freight 12000
              document bill difference 5000
        charge labour 0 worth 9800, each null
          document charge 9800`.trim(),
  );
});

test('a shortage shows its provisional cost and what settled it', () => {
  const short: Move = { ...at(1), kind: 'issue', moveId: 'short', qty: '10', to: 'cogs' };
  const late: Move = { ...at(2), kind: 'receipt', moveId: 'late', qty: '15', valueMinor: 10_500n, to: 'grni' };
  const tree = explain({ keys: [key('A', 'fifo', [short, late])], moveId: 'short' });
  expect(show(tree!)).toBe(
    `
issue short 10 worth 7000, each 700
  provisional 6000
  settled 1000
    receipt late 15 worth 10500, each 700
      document receipt 10500`.trim(),
  );
});

test('standard cost shows the variance, a layer its revaluation', () => {
  const standard = explain({ keys: [key('A', 'standard', [bought])], moveId: 'bought' });
  expect(standard!.because.at(-1)).toEqual({ source: 'variance', valueMinor: -67_000n });
  expect(standard!.unitMinor).toBe('500');

  const revalued: Move = { ...at(2), kind: 'revalue', moveId: 'up', to: 'revaluation', unitMinor: '1200' };
  const layer = explain({ keys: [key('A', 'fifo', [bought, revalued, { ...issued, seq: 3 }])], moveId: 'issued' });
  expect(layer!.because[0]).toMatchObject({ valueMinor: 72_000n, revaluations: [{ moveId: 'up', valueMinor: 3000n }] });
});

test('a return that settles its own issue ends the tree, and an unknown move has none', () => {
  const short: Move = { ...at(1), kind: 'issue', moveId: 'short', qty: '10', to: 'cogs' };
  const back: Move = { ...at(2), kind: 'carried', moveId: 'back', qty: '10', to: 'cogs', parcelId: 'short' };
  const tree = explain({ keys: [key('A', 'fifo', [short, back])], moveId: 'back' });
  expect(tree!.valueMinor).toBe(6000n);
  expect(explain({ keys: [], moveId: 'none' })).toBeNull();
});
