import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, mulDiv, toMinor } from '#kernel/values/money.ts';
import { keepPeriods, postingDay } from '#modules/finance/ledger/api.ts';

/** The document that changes what is accrued, and the day of its entry. */
export interface Cause {
  readonly source: { readonly entity: string; readonly id: Id };
  readonly day: Day;
}

/** How one receipt line changes: what waits for a bill, what waits for a credit; amounts in the company's currency. */
export interface Accrual extends Cause {
  readonly receiptLine: Id;
  readonly kind: 'received' | 'returned' | 'billed' | 'credited' | 'settled';
  readonly openQuantity?: Decimal;
  readonly openMinor?: bigint;
  readonly claimQuantity?: Decimal;
  readonly claimMinor?: bigint;
  /** Where the entry is known already: the day it stands on. */
  readonly postedOn?: Day;
}

export const writeAccruals = (tx: Tx, accruals: readonly Accrual[]): Promise<unknown> => {
  const rows = accruals.map(({ source, openQuantity, openMinor, claimQuantity, claimMinor, ...row }) => ({
    ...{ ...row, id: tx.newId(), entity: source.entity, source: source.id },
    ...{ openQuantity: openQuantity ?? '0', openMinor: openMinor ?? 0n },
    ...{ claimQuantity: claimQuantity ?? '0', claimMinor: claimMinor ?? 0n },
  }));
  return Promise.all([
    keepPeriods(tx),
    tx.sql`
    insert into purchasing.accrual (company_id, id, receipt_line_id, kind, effective_on, posted_on, open_quantity, open_minor, claim_quantity, claim_minor,
      source_entity, source_id, event_id)
    select ${tx.company}, id, receipt_line, kind, day, coalesce(posted_on, ${postingDay(tx, raw('day'))}), open_quantity, open_minor, claim_quantity, claim_minor, entity, source, ${tx.eventId}
    from ${table(rows, {
      ...{ id: 'uuid', receiptLine: 'uuid', kind: 'text', day: 'date', openQuantity: 'numeric', openMinor: 'bigint' },
      ...{ claimQuantity: 'numeric', claimMinor: 'bigint', entity: 'text', source: 'uuid', postedOn: 'date' },
    })}`,
  ]);
};

/** The share of an amount a part of the quantity takes; the last part takes all that is left, so that no cent stays. */
export const shareOf = (amount: bigint, part: Decimal, whole: Decimal): bigint =>
  dec(part).eq(whole)
    ? amount
    : mulDiv({ amount, numerator: scaled(part), denominator: scaled(whole), rounding: 'half-up' });

/** What comes of an order line beside what came before it. */
export interface Part {
  readonly before: Decimal;
  readonly quantity: Decimal;
  /** In the currency of the order, major units. */
  readonly unitPrice: Decimal;
  readonly rate: Decimal;
}

/**
 * What was agreed for a part, in the company's currency: what all that came is worth with it, less what it was worth without. So
 * the parts of a line add up to the line, whatever its unit and its price.
 */
export function worthOfPart(
  tx: Tx,
  { currency, digits }: { currency: string; digits: number },
  { before, quantity, unitPrice, rate }: Part,
): bigint {
  const worth = (whole: Big): bigint => {
    const amount = toMinor(whole.times(unitPrice), digits, 'half-up');
    return currency === tx.currency
      ? amount
      : convertMinor({ amount, rate, fromDigits: digits, toDigits: tx.digits, rounding: 'half-up' });
  };
  return worth(dec(before).plus(quantity)) - worth(dec(before));
}

/** Quantities have at most twelve decimals. */
const scaled = (quantity: Decimal): bigint => BigInt(dec(quantity).times('1e12').toFixed(0));
