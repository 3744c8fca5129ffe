import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Big, type Rounding, round } from '#kernel/values/decimal.ts';
import {
  absMinor,
  convertMinor,
  formatMajor,
  mulDiv,
  split,
  sumMinor,
  toMajor,
  toMinor,
} from '#kernel/values/money.ts';

const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const nonZero = amount.filter((value) => value !== 0n);
const rounding = fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up');
const digits = fc.integer({ min: 0, max: 4 });

describe('mulDiv', () => {
  test.each<[bigint, Rounding, bigint]>([
    [5n, 'half-up', 3n],
    [-5n, 'half-up', -3n],
    [5n, 'half-even', 2n],
    [7n, 'half-even', 4n],
    [-5n, 'half-even', -2n],
    [5n, 'down', 2n],
    [-5n, 'down', -2n],
    [5n, 'up', 3n],
    [-5n, 'up', -3n],
    [4n, 'up', 2n],
  ])('%d halves, %s: %d', (value, mode, expected) => {
    expect(mulDiv({ amount: value, numerator: 1n, denominator: 2n, rounding: mode })).toBe(expected);
    expect(mulDiv({ amount: value, numerator: -1n, denominator: -2n, rounding: mode })).toBe(expected);
    expect(mulDiv({ amount: value, numerator: 1n, denominator: -2n, rounding: mode })).toBe(-expected);
  });

  test('is less than one unit from the exact quotient, and at most half of one where halves are rounded', () => {
    fc.assert(
      fc.property(amount, amount, nonZero, rounding, (value, numerator, denominator, mode) => {
        const result = mulDiv({ amount: value, numerator, denominator, rounding: mode });
        const off = absMinor(result * denominator - value * numerator);
        expect(off).toBeLessThan(absMinor(denominator));
        if (mode.startsWith('half')) expect(off * 2n).toBeLessThanOrEqual(absMinor(denominator));
      }),
    );
  });

  test('agrees with the rounding of decimals', () => {
    fc.assert(
      fc.property(amount, rounding, (value, mode) => {
        const exact = new Big(value.toString()).div(8);
        expect(mulDiv({ amount: value, numerator: 1n, denominator: 8n, rounding: mode })).toBe(
          BigInt(round(exact, 0, mode).toFixed(0)),
        );
      }),
    );
  });

  test('refuses a zero denominator', () => {
    expect(() => mulDiv({ amount: 1n, numerator: 1n, denominator: 0n, rounding: 'down' })).toThrow('denominator');
  });
});

describe('split', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 });

  test('parts add up, none is a whole unit away from its exact share, none has the other sign', () => {
    fc.assert(
      fc.property(amount, weights, (total, shares) => {
        const parts = split(total, shares);
        expect(sumMinor(parts)).toBe(total);
        const whole = sumMinor(shares);
        parts.forEach((part, index) => {
          expect(part * total).toBeGreaterThanOrEqual(0n);
          if (whole === 0n) return;
          expect(absMinor(part * whole - total * shares[index]!)).toBeLessThan(whole);
          if (shares[index] === 0n) expect(part).toBe(0n);
        });
      }),
    );
  });

  test('a negative total is split like a positive one', () => {
    fc.assert(
      fc.property(amount, weights, (total, shares) => {
        expect(split(-total, shares)).toEqual(split(total, shares).map((part) => -part));
      }),
    );
  });

  test('ties go to the earlier part; no weight at all means equal shares', () => {
    expect(split(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(split(-5n, [0n, 0n])).toEqual([-3n, -2n]);
    expect(split(5n, [])).toEqual([]);
  });
});

describe('minor and major units', () => {
  test('go there and back', () => {
    fc.assert(
      fc.property(amount, digits, rounding, (value, places, mode) => {
        expect(toMinor(toMajor(value, places), places, mode)).toBe(value);
        expect(toMinor(formatMajor(value, places), places, mode)).toBe(value);
      }),
    );
  });

  test('are written with all digits of the currency', () => {
    expect(formatMajor(-5n, 2)).toBe('-0.05');
    expect(formatMajor(120n, 0)).toBe('120');
    expect(formatMajor(1n, 3)).toBe('0.001');
  });
});

describe('convertMinor', () => {
  test('D1 and a change of digits', () => {
    const args = { fromDigits: 2, toDigits: 2, rounding: 'half-up' } as const;
    expect(convertMinor({ ...args, amount: 1000n, rate: '2' })).toBe(2000n);
    expect(convertMinor({ ...args, amount: 1n, rate: '0.5' })).toBe(1n);
    expect(convertMinor({ ...args, amount: -1n, rate: '0.5' })).toBe(-1n);
    expect(convertMinor({ ...args, amount: 1234n, rate: '150', toDigits: 0 })).toBe(1851n);
  });

  test('there and back at the inverse rate is at most as far off as one rounding is worth', () => {
    const power = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(amount, power, rounding, (value, exponent, mode) => {
        const args = { fromDigits: 2, toDigits: 2, rounding: mode };
        const rate = new Big(2).pow(exponent);
        const there = convertMinor({ ...args, amount: value, rate });
        expect(convertMinor({ ...args, amount: there, rate: new Big(1).div(rate) })).toBe(value);
      }),
    );
  });
});
