import type { Day } from '#kernel/values/day.ts';
import { absMinor, type Minor, mulDiv } from '#kernel/values/money.ts';

/** The open part of an item: in its own currency, and what that is worth in the company's. Debits positive. */
export interface Open {
  readonly openMinor: Minor;
  readonly openBaseMinor: Minor;
}

/** An open item as a settlement needs it. */
export interface Item extends Open {
  readonly openedOn: Day;
}

export interface Settled {
  /** The day asked for, or the first on which both sides were there: until then there was nothing to settle. */
  readonly settledOn: Day;
  /** What each side was worth; positive. Their difference is a realised exchange difference. */
  readonly debitBaseMinor: Minor;
  readonly creditBaseMinor: Minor;
  readonly debit: Open;
  readonly credit: Open;
}

/**
 * Settles `amount` of a debit with a credit of the same currency. A proportional share of an item's worth goes with it; the
 * last of an item takes the rest, so that nothing is left in the company's currency when nothing is open in its own.
 * Throws when the amount is not open on both sides.
 */
export function settle(args: { debit: Item; credit: Item; amount: Minor; day: Day }): Settled {
  const { debit, credit, amount, day } = args;
  if (amount <= 0n || amount > debit.openMinor || amount > -credit.openMinor) {
    throw new Error('settle: the amount is not open on both sides');
  }
  const debitBaseMinor = baseShare(debit, amount);
  const creditBaseMinor = baseShare(credit, amount);
  return {
    settledOn: [day, debit.openedOn, credit.openedOn].reduce((a, b) => (a > b ? a : b)),
    debitBaseMinor,
    creditBaseMinor,
    debit: { openMinor: debit.openMinor - amount, openBaseMinor: debit.openBaseMinor - debitBaseMinor },
    credit: { openMinor: credit.openMinor + amount, openBaseMinor: credit.openBaseMinor + creditBaseMinor },
  };
}

const baseShare = (item: Open, amount: Minor): Minor =>
  amount === absMinor(item.openMinor)
    ? absMinor(item.openBaseMinor)
    : mulDiv({
        amount: absMinor(item.openBaseMinor),
        numerator: amount,
        denominator: absMinor(item.openMinor),
        rounding: 'half-up',
      });

/**
 * The exchange difference of a receivable settled: positive is a loss (it was booked at more than the money that settled it
 * was worth), negative a gain. Undoing a settlement reverses on the account it was booked to.
 */
export function exchangeDifference(match: {
  debitBaseMinor: Minor;
  creditBaseMinor: Minor;
  undoes: boolean;
}): { lossMinor: Minor; role: 'fx_loss' | 'fx_gain' } | undefined {
  const lossMinor = match.debitBaseMinor - match.creditBaseMinor;
  if (lossMinor === 0n) return undefined;
  return { lossMinor, role: lossMinor > 0n !== match.undoes ? 'fx_loss' : 'fx_gain' };
}
