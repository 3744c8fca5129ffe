import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dueDay,
  type InstalmentTerm,
  instalments,
  partsByTerms,
  payableOn,
  roundCash,
  type TermsDefinition,
} from './terms.ts';

const due = (terms: TermsDefinition, totalMinor: bigint, from = '2026-01-01', netMinor = totalMinor) =>
  instalments({ terms, totalMinor, netMinor, from, digits: 2 });
const amounts = (parts: InstalmentTerm[], totalMinor: bigint) =>
  due({ instalments: parts }, totalMinor).map((part) => part.amountMinor);

describe('instalments', () => {
  test('C5: by the terms the last part takes what the parts before leave, even below zero', () => {
    const byTerms = (parts: InstalmentTerm[]) =>
      partsByTerms({
        terms: { instalments: parts },
        ...{ totalMinor: 100000n, netMinor: 100000n, from: '2026-01-01', digits: 2 },
      }).map((part) => part.amountMinor);
    const [most, some] = [{ percent: '70' }, { percent: '30' }];
    expect(byTerms([most, { fixed: '200' }, some])).toEqual([70000n, 20000n, 10000n]);
    expect(byTerms([most, { fixed: '500' }, some])).toEqual([70000n, 50000n, -20000n]);
    const four = [most, { fixed: '500' }, some, { fixed: '200' }];
    expect(byTerms(four)).toEqual([70000n, 50000n, 30000n, -50000n]);
  });

  test('nobody is asked for more than the document: what later parts would pay back, those before do not ask', () => {
    const [most, some] = [{ percent: '70' }, { percent: '30' }];
    expect(amounts([most, { fixed: '500' }, some], 100000n)).toEqual([70000n, 30000n]);
    expect(amounts([most, { fixed: '500' }, some, { fixed: '200' }], 100000n)).toEqual([70000n, 30000n]);
    expect(amounts([{ fixed: '100' }, { rest: true }], 6000n)).toEqual([6000n]);
    expect(amounts([{ fixed: '100' }, { rest: true }], -6000n)).toEqual([-6000n]);
  });

  test.each([
    [{ days: 30, endOfMonth: true, dayOfMonth: 10, order: 'days_first' as const }, '2026-01-14', '2026-03-10'],
    [{ days: 60, endOfMonth: true, order: 'days_first' as const }, '2025-12-31', '2026-03-31'],
  ])('B09: days, then the end of the month, then the day: %o from %s is %s', (part, from, expected) => {
    expect(dueDay(part, from)).toBe(expected);
  });

  test.each([
    ['2025-02-28', { months: 1, endOfMonth: true }, '2025-03-31'],
    ['2026-06-11', { months: 1, endOfMonth: true }, '2026-07-31'],
    ['2026-01-31', { months: 1, endOfMonth: true }, '2026-02-28'],
    ['2024-01-30', { months: 1, endOfMonth: true }, '2024-02-29'],
    ['2024-01-31', { months: 1 }, '2024-02-29'],
    ['2024-02-29', { months: 12 }, '2025-02-28'],
    ['2026-01-15', { months: 1, dayOfMonth: 31 }, '2026-02-28'],
  ])('B08: from %s with %o falls due on %s', (from, part, expected) => {
    expect(dueDay(part, from)).toBe(expected);
  });

  test('nothing is no instalment, unless all of it is nothing', () => {
    const thirds = [{ percent: '33.34' }, { percent: '33.33', days: 30 }, { rest: true as const, days: 60 }];
    expect(due({ instalments: thirds }, 1n)).toEqual([{ dueOn: '2026-03-02', amountMinor: 1n }]);
    expect(amounts(thirds, 0n)).toEqual([0n]);
  });

  test('D5: parts of the rest, of the total, fixed and the rest, each with its own day', () => {
    const terms: TermsDefinition = {
      instalments: [
        { percentOfRest: '25', days: 30 },
        { percent: '25', months: 1 },
        { fixed: '396.84', months: 1, days: 30 },
        { rest: true, months: 2, dayOfMonth: 15, days: 30 },
      ],
    };
    expect(due(terms, 158735n, '2011-10-01')).toEqual([
      { dueOn: '2011-10-31', amountMinor: 39684n },
      { dueOn: '2011-11-01', amountMinor: 39684n },
      { dueOn: '2011-12-01', amountMinor: 39684n },
      { dueOn: '2012-01-14', amountMinor: 39683n },
    ]);
  });

  test.each([
    ['2023-12-12', { days: 30, endOfMonth: true, dayOfMonth: 10 }, '2024-02-10'],
    ['2023-12-12', { days: 30, endOfMonth: true, dayOfMonth: 31 }, '2024-02-29'],
    ['2024-05-23', { days: 0, endOfMonth: true, dayOfMonth: 29 }, '2024-06-29'],
    ['2024-04-22', { days: 30, endOfMonth: true }, '2024-05-31'],
  ])('C11: from %s with %o falls due on %s', (from, part, expected) => {
    expect(dueDay({ ...part, order: 'days_first' }, from)).toBe(expected);
  });

  test('a day of the month is never before the day it counts from', () => {
    expect(dueDay({ dayOfMonth: 15 }, '2026-01-20')).toBe('2026-02-15');
    expect(dueDay({ dayOfMonth: 15 }, '2026-01-15')).toBe('2026-01-15');
    expect(dueDay({ dayOfMonth: 31 }, '2026-02-28')).toBe('2026-02-28');
  });

  test('a credit note turns fixed parts around', () => {
    expect(amounts([{ fixed: '200' }, { rest: true }], -100000n)).toEqual([-20000n, -80000n]);
  });

  test('no parts: all of it at once', () => {
    expect(due({ instalments: [] }, 500n)).toEqual([{ dueOn: '2026-01-01', amountMinor: 500n }]);
  });

  test('parts add up and fall due in no case before the document', () => {
    const part = fc.record(
      {
        percent: fc.integer({ min: 0, max: 120 }).map(String),
        percentOfRest: fc.integer({ min: 0, max: 100 }).map(String),
        fixed: fc.integer({ min: 0, max: 90000 }).map((cents) => (cents / 100).toFixed(2)),
        months: fc.integer({ min: 0, max: 14 }),
        days: fc.integer({ min: 0, max: 90 }),
        dayOfMonth: fc.integer({ min: 1, max: 31 }),
        endOfMonth: fc.boolean(),
        order: fc.constantFrom('months_first' as const, 'days_first' as const),
      },
      { requiredKeys: [] },
    );
    const parts = fc.array(part, { maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.bigInt({ min: -1_000_000_000n, max: 1_000_000_000n }), (list, totalMinor) => {
        const result = due({ instalments: list, discount: { percent: '3', days: 10, on: 'total' } }, totalMinor);
        expect(result.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(totalMinor);
        expect(result.some((each) => each.amountMinor * totalMinor < 0n)).toBe(false);
        for (const each of result) expect(each.dueOn >= '2026-01-01').toBe(true);
      }),
    );
  });
});

describe('early discount', () => {
  const discounted = (percent: string, on: 'total' | 'net'): TermsDefinition => ({
    instalments: [{ rest: true, days: 30 }],
    discount: { percent, days: 10, on },
  });

  test.each([
    ['total' as const, 103500n],
    ['net' as const, 105000n],
  ])('C7: 10 %% on the %s of 1000 + 150 leaves %s to pay', (on, expected) => {
    const [part] = due(discounted('10', on), 115000n, '2026-01-01', 100000n);
    expect(payableOn(part!, '2026-01-11')).toBe(expected);
    expect(payableOn(part!, '2026-01-12')).toBe(115000n);
  });

  test('C3: 2 % off 54.05, in coins of 0.05', () => {
    const [part] = due(discounted('2', 'total'), 5405n);
    const cash = roundCash({ amountMinor: payableOn(part!, '2026-01-02'), stepMinor: 5n, rounding: 'half-up' });
    expect(cash.roundedMinor).toBe(5295n);
  });

  test('is shared among the instalments without losing a cent', () => {
    const terms: TermsDefinition = {
      instalments: [{ percent: '33' }, { percent: '33', months: 1 }, { rest: true, months: 2 }],
      discount: { percent: '2', days: 5, on: 'total' },
    };
    expect(due(terms, 10001n).map((part) => part.discountMinor)).toEqual([66n, 66n, 68n]);
  });
});

describe('cash rounding', () => {
  test('C1: 1409.99 up to the next 0.05 needs a line of 0.01', () => {
    expect(roundCash({ amountMinor: 140999n, stepMinor: 5n, rounding: 'up' })).toEqual({
      roundedMinor: 141000n,
      differenceMinor: 1n,
    });
  });

  test('follows the sign of the amount', () => {
    expect(roundCash({ amountMinor: -140997n, stepMinor: 5n, rounding: 'half-up' }).differenceMinor).toBe(2n);
    expect(() => roundCash({ amountMinor: 1n, stepMinor: 0n, rounding: 'up' })).toThrow('step');
  });
});
