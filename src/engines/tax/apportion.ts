import { type Big, dec } from '#kernel/values/decimal.ts';
import { type Minor, sumMinor, toMajor, toMinor } from '#kernel/values/money.ts';

/**
 * Rounds exact amounts (major units, any sign) to minor units so that they add up to `totalMinor`, which must be within
 * half a minor unit for each of them. Each is rounded half up; the parts rounding moved furthest the wrong way give way, ties
 * the earlier part. Largest-remainder method.
 */
export function apportion(totalMinor: Minor, exact: readonly Big[], digits: number): Minor[] {
  const parts = exact.map((amount) => toMinor(amount, digits, 'half-up'));
  const missing = totalMinor - sumMinor(parts);
  if (missing === 0n) return parts;
  const step = missing > 0n ? 1n : -1n;
  const order = exact
    .map((amount, index) => ({ index, owed: amount.minus(toMajor(parts[index]!, digits)).times(dec(step)) }))
    .sort((a, b) => b.owed.cmp(a.owed) || a.index - b.index);
  for (let left = missing, next = 0; left !== 0n; left -= step, next += 1) {
    const place = order[next];
    if (!place) throw new Error('apportion: the total is too far from the parts');
    parts[place.index]! += step;
  }
  return parts;
}

/**
 * A part of a document's gross amount (a discount, a part payment) as parts of its net and its taxes, which are the weights
 * in minor units. Signs of weights must agree.
 */
export function partOfDocument(amountMinor: Minor, weights: readonly Minor[]): Minor[] {
  const whole = sumMinor(weights);
  if (whole === 0n) throw new Error('partOfDocument: the document is worth nothing');
  return apportion(
    amountMinor,
    weights.map((weight) => dec(amountMinor).times(dec(weight)).div(dec(whole))),
    0,
  );
}
