import { expect, test } from 'vitest';
import { awardsOf, type Compared, giveAllTo, giveCheapest, leftOf, tabulate } from './compare.ts';

const NOTHING = Object.fromEntries(
  ['item', 'unit', 'currency', 'arrivesOn'].map((name) => [name, null]),
) as unknown as Compared;
const offer = (position: number, supplierId: string, more: Partial<Compared>): Compared => ({
  ...NOTHING,
  ...{ position, supplierId, supplier: `Supplier ${supplierId}`, offer: `${position}${supplierId}`, state: 'offered' },
  ...{ quantity: '10', open: position === 1 ? '10' : '4', unitPrice: '1', landed: '1', cheapest: false },
  ...more,
});
const none = { offer: null, unitPrice: null, landed: null, state: 'invited' };
const rows = [
  offer(2, 'a', { landed: '2.5', cheapest: true }),
  offer(1, 'a', { landed: '0.1', cheapest: true }),
  offer(1, 'b', { landed: '0.2' }),
  offer(2, 'b', { ...none }),
  offer(1, 'c', { landed: null }),
  offer(2, 'c', { state: 'declined', unitPrice: null, landed: null }),
];
const { lines, suppliers } = tabulate(rows);

test('lines stand in their order, suppliers by what they offer and what it costs', () => {
  expect(lines.map(({ position }) => position)).toEqual([1, 2]);
  // 10 × 0.1 + 10 × 2.5, exactly; without a rate there is no total.
  expect(suppliers.map(({ id, lines, total }) => [id, lines, total])).toEqual([
    ['a', 2, '26'],
    ['c', 1, null],
    ['b', 1, '2'],
  ]);
});

test('what is open is given whole, to one supplier or to the cheapest', () => {
  expect(giveAllTo(lines, 'b')).toEqual({ '1b': '10' });
  expect(giveAllTo(lines, 'c')).toEqual({ '1c': '10' });
  expect(giveCheapest(lines)).toEqual({ '1a': '10', '2a': '4' });
  expect(giveCheapest(tabulate([offer(1, 'a', { cheapest: true, open: '0' })]).lines)).toEqual({});
});

test('a line is divided; nothing is not awarded, and what is typed wrong is not dropped', () => {
  const awards = { '1a': '6.5', '1b': '4', '2a': 'x', '2b': '0' };
  expect(lines.map((line) => leftOf(line, awards))).toEqual(['-0.5', '4']);
  expect(awardsOf(awards)).toEqual([
    { offer: '1a', quantity: '6.5' },
    { offer: '1b', quantity: '4' },
    { offer: '2a', quantity: 'x' },
  ]);
});
