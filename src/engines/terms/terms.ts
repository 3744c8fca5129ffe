import { addDays, addMonths, type Day, daysInMonth, makeDay, monthEnd } from '#kernel/values/day.ts';
import { Big, type Decimal, dec, type Rounding, round } from '#kernel/values/decimal.ts';
import { absMinor, type Minor, split, toMinor } from '#kernel/values/money.ts';

/**
 * Payment terms as data: which part of a total falls due on which day, and what is given off for paying early.
 * It is stored as JSON, so amounts are decimal strings in major units.
 */
export interface TermsDefinition {
  instalments: InstalmentTerm[];
  discount?: EarlyDiscount;
}

/**
 * One part and its day. The amount is the first of `percent` (of the total), `percentOfRest` (of what the parts before
 * leave) and `fixed` that is given, else the rest. The last part always takes what is left, so the parts add up.
 *
 * The day starts at the document's. `months_first` (the default) adds months, moves to the end of the month, then to the
 * day of the month, then adds days. `days_first` adds the days before all of that. A day of the month is the first such day
 * not before; after a move to the end of the month it is that day of the next month. A month without it has its last day.
 */
export interface InstalmentTerm {
  percent?: Decimal;
  percentOfRest?: Decimal;
  fixed?: Decimal;
  rest?: true;
  months?: number;
  endOfMonth?: boolean;
  dayOfMonth?: number;
  days?: number;
  order?: 'months_first' | 'days_first';
}

/** `percent` off the total or off the net amount (without tax) when paid within `days` of the document's day. */
export interface EarlyDiscount {
  percent: Decimal;
  days: number;
  on: 'total' | 'net';
}

export interface Instalment {
  dueOn: Day;
  amountMinor: Minor;
  discountOn?: Day;
  discountMinor?: Minor;
}

interface Due {
  readonly terms: TermsDefinition;
  readonly totalMinor: Minor;
  readonly netMinor: Minor;
  readonly from: Day;
  readonly digits: number;
}

/**
 * The instalments of a document. They add up to `totalMinor`, in minor units of a currency with `digits` digits; amounts
 * of a credit note are negative. No parts in the terms means the whole amount on the document's day. Nobody is asked for
 * more than the document: fixed parts beyond it are cut to what is left.
 */
export function instalments(args: Due): Instalment[] {
  const parts = withoutPayingBack(partsByTerms(args), args.totalMinor);
  const { discount } = args.terms;
  return discount ? withDiscount(parts, discount, args) : parts;
}

/** The parts as the terms say them: the last takes what is left, and pays back what those before took too much. */
export function partsByTerms(args: Due): Instalment[] {
  const terms: readonly InstalmentTerm[] =
    args.terms.instalments.length > 0 ? args.terms.instalments : [{ rest: true }];
  let restMinor = args.totalMinor;
  const parts = terms.map((part, index) => {
    const last = index === terms.length - 1;
    const amountMinor = last ? restMinor : partOf(part, { ...args, restMinor });
    restMinor -= amountMinor;
    return { dueOn: dueDay(part, args.from), amountMinor };
  });
  // Nothing is no instalment, unless all of it is nothing.
  const owed = parts.filter((part) => part.amountMinor !== 0n);
  return owed.length > 0 ? owed : parts.slice(-1);
}

const partOf = (
  part: InstalmentTerm,
  { totalMinor, restMinor, digits }: { totalMinor: Minor; restMinor: Minor; digits: number },
): Minor => {
  if (part.percent !== undefined) return percentOf(totalMinor, part.percent);
  if (part.percentOfRest !== undefined) return percentOf(restMinor, part.percentOfRest);
  if (part.fixed === undefined) return restMinor;
  const fixed = toMinor(part.fixed, digits, 'half-up');
  return totalMinor < 0n ? -fixed : fixed;
};

/** What later parts would pay back is not asked by those before: 100.00 and −40.00 are 60.00. */
function withoutPayingBack(parts: readonly Instalment[], totalMinor: Minor): Instalment[] {
  const sign = totalMinor < 0n ? -1n : 1n;
  let over = 0n;
  const kept: Instalment[] = [];
  for (const part of parts.toReversed()) {
    const asked = part.amountMinor * sign - over;
    over = asked < 0n ? -asked : 0n;
    if (asked > 0n) kept.unshift({ ...part, amountMinor: asked * sign });
  }
  return kept.length > 0 ? kept : parts.slice(-1);
}

/** `percent` per cent of an amount, rounded half away from zero to the minor unit. */
const percentOf = (amountMinor: Minor, percent: Decimal): Minor =>
  toMinor(dec(amountMinor).times(percent).div(100), 0, 'half-up');

/** The day one part falls due; see `InstalmentTerm` for the order of the steps. */
export function dueDay(part: InstalmentTerm, from: Day): Day {
  const days = part.days ?? 0;
  const daysFirst = part.order === 'days_first';
  let day = addMonths(daysFirst ? addDays(from, days) : from, part.months ?? 0);
  if (part.endOfMonth) day = monthEnd(day);
  if (part.dayOfMonth !== undefined) day = onDayOfMonth(part.dayOfMonth, part.endOfMonth ? addDays(day, 1) : day);
  return daysFirst ? day : addDays(day, days);
}

const onDayOfMonth = (dayOfMonth: number, notBefore: Day): Day => {
  const candidate = dayInMonthOf(dayOfMonth, notBefore);
  return candidate >= notBefore ? candidate : dayInMonthOf(dayOfMonth, addMonths(`${notBefore.slice(0, 7)}-01`, 1));
};

const dayInMonthOf = (dayOfMonth: number, day: Day): Day => {
  const [year, month] = [+day.slice(0, 4), +day.slice(5, 7)];
  return makeDay(year, month, Math.min(dayOfMonth, daysInMonth(year, month)));
};

const withDiscount = (
  due: Instalment[],
  discount: EarlyDiscount,
  { totalMinor, netMinor, from }: { totalMinor: Minor; netMinor: Minor; from: Day },
): Instalment[] => {
  const whole = percentOf(discount.on === 'net' ? netMinor : totalMinor, discount.percent);
  const shares = split(
    whole,
    due.map((part) => absMinor(part.amountMinor)),
  );
  const discountOn = addDays(from, discount.days);
  return due.map((part, index) => ({ ...part, discountOn, discountMinor: shares[index]! }));
};

/**
 * Rounds an amount to a multiple of the smallest coin (`stepMinor`, e.g. 5n for 0.05). The difference belongs in a rounding
 * line: `roundedMinor = amountMinor + differenceMinor`.
 */
export function roundCash(args: { amountMinor: Minor; stepMinor: Minor; rounding: Rounding }): {
  roundedMinor: Minor;
  differenceMinor: Minor;
} {
  if (args.stepMinor <= 0n) throw new Error('roundCash: the step must be positive');
  const steps = round(dec(args.amountMinor).div(new Big(args.stepMinor.toString())), 0, args.rounding);
  const roundedMinor = BigInt(steps.toFixed(0)) * args.stepMinor;
  return { roundedMinor, differenceMinor: roundedMinor - args.amountMinor };
}

/** What has to be paid on `day`: the amount, less the early discount while it is offered. */
export const payableOn = (part: Instalment, day: Day): Minor =>
  part.discountOn !== undefined && day <= part.discountOn
    ? part.amountMinor - (part.discountMinor ?? 0n)
    : part.amountMinor;
