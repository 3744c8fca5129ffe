import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  type Day,
  dayIn,
  daysBetween,
  daysInMonth,
  isDay,
  monthEnd,
  monthStart,
  weekday,
} from '#kernel/values/day.ts';

const day: fc.Arbitrary<Day> = fc.integer({ min: 0, max: 80_000 }).map((days) => addDays('1950-01-01', days));
const months = fc.integer({ min: -600, max: 600 });
const monthIndex = (value: Day): number => +value.slice(0, 4) * 12 + +value.slice(5, 7);

describe('addDays', () => {
  test('is undone by its opposite and measured by daysBetween', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -20_000, max: 20_000 }), (from, days) => {
        const to = addDays(from, days);
        expect(isDay(to)).toBe(true);
        expect(addDays(to, -days)).toBe(from);
        expect(daysBetween(from, to)).toBe(days);
        expect(to > from).toBe(days > 0);
      }),
    );
  });
});

describe('addMonths', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-12-31', 2, '2027-02-28'],
  ])('%s and %d months: %s', (from, count, expected) => {
    expect(addMonths(from, count)).toBe(expected);
  });

  test('lands in the wanted month, on the same day or on its last one', () => {
    fc.assert(
      fc.property(day, months, (from, count) => {
        const to = addMonths(from, count);
        expect(isDay(to)).toBe(true);
        expect(monthIndex(to)).toBe(monthIndex(from) + count);
        if (to.slice(8) !== from.slice(8)) {
          expect(to).toBe(monthEnd(to));
          expect(to.slice(8) < from.slice(8)).toBe(true);
        }
      }),
    );
  });

  test('keeps the order of days', () => {
    fc.assert(
      fc.property(day, day, months, (a, b, count) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(addMonths(first, count) <= addMonths(second, count)).toBe(true);
      }),
    );
  });
});

test('a month begins and ends where the next day would be in another', () => {
  fc.assert(
    fc.property(day, (any) => {
      expect(monthIndex(addDays(monthStart(any), -1))).toBe(monthIndex(any) - 1);
      expect(monthIndex(addDays(monthEnd(any), 1))).toBe(monthIndex(any) + 1);
      expect(daysBetween(monthStart(any), monthEnd(any)) + 1).toBe(daysInMonth(+any.slice(0, 4), +any.slice(5, 7)));
    }),
  );
});

test('centuries are leap years only by 400', () => {
  expect([1900, 2000, 2100, 2024].map((year) => daysInMonth(year, 2))).toEqual([28, 29, 28, 29]);
});

test.each(['2026-02-29', '2026-13-01', '2026-1-01', '26-01-01', '2026-00-10', '2026-01-01T00:00', ''])(
  '%s is not a day',
  (text) => {
    expect(isDay(text)).toBe(false);
  },
);

test('weeks begin on Monday and go round in seven days', () => {
  expect(weekday('2026-11-23')).toBe(1);
  expect(weekday('2026-11-29')).toBe(7);
  fc.assert(
    fc.property(day, (any) => {
      expect(weekday(addDays(any, 1))).toBe((weekday(any) % 7) + 1);
    }),
  );
});

test('the day depends on the place', () => {
  const instant = new Date('2026-03-31T23:30:00Z');
  expect(dayIn(instant, 'UTC')).toBe('2026-03-31');
  expect(dayIn(instant, 'Europe/Berlin')).toBe('2026-04-01');
  expect(dayIn(instant, 'America/New_York')).toBe('2026-03-31');
});
