import { expect, it } from 'vitest';
import { isOver, type OwedItem } from './owed-items.ts';

const item: OwedItem = {
  ...{ item: 'i', number: 'INV-1', dueOn: '2026-11-30', late: false, open: 3817n, discount: 0n, currency: 'EUR' },
};

it('counts what is written off with what is paid', () => {
  expect(isOver(item, { amount: 3800n, discount: 0n, writeOff: 17n }, '0')).toBe(false);
  expect(isOver(item, { amount: 3800n, discount: 0n, writeOff: 18n }, '0')).toBe(true);
});
