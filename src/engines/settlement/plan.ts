import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { type Minor, mulDiv, toMinor } from '#kernel/values/money.ts';

/** What anybody who books payments may write off of a document in all, over its instalments; more needs the right. Minor units of the company's currency. */
export const SMALL_WRITE_OFF_MINOR = 500n;

/** Something owed, as a plan of settling needs it: amounts above zero, in its own currency. */
export interface Debt {
  readonly amountMinor: Minor;
  readonly openMinor: Minor;
  /** The discount for paying all of it until a day; what was taken of it before. */
  readonly discountOn: Day | null;
  readonly discountMinor: Minor;
  readonly discountedMinor: Minor;
}

/** What of a payment and beside it settles one debt. */
export interface Part<D extends Debt> {
  readonly item: D;
  readonly moneyMinor: Minor;
  readonly discountMinor: Minor;
  readonly withheldMinor: Minor;
  readonly writeOffMinor: Minor;
}

/**
 * Spreads money over debts in their order, until none is left. A debt whose discount is offered takes it when the money settles all
 * that is open of it. Where tax is withheld, each part of money settles with its share of tax.
 */
export function spread<D extends Debt>(args: {
  debts: readonly D[];
  money: Minor;
  day: Day;
  withheldPercent: Decimal;
}): Part<D>[] {
  const { debts, day, withheldPercent: percent } = args;
  const parts: Part<D>[] = [];
  let left = args.money;
  for (const item of debts) {
    if (left === 0n) break;
    const cash = cashFor(item, day, percent);
    const whole = left >= cash;
    const moneyMinor = whole ? cash : left;
    const discountMinor = whole ? offered(item, day, item.openMinor) : 0n;
    const withheldMinor = withheldBeside(moneyMinor, item.openMinor - discountMinor, percent);
    parts.push({ item, moneyMinor, discountMinor, withheldMinor, writeOffMinor: 0n });
    left -= moneyMinor;
  }
  return parts;
}

/** The money that settles all that is open of a debt on a day. */
export function cashFor(debt: Debt, day: Day, withheldPercent: Decimal): Minor {
  const rest = debt.openMinor - offered(debt, day, debt.openMinor);
  return rest - withheldFrom(rest, withheldPercent);
}

/**
 * The discount offered on a day when `part` of a debt is settled (with the discount itself): its share of the whole, and never more
 * than what was left of it.
 */
export function offered(debt: Debt, day: Day, part: Minor): Minor {
  if (debt.discountOn === null || day > debt.discountOn) return 0n;
  const { discountMinor, amountMinor, discountedMinor } = debt;
  const share = mulDiv({ amount: discountMinor, numerator: part, denominator: amountMinor, rounding: 'half-up' });
  const left = discountMinor - discountedMinor;
  return share < left ? share : left > 0n ? left : 0n;
}

/** The tax withheld from an amount. */
export const withheldFrom = (amount: Minor, percent: Decimal): Minor =>
  toMinor(dec(amount.toString()).times(percent).div(100), 0, 'half-up');

/** Tax withheld beside money paid: the share of both together; a payment that closes the debt takes what rounding leaves. */
export function withheldBeside(money: Minor, open: Minor, percent: Decimal): Minor {
  if (dec(percent).eq(0)) return 0n;
  if (open - withheldFrom(open, percent) === money) return open - money;
  return toMinor(dec(money.toString()).times(percent).div(dec(100).minus(percent)), 0, 'half-up');
}
