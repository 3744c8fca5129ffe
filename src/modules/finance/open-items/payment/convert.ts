import { table } from '#kernel/db/sql.ts';
import { Refusal, SHARED_REFUSALS } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, mulDiv, toMajor, toMinor } from '#kernel/values/money.ts';
import type { EntryDraft } from '#modules/finance/ledger/api.ts';
import { type RateFacts, ratesOn } from '#modules/master/organisation/api.ts';
import { countAdjustment } from '../adjustment/adjust.ts';
import type { NewItem, OpenItem } from '../item/open-item.ts';
import { settle } from '../match/settle.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import type { Applied } from './apply.ts';
import { type Payment, toBase } from './payment.ts';

/** `USD/2026-03-02` → its rate. */
export type Rates = ReadonlyMap<string, RateFacts>;

/**
 * A part of a payment that settles an item in another currency: an item that takes it out of the payment and one that brings it to
 * the other currency, both worth the same in the company's. So each settlement is within one currency, and what the item was
 * booked at differs by is realised with it.
 */
export interface Conversion {
  readonly id: Id;
  readonly taken: NewItem;
  readonly brought: NewItem;
  readonly payment: Id;
  /** What of the item it gave up, in its currency: the amounts are far from the rate of the day. */
  readonly givenUpMinor: bigint;
}

/** Rates that converting needs: of items that payments name in another currency. None, and no statement, for all others. */
export function conversionRates(tx: Tx, payments: readonly Payment[], items: readonly OpenItem[]): Promise<Rates> {
  const currencyOf = new Map(items.map((item) => [item.id, item.currency]));
  const wanted = payments.flatMap(({ applications, currency, day }) =>
    (applications ?? []).flatMap(({ item }) => {
      const other = currencyOf.get(item);
      return other && other !== currency ? [{ currency: other, day }] : [];
    }),
  );
  return ratesOn(tx, wanted);
}

interface Paid {
  tx: Tx;
  payment: Payment;
  rates: Rates;
}

/**
 * What amounts of an item are worth in the company's currency while a payment settles it: at the rate of the payment, of an item in
 * another currency at that of the day; where there is none, as it is booked.
 */
export function worthWith({ tx, payment, rates }: Paid, item: OpenItem): (amount: bigint) => bigint {
  const { currency, openMinor, openBaseMinor } = item;
  if (currency === payment.currency) return (amount) => toBase(tx, payment, amount);
  const at = rates.get(`${currency}/${payment.day}`);
  if (at) return (amount) => toBase(tx, { ...at, currency }, amount);
  return (amount) => mulDiv({ amount: openBaseMinor, numerator: amount, denominator: openMinor, rounding: 'half-up' });
}

/** What a part of a payment is worth in the company's currency. */
export const baseOf = (credit: OpenItem, amount: bigint): bigint =>
  amount === 0n
    ? 0n
    : mulDiv({ amount: -credit.openBaseMinor, numerator: amount, denominator: -credit.openMinor, rounding: 'half-up' });

/** What an amount of the company's currency settles of an item in another at the rate of the day; no more than `most`. */
export function atRate({ tx, payment, rates }: Paid, item: OpenItem, base: bigint, most: bigint): bigint {
  const { currency, digits } = item;
  const at = rates.get(`${currency}/${payment.day}`) ?? noRate(currency, payment.day);
  const worth = toMinor(dec(toMajor(base, tx.digits).toFixed()).div(at.rate), digits, 'half-up');
  return worth < most ? worth : most;
}

const noRate = (currency: string, day: Day): never => {
  throw new Refusal('no_rate', SHARED_REFUSALS.no_rate, { currency, day });
};

/** A bank's own rate, with its fees, differs from that of the day by no more. */
const BANK_MARGIN_PERCENT = 5n;

/**
 * The two amounts of a payment in another currency say its rate, also where all that is open is less than what was paid for it; what
 * differs is a realised exchange difference. Farther from the rate of the day than banks go, it gives up a part of the item: that
 * counts as written off of it. Answers the part in the item's currency and how far off it is in the company's.
 */
export function givenUpByRate(itemMinor: bigint, worth: bigint, base: bigint): { itemMinor: bigint; off: bigint } {
  const off = absMinor(worth - base);
  if (off * 100n <= worth * BANK_MARGIN_PERCENT) return { itemMinor: 0n, off: 0n };
  const denominator = worth > 0n ? worth : 1n;
  return { itemMinor: mulDiv({ amount: itemMinor, numerator: off, denominator, rounding: 'half-up' }), off };
}

/** How much of an item money in another currency settles, and what it gives up of it beside; in the item's currency. */
export interface Brought {
  readonly itemMinor: bigint;
  readonly givenUpMinor: bigint;
}

export function convert(args: {
  tx: Tx;
  side: Side;
  payment: Payment;
  item: OpenItem;
  applied: Applied;
  moneyMinor: bigint;
  brought: Brought;
}): Conversion {
  const { tx, payment, item: owed, applied, moneyMinor } = args;
  const { itemMinor, givenUpMinor } = args.brought;
  const { credit } = applied;
  const base = baseOf(credit, moneyMinor);
  const id = tx.newId();
  const item = (currency: string, amountMinor: bigint, baseMinor: bigint): NewItem => ({
    ...{ id: tx.newId(), partyId: payment.party, kind: 'adjustment', documentId: id, openedOn: payment.day },
    ...{ dueOn: payment.day, currency, amountMinor, baseMinor },
  });
  const [taken, brought] = [item(payment.currency, moneyMinor, base), item(owed.currency, -itemMinor, -base)];
  const whole = (made: NewItem, digits: number): OpenItem => ({
    ...{ ...made, digits, numbers: [], discountOn: null, discountMinor: 0n, discountedMinor: 0n, writtenOffMinor: 0n },
    ...{ openMinor: made.amountMinor, openBaseMinor: made.baseMinor },
  });
  const [takes, brings] = [whole(taken, payment.digits), whole(brought, owed.digits)];
  const day = payment.day;
  countAdjustment(owed, 'write_off', givenUpMinor, 1n);
  applied.matches.push(
    settle({ tx, owed: takes, credit, amount: moneyMinor, day }),
    settle({ tx, owed, credit: brings, amount: itemMinor, day }),
  );
  applied.touched.push(takes, brings);
  return { id, taken, brought, payment: payment.id, givenUpMinor };
}

/** The control account against itself: one currency goes, the other comes. */
export const conversionEntries = (tx: Tx, side: Side, conversions: readonly Conversion[]): EntryDraft[] =>
  conversions.map(({ id, taken, brought }) => ({
    journal: 'general',
    source: { entity: entityOf(side, 'adjustment'), id },
    effectiveOn: taken.openedOn,
    text: `Paid in ${taken.currency} what was owed in ${brought.currency}`,
    lines: [taken, brought].map(({ currency, amountMinor, baseMinor, partyId }) => ({
      ...{ role: side.role, amountMinor: side.sign * baseMinor, party: partyId },
      ...(currency === tx.currency ? {} : { currency, currencyMinor: side.sign * amountMinor }),
    })),
  }));

export async function insertConversions(tx: Tx, side: Side, conversions: readonly Conversion[]): Promise<void> {
  if (conversions.length === 0) return;
  const rows = conversions.map(({ id, brought, payment, givenUpMinor }) => ({
    ...{ id, party: brought.partyId, day: brought.openedOn, currency: brought.currency },
    ...{ amount: -brought.amountMinor, base: -brought.baseMinor, payment, givenUp: givenUpMinor || null },
  }));
  await tx.sql`
    insert into ${tablesOf(side).adjustment} (company_id, id, party_id, kind, adjusted_on, currency, amount_minor, base_minor, payment_id, given_up_minor, event_id)
    select ${tx.company}, id, party, 'conversion', day, currency, amount, base, payment, given_up, ${tx.eventId}
    from ${table(rows, { id: 'uuid', party: 'uuid', day: 'date', currency: 'text', amount: 'bigint', base: 'bigint', payment: 'uuid', givenUp: 'bigint' })}`;
}
