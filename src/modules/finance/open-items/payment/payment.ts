import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor } from '#kernel/values/money.ts';

/**
 * Of what is settled, where no rule says: no tax withheld at source is usually more. Beyond it nearly nothing is paid, and settling with
 * that needs the right to write off.
 */
export const MOST_WITHHELD_PERCENT = '30';

/** What of a payment settles one item, as somebody said it. */
export interface Application {
  item: Id;
  amountMinor: bigint;
  /** Of an item in another currency: how much of it is settled, in its own; at the rate of the day when left out. */
  itemMinor?: bigint | null | undefined;
  discountMinor?: bigint | null | undefined;
  writeOffMinor?: bigint | null | undefined;
  /** What credits settled of it beside this payment: it earns the discount as money does. */
  creditedMinor?: bigint;
  /** Left out: what the percentage of the payment makes. */
  withheldMinor?: bigint;
}

/**
 * `proposed`: what its reference names, then what is of just its amount, then the oldest. `oldest`: the oldest due first.
 * `documents`: those given, oldest first. `listed`: the applications alone.
 */
export type Settling = 'proposed' | 'oldest' | 'documents' | 'listed';

/** A payment with everything known that settling needs. Less than nothing: money that goes back. */
export interface Payment {
  id: Id;
  /** The open item it makes. */
  itemId: Id;
  party: Id;
  /** What people call the party. */
  name: string;
  currency: string;
  day: Day;
  rate: Decimal;
  digits: number;
  amountMinor: bigint;
  baseMinor: bigint;
  account?: Id | null | undefined;
  method: string;
  reference?: string | null | undefined;
  settle: Settling;
  documents?: readonly Id[] | null | undefined;
  applications?: readonly Application[] | null | undefined;
  /** Of money that goes back: the credits it is for. */
  credits?: readonly Id[] | null | undefined;
  /** The payment that the bank sent back with this one. */
  returns?: Id | null | undefined;
  /** Tax withheld of what is settled, and by which rule; 0 for none. */
  withheldPercent: Decimal;
  withholding: Id | null;
  /** Its party is archived: money that settles nothing, and follows from nothing, would begin something new. */
  mustSettle: boolean;
}

/** An amount of a currency in the company's, at a rate. */
export const toBase = (tx: Tx, at: { currency: string; rate: Decimal; digits: number }, amount: bigint): bigint =>
  at.currency === tx.currency
    ? amount
    : convertMinor({ amount, rate: at.rate, fromDigits: at.digits, toDigits: tx.digits, rounding: 'half-up' });
