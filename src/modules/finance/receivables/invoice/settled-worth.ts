import { mulDiv } from '#kernel/values/money.ts';
import type { OpenItem } from '../item/match.ts';

/** What of an amount its open items take, and what that is worth in the books. */
export function settledWorth(
  open: readonly OpenItem[],
  totalMinor: bigint,
): { amountMinor: bigint; baseMinor: bigint } {
  let [left, baseMinor] = [totalMinor, 0n];
  for (const item of open) {
    const amount = item.openMinor < left ? item.openMinor : left;
    if (amount <= 0n) continue;
    baseMinor += mulDiv({
      ...{ amount: item.openBaseMinor, numerator: amount, denominator: item.openMinor },
      rounding: 'half-up',
    });
    left -= amount;
  }
  return { amountMinor: totalMinor - left, baseMinor };
}
