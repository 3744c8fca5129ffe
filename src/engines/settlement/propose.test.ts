import { expect, test } from 'vitest';
import { type Named, propose } from './propose.ts';

const day = '2026-03-02';
const debt = (number: string, openMinor: bigint, more: Partial<Named> = {}): Named => ({
  ...{ documentId: number, numbers: [number], amountMinor: openMinor, openMinor },
  ...{ discountOn: null, discountMinor: 0n, discountedMinor: 0n, ...more },
});
const order = (debts: Named[], money: bigint, reference: string | null) =>
  propose({ debts, money, day, withheldPercent: '0', reference }).map(({ debt: { numbers }, why }) => [
    numbers[0],
    why,
  ]);

const A = debt('INV-2026-00671', 500_00n);
const B = debt('INV-2026-00672', 900_00n);
const C = debt('INV-2026-00674', 1938_24n);

test.each([
  ['INV-2026-00674', 'as it is written'],
  ['payment for inv 2026/00674, thank you', 'in a sentence, with other marks between'],
  ['INV202600674', 'without any'],
])('%s names its invoice: %s', (reference) => {
  expect(order([A, B, C], 1n, reference)[0]).toEqual(['INV-2026-00674', 'reference']);
});

test.each([
  ['INV-2026-0067', 'a shorter number'],
  ['INV-2026-006745', 'a longer number'],
  ['INV-2026-00674-1', 'a number that goes on'],
  ['XINV-2026-00674', 'a number that begins before'],
  ['00674', 'a part of it'],
  ['', 'nothing'],
])('%s is %s and names none', (reference) => {
  expect(order([A, B, C], 1n, reference).map(([, why]) => why)).toEqual(['oldest', 'oldest', 'oldest']);
});

test('several numbers go in the order of the text, the rest of the money to the oldest', () => {
  expect(order([A, B, C], 5000_00n, 'INV-2026-00674/INV-2026-00672')).toEqual([
    ['INV-2026-00674', 'reference'],
    ['INV-2026-00672', 'reference'],
    ['INV-2026-00671', 'oldest'],
  ]);
});

test('a number of two documents names neither, a very short one only alone', () => {
  const twice = [debt('10', 5n, { documentId: 'a' }), debt('10', 6n, { documentId: 'b' })];
  expect(order(twice, 1n, '10').map(([, why]) => why)).toEqual(['oldest', 'oldest']);
  const short = [debt('9', 5n), debt('10', 6n)];
  expect(order(short, 1n, '10')[0]).toEqual(['10', 'reference']);
  expect(order(short, 1n, '10 pallets')[0]).toEqual(['9', 'oldest']);
  expect(order([debt('9', 5n), debt('101', 6n)], 1n, '101/2026')[0]).toEqual(['9', 'oldest']);
});

test('the one of just the amount goes before older ones; of two alike neither', () => {
  expect(order([A, B, C], 1938_24n, null)[0]).toEqual(['INV-2026-00674', 'amount']);
  const twins = [A, debt('x', 7n), debt('y', 7n)];
  expect(order(twins, 7n, null)[0]).toEqual(['INV-2026-00671', 'oldest']);
});

test('all instalments of a document are its amount; a discount of today counts', () => {
  const thirds = [1, 2, 3].map(() => debt('t', 100n));
  expect(order([A, ...thirds], 300n, null).slice(0, 3)).toEqual([1, 2, 3].map(() => ['t', 'amount']));
  const early = debt('e', 100n, { discountOn: day, discountMinor: 3n });
  expect(order([A, early], 97n, null)[0]).toEqual(['e', 'amount']);
});

test('what named documents leave may be just another amount', () => {
  expect(order([A, B, C], 1938_24n + 900_00n, 'INV-2026-00674')).toEqual([
    ['INV-2026-00674', 'reference'],
    ['INV-2026-00672', 'amount'],
    ['INV-2026-00671', 'oldest'],
  ]);
});
