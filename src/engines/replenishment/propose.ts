import { type Big, type Decimal, dec, ONE, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import { counted } from '#kernel/values/words.ts';
import { type ServiceLevel, Z } from './service-levels.ts';

export type Policy =
  | { readonly kind: 'on_demand' }
  | MinMax
  /** Below demand in the lead time plus safety stock, `lot` (or more) is bought. */
  | { readonly kind: 'reorder_point'; readonly service: ServiceLevel; readonly lot: Decimal }
  /** Looked at every `reviewDays`: filled up to demand in lead time and review, plus safety stock. */
  | { readonly kind: 'order_up_to'; readonly service: ServiceLevel; readonly reviewDays: number }
  /** Below demand in the lead time plus safety stock, filled up to `coverDays` more. */
  | { readonly kind: 'days_of_cover'; readonly service: ServiceLevel; readonly coverDays: number };

/**
 * As given, with what the reorder point would be told beside it. Null is computed: the minimum is the reorder point, the maximum is
 * `lot` more, or without a lot what is used in `coverDays`, or without either what is used in the lead time.
 */
export interface MinMax {
  readonly kind: 'min_max';
  readonly minimum: Decimal | null;
  readonly target: Decimal | null;
  readonly service: ServiceLevel;
  readonly lot: Decimal;
  readonly coverDays: number;
}

/** Demand by day and days from order to goods: mean and variance, as measured. */
export interface Measured {
  readonly demandMean: Decimal;
  readonly demandVariance: Decimal;
  readonly leadMean: Decimal;
  readonly leadVariance: Decimal;
}

/** Quantities in the item's own unit. `demand`: promised to customers and not delivered. */
export interface Situation extends Measured {
  readonly onHand: Decimal;
  readonly onOrder: Decimal;
  readonly demand: Decimal;
  readonly minimum: Decimal;
  readonly pack: Decimal;
}

export interface Proposal {
  readonly projected: Decimal;
  readonly level: Decimal;
  readonly target: Decimal;
  readonly safety: Decimal;
  /** Zero: nothing is to be bought. */
  readonly quantity: Decimal;
  readonly reason: string;
}

/** What to buy now under the policy, and why. */
export function propose(policy: Policy, situation: Situation): Proposal {
  const projected = dec(situation.onHand).plus(situation.onOrder).minus(situation.demand);
  const { level, target, safety, words } = levels(policy, situation);
  const short = projected.lt(level);
  const quantity = short ? wholePacks(target.minus(projected), situation) : ZERO;
  const sum = `${plain(situation.onHand)} on hand + ${plain(situation.onOrder)} on order − ${plain(situation.demand)} promised = ${plain(projected)}`;
  return {
    projected: toDecimal(projected),
    level: toDecimal(level),
    target: toDecimal(target),
    safety: toDecimal(safety),
    quantity: toDecimal(quantity),
    reason: `${sum}, ${short ? 'below' : 'not below'} ${plain(level)} (${words})${short ? `; fill up to ${plain(target)}` : ''}`,
  };
}

interface Levels {
  level: Big;
  target: Big;
  safety: Big;
  words: string;
}

function levels(policy: Policy, measured: Measured): Levels {
  const { demandMean, leadMean } = measured;
  const used = `${plain(demandMean)} a day for ${inDays(leadMean)}`;
  switch (policy.kind) {
    case 'on_demand':
      return { level: ZERO, target: ZERO, safety: ZERO, words: 'bought on demand' };
    case 'min_max':
      return minMax(policy, measured);
    case 'reorder_point': {
      const safety = safetyStock(policy.service, measured, ZERO);
      const level = up(dec(demandMean).times(leadMean).plus(safety));
      const words = `${used} + ${spread(policy.service, measured, safety)}`;
      return { level, target: level.plus(policy.lot), safety, words };
    }
    case 'order_up_to': {
      const safety = safetyStock(policy.service, measured, dec(policy.reviewDays));
      const target = up(dec(demandMean).times(dec(leadMean).plus(policy.reviewDays)).plus(safety));
      const words = `${plain(demandMean)} a day for ${plain(leadMean)} + ${inDays(policy.reviewDays)} + ${spread(policy.service, measured, safety, policy.reviewDays)}`;
      return { level: target, target, safety, words };
    }
    case 'days_of_cover': {
      const safety = safetyStock(policy.service, measured, ZERO);
      const level = up(dec(demandMean).times(leadMean).plus(safety));
      const target = up(dec(demandMean).times(dec(leadMean).plus(policy.coverDays)).plus(safety));
      return { level, target, safety, words: `${used} + ${spread(policy.service, measured, safety)}` };
    }
  }
}

function minMax(policy: MinMax, measured: Measured): Levels {
  const { demandMean, leadMean } = measured;
  const safety = safetyStock(policy.service, measured, ZERO);
  const used = dec(demandMean).times(leadMean);
  const point = up(used.plus(safety));
  const level = policy.minimum === null ? point : dec(policy.minimum);
  const { more, moreWords } = beyond(policy, measured);
  const target = policy.target === null ? level.plus(more) : larger(dec(policy.target), level);
  const days = inDays(leadMean);
  const computed = `minimum ${plain(point)} = demand over ${days} ${plain(used)} + safety ${spread(policy.service, measured, safety, 0, '')}`;
  const beside = `as measured it would be ${plain(point)}: ${plain(demandMean)} a day for ${days} + ${spread(policy.service, measured, safety)}`;
  const given = dec(demandMean).gt(0) ? `the minimum; ${beside}` : 'the minimum';
  const most = policy.target === null ? `; maximum ${plain(target)} = minimum + ${moreWords}` : '';
  return {
    level,
    target,
    safety: policy.minimum === null ? safety : ZERO,
    words: (policy.minimum === null ? computed : given) + most,
  };
}

/** By how much a computed maximum is above the minimum. */
function beyond({ lot, coverDays }: MinMax, { demandMean, leadMean }: Measured): { more: Big; moreWords: string } {
  if (dec(lot).gt(0)) return { more: dec(lot), moreWords: `lot ${plain(lot)}` };
  const days = coverDays > 0 ? dec(coverDays) : dec(leadMean);
  const more = up(dec(demandMean).times(days));
  return { more, moreWords: `demand over ${inDays(days)} ${plain(more)}` };
}

/** Safety stock with the sum it comes from, so that it can be done again by hand. */
function spread(service: ServiceLevel, measured: Measured, safety: Big, reviewDays = 0, called = ' safety'): string {
  const { demandMean, demandVariance, leadMean, leadVariance } = measured;
  const days = plain(dec(leadMean).plus(reviewDays));
  const sum = `${Z[service]} × √(${days} × ${plain(demandVariance)} + ${plain(demandMean)}² × ${plain(leadVariance)})`;
  return `${plain(safety)}${called} at ${service} %${safety.gt(0) ? ` = ${sum}` : ''}`;
}

/**
 * Safety stock z·√(L·σd² + d²·σL²) for independent, normally distributed demand by day (mean d, variance σd²) and lead time
 * (mean L, variance σL²); a review interval lengthens L. Silver, Pyke & Thomas, Inventory and Production Management in
 * Supply Chains, chapter on variable lead time. Rounded up to whole units.
 */
export function safetyStock(service: ServiceLevel, measured: Measured, reviewDays: Big): Big {
  const { demandMean, demandVariance, leadMean, leadVariance } = measured;
  const exposed = dec(leadMean).plus(reviewDays).times(demandVariance);
  const uncertain = dec(demandMean).times(demandMean).times(leadVariance);
  return up(dec(Z[service]).times(exposed.plus(uncertain).sqrt()));
}

function wholePacks(quantity: Big, { minimum, pack }: { minimum: Decimal; pack: Decimal }): Big {
  const least = larger(quantity, dec(minimum));
  return dec(pack).gt(0) ? dec(pack).times(up(least.div(pack))) : least;
}

const larger = (a: Big, b: Big): Big => (a.gt(b) ? a : b);
/** The next whole number; the tiny excess of a square root or quotient at 30 places does not count. */
const up = (value: Big): Big => {
  const settled = value.round(12, 1);
  const down = settled.round(0, 0);
  return settled.gt(down) ? down.plus(ONE) : down;
};
const plain = (value: Decimal | Big): string => dec(value).round(3, 1).toFixed();

const inDays = (value: Decimal | Big | number): string => counted(plain(dec(value)), 'day');
