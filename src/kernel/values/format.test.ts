import { expect, test } from 'vitest';
import { showDay, showDecimal, showMoney } from './format.ts';

test.each([
  [123456n, 2, '1,234.56'],
  [-100000000n, 2, '-1,000,000.00'],
  [5n, 2, '0.05'],
  [1234567n, 0, '1,234,567'],
  [1234567n, 3, '1,234.567'],
])('%s minor units with %s digits read %s', (amount, digits, shown) => expect(showMoney(amount, digits)).toBe(shown));

test.each([
  ['12.5', 2, '12.50'],
  ['12345.6789', 2, '12,345.6789'],
  ['3', 0, '3'],
])('%s with at least %s decimals reads %s', (value, places, shown) => expect(showDecimal(value, places)).toBe(shown));

test('a day', () => expect(showDay('2026-03-02')).toBe('2 Mar 2026'));
