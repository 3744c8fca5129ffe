import { SMALL_WRITE_OFF_MINOR } from '#engines/settlement/plan.ts';
import { table } from '#kernel/db/sql.ts';
import { amountOf, Refusal, SHARED_REFUSALS } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, mulDiv, toMajor, toMinor } from '#kernel/values/money.ts';
import type { EntryDraft } from '#modules/finance/ledger/api.ts';
import { type RateFacts, ratesOn } from '#modules/master/organisation/api.ts';
import { countAdjustment } from '../adjustment/adjust.ts';
import { SETTLE_REFUSALS } from '../contract.ts';
import type { NewItem, OpenItem } from '../item/open-item.ts';
import { settle } from '../match/settle.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import type { Applied } from './apply.ts';
import { type Application, type Payment, toBase } from './payment.ts';

const CONVERT_REFUSALS = { ...SETTLE_REFUSALS, no_rate: SHARED_REFUSALS.no_rate } as const;

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

const refuse = (code: keyof typeof CONVERT_REFUSALS, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, CONVERT_REFUSALS[code], details);
};

export function convert(args: {
  tx: Tx;
  side: Side;
  payment: Payment;
  owed: OpenItem;
  applied: Applied;
  application: Application;
  rates: Rates;
  /** What was given up of the document of the item before. */
  writtenOffMinor: bigint;
}): Conversion {
  const { tx, payment, owed, applied, application } = args;
  const { credit } = applied;
  const amount = application.amountMinor;
  if (amount <= 0n || amount > -credit.openMinor) refuse('applied_too_much');
  const base = mulDiv({
    ...{ amount: -credit.openBaseMinor, numerator: amount, denominator: -credit.openMinor, rounding: 'half-up' },
  });
  const itemMinor = application.itemMinor ?? atRate(args, base);
  if (application.discountMinor || application.writeOffMinor || itemMinor <= 0n || itemMinor > owed.openMinor)
    refuse('not_open', { open: amountOf(owed.openMinor, owed) });
  const givenUpMinor = givenUp(args, itemMinor, base);
  const id = tx.newId();
  const item = (currency: string, amountMinor: bigint, baseMinor: bigint): NewItem => ({
    ...{ id: tx.newId(), partyId: payment.party, kind: 'adjustment', documentId: id, openedOn: payment.day },
    ...{ dueOn: payment.day, currency, amountMinor, baseMinor },
  });
  const [taken, brought] = [item(payment.currency, amount, base), item(owed.currency, -itemMinor, -base)];
  const whole = (made: NewItem, digits: number): OpenItem => ({
    ...{ ...made, digits, numbers: [], discountOn: null, discountMinor: 0n, discountedMinor: 0n, writtenOffMinor: 0n },
    ...{ openMinor: made.amountMinor, openBaseMinor: made.baseMinor },
  });
  const [takes, brings] = [whole(taken, payment.digits), whole(brought, owed.digits)];
  const day = payment.day;
  countAdjustment(owed, 'write_off', givenUpMinor, 1n);
  applied.matches.push(
    settle({ tx, owed: takes, credit, amount, day }),
    settle({ tx, owed, credit: brings, amount: itemMinor, day }),
  );
  applied.touched.push(takes, brings, owed);
  return { id, taken, brought, payment: payment.id, givenUpMinor };
}

/** A bank's own rate, with its fees, differs from that of the day by no more. */
const BANK_MARGIN_PERCENT = 5n;

/**
 * The two amounts of a payment in another currency say its rate, also where all that is open is less than what was paid for it; what
 * differs is a realised exchange difference. Farther from the rate of the day than banks go, it gives up a part of the item: that
 * counts as written off of it, and more than a small write-off of a document needs the right.
 */
function givenUp(args: Parameters<typeof convert>[0], itemMinor: bigint, base: bigint): bigint {
  const { tx, side, payment, owed, applied, rates } = args;
  const at = rates.get(`${owed.currency}/${payment.day}`);
  const inBase = (amount: bigint): bigint =>
    at
      ? toBase(tx, { ...at, currency: owed.currency }, amount)
      : mulDiv({ amount: owed.openBaseMinor, numerator: amount, denominator: owed.openMinor, rounding: 'half-up' });
  const worth = inBase(itemMinor);
  const off = absMinor(worth - base);
  if (off * 100n <= worth * BANK_MARGIN_PERCENT) return 0n;
  const denominator = worth > 0n ? worth : 1n;
  const givenUpMinor = mulDiv({ amount: itemMinor, numerator: off, denominator, rounding: 'half-up' });
  if (inBase(args.writtenOffMinor + givenUpMinor) <= SMALL_WRITE_OFF_MINOR || tx.may(side.writeOffRight)) {
    applied.givenUpMinor += off;
    return givenUpMinor;
  }
  const [said, paid] = [worth, base].map((amount) => amountOf(amount, tx));
  return refuse('far_from_rate', { day: payment.day, worth: said, paid });
}

/** What an amount of the company's currency is in the item's at the rate of the day; no more than is open. */
function atRate({ tx, payment, owed, rates }: Parameters<typeof convert>[0], base: bigint): bigint {
  const at =
    rates.get(`${owed.currency}/${payment.day}`) ?? refuse('no_rate', { currency: owed.currency, day: payment.day });
  const worth = toMinor(dec(toMajor(base, tx.digits).toFixed()).div(at.rate), owed.digits, 'half-up');
  return worth < owed.openMinor ? worth : owed.openMinor;
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
