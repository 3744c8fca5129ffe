import { addDays, type Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';

interface Needed {
  readonly projected: Decimal;
  readonly demandMean: Decimal;
  readonly leadMean: Decimal;
  /** The first day for which goods are promised to a customer. */
  readonly promisedOn: Day | null;
}

export interface Timing {
  /** The day what is there and on its way is used up; of what is promised beyond it, the day of the promise. Null: none is known. */
  readonly neededOn: Day | null;
  /** The last day on which an order comes in time; in the past, it is late already. */
  readonly orderBy: Day | null;
  /** When goods ordered today would come. */
  readonly arrivesOn: Day;
}

/** Beyond this many days nothing is said of when stock will be used up. */
const FAR_DAYS = 3650;

/** When goods are needed, when they must be ordered for that, and when they would come. Days in part count as whole for the supplier. */
export function timing({ projected, demandMean, leadMean, promisedOn }: Needed, today: Day): Timing {
  const lead = Math.ceil(Number(leadMean));
  const neededOn = dec(projected).lt(0) ? (promisedOn ?? today) : usedUpOn(projected, demandMean, today);
  return { neededOn, orderBy: neededOn && addDays(neededOn, -lead), arrivesOn: addDays(today, lead) };
}

function usedUpOn(projected: Decimal, demandMean: Decimal, today: Day): Day | null {
  if (dec(demandMean).eq(0)) return null;
  const days = Number(dec(projected).div(demandMean).round(0, 0).toFixed());
  return days > FAR_DAYS ? null : addDays(today, days);
}
