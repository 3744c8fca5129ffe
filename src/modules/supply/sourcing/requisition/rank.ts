import { type RankedOffer, rankOffers } from '#engines/sourcing/rank-offers.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { PricedOffer } from '#modules/supply/purchasing/api.ts';

/** A need without a day is one of the next thirty days. */
const USUAL_DAYS = 30;

/** The offers for so much, ordered today, the best first. */
export const rankFor = (
  tx: Tx,
  { quantity, neededOn }: { quantity: Decimal; neededOn?: Day | null | undefined },
  offers: readonly PricedOffer[],
): RankedOffer[] =>
  rankOffers({ quantity, orderOn: tx.today, needOn: neededOn ?? addDays(tx.today, USUAL_DAYS) }, offers);
