import { type Day, daysBetween } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';

/** What one supplier asks for one line of a request; `key` is the caller's. */
export interface LineOffer {
  readonly key: string;
  /** The line it is for; offers are compared within a line. */
  readonly line: string;
  readonly quantity: Decimal;
  readonly needOn: Day | null;
  /** One unit in the company's currency before freight and duty; null: it cannot be compared, for want of a rate. */
  readonly unitCost: Decimal | null;
  /** Freight, duty and the like, in percent of the price. */
  readonly extraPercent: Decimal;
  readonly minimum: Decimal;
  readonly arrivesOn: Day | null;
  readonly validUntil: Day | null;
  /** Why it cannot win, whatever it costs. */
  readonly excluded: string | null;
  /** What else is to be known of it. */
  readonly note: string | null;
}

export interface ComparedOffer {
  readonly key: string;
  readonly landed: Decimal | null;
  readonly cheapest: boolean;
  readonly earliest: boolean;
  readonly reason: string;
}

/**
 * Compares offers within each line: the landed cost of a unit (price and what it takes to get it here, at 6 decimals) and the
 * day it would be here. What is excluded, over or not comparable wins nothing and says why. Ties share a mark.
 */
export function compareOffers(offers: readonly LineOffer[], today: Day): Map<string, ComparedOffer> {
  const judged = offers.map((offer) => ({ ...offer, landed: landedCost(offer), barred: barredBy(offer, today) }));
  const lines = Map.groupBy(judged, (offer) => offer.line);
  return new Map(
    judged.map((offer) => {
      const open = lines.get(offer.line)!.filter((other) => other.barred === null);
      const costs = open.flatMap(({ landed }) => landed ?? []).sort((a, b) => dec(a).cmp(b));
      const days = open.flatMap(({ arrivesOn }) => arrivesOn ?? []).sort();
      const best = { landed: costs[0] ?? null, arrivesOn: days[0] ?? null };
      return [offer.key, compared(offer, best)];
    }),
  );
}

type Judged = LineOffer & { landed: Decimal | null; barred: string | null };

function compared(offer: Judged, best: { landed: Decimal | null; arrivesOn: Day | null }): ComparedOffer {
  const { key, landed, arrivesOn, barred } = offer;
  const cheapest = barred === null && landed !== null && dec(landed).eq(best.landed!);
  const earliest = barred === null && arrivesOn !== null && arrivesOn === best.arrivesOn;
  const parts = [...(barred ? [barred] : []), ...(cheapest ? ['cheapest'] : []), ...(earliest ? ['earliest'] : [])];
  if (!cheapest && landed !== null && best.landed !== null && dec(best.landed).gt(0)) {
    const more = dec(landed).div(best.landed).minus(1).times(100).round(1);
    parts.push(`${more.abs().toFixed()} % ${more.lt(0) ? 'cheaper' : 'dearer'}`);
  }
  if (arrivesOn === null) parts.push('no day given');
  else if (!earliest && best.arrivesOn !== null && arrivesOn > best.arrivesOn)
    parts.push(`${inDays(daysBetween(best.arrivesOn, arrivesOn))} after the earliest`);
  if (arrivesOn !== null && offer.needOn !== null && arrivesOn > offer.needOn)
    parts.push(`${inDays(daysBetween(offer.needOn, arrivesOn))} too late`);
  if (dec(offer.minimum).gt(offer.quantity)) parts.push(`sells ${offer.minimum} at least`);
  if (offer.note !== null) parts.push(offer.note);
  return { key, landed, cheapest, earliest, reason: parts.join(', ') };
}

const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

const landedCost = ({ unitCost, extraPercent }: LineOffer): Decimal | null =>
  unitCost === null ? null : toDecimal(dec(extraPercent).plus(100).times(unitCost).div(100).round(6));

function barredBy(offer: LineOffer, today: Day): string | null {
  if (offer.excluded !== null) return offer.excluded;
  if (offer.validUntil !== null && offer.validUntil < today) return 'expired';
  return offer.unitCost === null ? 'no exchange rate' : null;
}
