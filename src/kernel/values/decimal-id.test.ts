import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Big, dec, type Rounding, round, sumDecimals, toDecimal } from '#kernel/values/decimal.ts';
import { newId } from '#kernel/values/id.ts';

test.each<[string, number, Rounding, string]>([
  ['2.5', 0, 'half-up', '3'],
  ['-2.5', 0, 'half-up', '-3'],
  ['2.5', 0, 'half-even', '2'],
  ['3.5', 0, 'half-even', '4'],
  ['-2.9', 0, 'down', '-2'],
  ['-2.1', 0, 'up', '-3'],
  ['1.005', 2, 'half-up', '1.01'],
  ['15', -1, 'half-up', '20'],
])('%s to %d places, %s: %s', (value, places, mode, expected) => {
  expect(toDecimal(round(dec(value), places, mode))).toBe(expected);
});

test('is written without exponent or trailing zeros, and read back as it was', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.integer({ min: 0, max: 40 }),
      (units, places) => {
        const value = new Big(`${units}e-${places}`);
        const text = toDecimal(value);
        expect(text).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(dec(text).eq(value)).toBe(true);
      },
    ),
  );
});

test('adds exactly, in any order', () => {
  expect(toDecimal(sumDecimals(['0.1', '0.2', dec('-0.3')]))).toBe('0');
  expect(toDecimal(sumDecimals([]))).toBe('0');
});

const msOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

test('ids only grow and name their version, also when the clock stands still or goes back', () => {
  const start = msOf(newId());
  const clock = [...Array(5000).fill(start), ...Array(10).fill(start - 60_000)];
  const ids = clock.map((ms) => newId(ms));
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});

test('an id carries the time it was made at, once the clock has passed the last one', () => {
  const later = msOf(newId()) + 5;
  expect(msOf(newId(later))).toBe(later);
});
