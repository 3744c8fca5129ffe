import { Big, type Decimal, dec, type Rounding, round } from './decimal.ts';

/** An amount in minor units (cents) of its currency. `digits` is how many minor digits that currency has. */
export type Minor = bigint;

/**
 * The most one amount may be, fifteen digits: ten trillions of a currency with cents. Sums of thousands of the greatest, and their worth
 * in another currency, can still be kept.
 */
export const MOST_MINOR: Minor = 10n ** 15n - 1n;

/** A decimal amount in major units → minor units of a currency with `digits` minor digits. */
export const toMinor = (amount: Decimal | Big, digits: number, rounding: Rounding): Minor =>
  BigInt(round(dec(amount).times(powerOfTen(digits)), 0, rounding).toFixed(0));

const POWERS_OF_TEN = Array.from({ length: 20 }, (_, digits) => new Big(10).pow(digits));
const powerOfTen = (digits: number): Big => POWERS_OF_TEN[digits] ?? new Big(10).pow(digits);

/** Minor units → exact decimal in major units. */
export const toMajor = (amount: Minor, digits: number): Big => new Big(amount.toString()).div(powerOfTen(digits));

export const formatMajor = (amount: Minor, digits: number): string => toMajor(amount, digits).toFixed(digits);

export const sumMinor = (amounts: Iterable<Minor>): Minor => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

export const absMinor = (amount: Minor): Minor => (amount < 0n ? -amount : amount);

/** `amount × numerator ÷ denominator`, rounded once. Throws on a zero denominator. */
export function mulDiv(args: { amount: bigint; numerator: bigint; denominator: bigint; rounding: Rounding }): bigint {
  const { amount, numerator, denominator, rounding } = args;
  if (denominator === 0n) throw new Error('mulDiv: the denominator is zero');
  const product = amount * numerator;
  const negative = product < 0n !== denominator < 0n;
  const top = absMinor(product);
  const bottom = absMinor(denominator);
  const whole = top / bottom;
  const rest = top % bottom;
  const result = whole + (bumps(rest, bottom, whole, rounding) ? 1n : 0n);
  return negative ? -result : result;
}

const bumps = (rest: bigint, bottom: bigint, whole: bigint, rounding: Rounding): boolean => {
  if (rest === 0n || rounding === 'down') return false;
  if (rounding === 'up') return true;
  const twice = rest * 2n;
  if (twice !== bottom) return twice > bottom;
  return rounding === 'half-up' || whole % 2n === 1n;
};

/**
 * Splits `total` by `weights` so that the parts add up to the whole to the last minor unit (largest-remainder method;
 * ties go to the earlier part). All weights zero: equal shares. Weights must not be negative.
 */
export function split(total: Minor, weights: readonly bigint[]): Minor[] {
  if (weights.length === 0) return [];
  const sum = sumMinor(weights);
  const shares = sum === 0n ? weights.map(() => 1n) : weights;
  const whole = sum === 0n ? BigInt(weights.length) : sum;
  const sign = total < 0n ? -1n : 1n;
  const magnitude = absMinor(total);
  const parts = shares.map((share) => (magnitude * share) / whole);
  const order = shares
    .map((share, index) => ({ index, rest: (magnitude * share) % whole }))
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  let left = magnitude - sumMinor(parts);
  for (const { index } of order) {
    if (left === 0n) break;
    parts[index]! += 1n;
    left -= 1n;
  }
  return parts.map((part) => part * sign);
}

/**
 * Converts minor units of one currency to another. `rate` = units of the target currency for one unit of the source
 * currency (major units).
 */
export const convertMinor = (args: {
  amount: Minor;
  rate: Decimal | Big;
  fromDigits: number;
  toDigits: number;
  rounding: Rounding;
}): Minor => toMinor(toMajor(args.amount, args.fromDigits).times(args.rate), args.toDigits, args.rounding);
