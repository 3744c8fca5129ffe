import { expect, test } from 'vitest';
import { dec } from '#kernel/values/decimal.ts';
import { safetyStock } from './propose.ts';
import { SERVICE_LEVELS, Z } from './service-levels.ts';

/** The share of a standard normal distribution below z, by its series. */
function below(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; odd < 200; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

test.each(SERVICE_LEVELS)('%s % of the distribution lies below its z, and not a millionth less', (level) => {
  const z = Number(Z[level]);
  expect(Math.abs(below(z) - Number(level) / 100)).toBeLessThan(2e-7);
  expect(Math.abs(below(z + 5e-6) - Number(level) / 100)).toBeGreaterThan(1e-8);
});

/**
 * Demand a day and its variance, lead days and their variance, review days → safety stock at each service level, from
 * √((L + R)·σd² + d²·σL²), its z and the next whole number, worked out apart.
 */
test.each<[string, string[], number[]]>([
  ['both vary: 23.324', ['10', '9', '16', '4', '0'], [0, 20, 25, 30, 39, 46, 48, 55, 61, 73]],
  ['demand alone: 12', ['10', '16', '9', '0', '0'], [0, 11, 13, 16, 20, 24, 25, 28, 31, 38]],
  ['lead time alone: 15', ['5', '0', '20', '9', '0'], [0, 13, 16, 20, 25, 30, 31, 35, 39, 47]],
  ['looked at weekly: 8', ['2', '4', '9', '0', '7'], [0, 7, 9, 11, 14, 16, 17, 19, 21, 25]],
  ['seldom used: 1.924', ['0.1', '0.09', '30', '100', '0'], [0, 2, 2, 3, 4, 4, 4, 5, 5, 6]],
  ['steady: 0', ['8', '0', '12', '0', '5'], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
])('%s', (_text, [demandMean, demandVariance, leadMean, leadVariance, review], wanted) => {
  const measured = { demandMean, demandVariance, leadMean, leadVariance } as Parameters<typeof safetyStock>[1];
  const held = SERVICE_LEVELS.map((level) => Number(safetyStock(level, measured, dec(review!)).toFixed()));
  expect(held).toEqual(wanted);
});
