import { expect, it } from 'vitest';
import { isOver, type OwedItem, settledBy, withheldOf } from './owed-items.ts';

const item: OwedItem = {
  ...{ item: 'i', number: 'INV-1', dueOn: '2026-11-30', late: false, open: 3817n, discount: 0n, currency: 'EUR' },
};

it('counts what is written off with what is paid', () => {
  expect(isOver(item, { amount: 3800n, discount: 0n, writeOff: 17n }, '0')).toBe(false);
  expect(isOver(item, { amount: 3800n, discount: 0n, writeOff: 18n }, '0')).toBe(true);
});

it('settles an item in another currency with the tax withheld beside the money', () => {
  const dollars: OwedItem = { ...item, currency: 'USD', open: 100000n, other: { rate: '0.97', worth: 97000n } };
  const take = { amount: 87300n, discount: 0n };
  expect([settledBy(dollars, take, '10'), withheldOf(dollars, take, '10')]).toEqual([90000n, 10000n]);
  expect(isOver(dollars, take, '10')).toBe(false);
  expect(isOver(dollars, { ...take, amount: 87301n }, '10')).toBe(true);
  expect(isOver(dollars, { ...take, settles: 88000n, discount: 2223n }, '10')).toBe(true);
});
