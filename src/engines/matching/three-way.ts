import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDecimal } from '#kernel/values/format.ts';
import type { Minor } from '#kernel/values/money.ts';

/** What was agreed and what came, beside what is billed: one line. Prices in the currency of the bill, quantities in one unit. */
export interface MatchLine {
  readonly agreedPrice: Decimal;
  readonly billedPrice: Decimal;
  /** Received, neither returned nor billed; of an order line, ordered and not billed. */
  readonly openQuantity: Decimal;
  readonly billedQuantity: Decimal;
  /** How much dearer than agreed other bills of the same order line were already, major units; nothing when left out. */
  readonly dearerBefore?: Decimal;
}

export interface Tolerance {
  /** A dearer price is let pass up to this part of the agreed one … */
  readonly pricePercent: Decimal;
  /** … or up to this much on the whole order line, over all bills of it, in minor units of the bill's currency. */
  readonly priceMinor: Minor;
  readonly quantityPercent: Decimal;
}

export interface Hold {
  readonly code: 'price' | 'quantity';
  readonly text: string;
}

/**
 * Why a line of a bill is not to be paid as it is; none when it matches. A lower price and a smaller quantity are no reason.
 * `digits` are those of the currency.
 */
export function threeWayMatch(line: MatchLine, tolerance: Tolerance, digits: number): Hold[] {
  const holds: Hold[] = [];
  const most = dec(line.openQuantity).times(dec(tolerance.quantityPercent).plus(100)).div(100);
  if (dec(line.billedQuantity).gt(most))
    holds.push({ code: 'quantity', text: `billed ${line.billedQuantity}, open ${line.openQuantity}` });
  const dearer = dec(line.billedPrice).minus(line.agreedPrice);
  if (dearer.gt(0)) {
    const inPercent =
      dec(line.agreedPrice).gt(0) && dearer.times(100).lte(dec(line.agreedPrice).times(tolerance.pricePercent));
    const onLine = dearer
      .times(line.billedQuantity)
      .plus(line.dearerBefore ?? '0')
      .times(dec(10).pow(digits));
    if (!inPercent && onLine.gt(dec(tolerance.priceMinor.toString()))) {
      const percent = dec(line.agreedPrice).gt(0)
        ? `, ${dearer.times(100).div(line.agreedPrice).round(1).toFixed()} % more`
        : '';
      holds.push({
        code: 'price',
        text: `billed at ${showDecimal(line.billedPrice, digits)}, agreed ${showDecimal(line.agreedPrice, digits)}${percent}`,
      });
    }
  }
  return holds;
}
