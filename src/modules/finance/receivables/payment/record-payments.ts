import { table } from '#kernel/db/sql.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import {
  type Application,
  type BookedPayment,
  bookPayments,
  MOST_WITHHELD_PERCENT,
  type Payment,
  type Settling,
  toBase,
} from '#modules/finance/open-items/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { customers } from '#modules/master/parties/api.ts';
import { paymentRefusals } from '../refusals.ts';
import { RECEIVABLE } from '../side.ts';

export interface PaymentDraft {
  customer: Id;
  amountMinor: bigint;
  currency?: string | null | undefined;
  receivedOn?: Day | null | undefined;
  account?: Id | null | undefined;
  method: string;
  reference?: string | null | undefined;
  withheldPercent?: Decimal | null | undefined;
  settle: Settling;
  /** The payment that did not hold, of which this is the mirror. */
  returns?: Id | null | undefined;
  /** Of money paid back: less than nothing, and the credits it is for. */
  credits?: readonly Id[] | null | undefined;
  documents?: readonly Id[] | null | undefined;
  applications?: readonly Application[] | null | undefined;
}

const refuse = (code: keyof typeof paymentRefusals, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, paymentRefusals[code], details);
};

/** Books money received from customers and settles what they owe with it. A fixed number of statements. */
export async function recordPayments(tx: Tx, drafts: readonly PaymentDraft[]): Promise<BookedPayment[]> {
  const payments = await prepare(tx, drafts);
  return bookPayments(tx, RECEIVABLE, payments, () => insertPayments(tx, payments));
}

async function prepare(tx: Tx, drafts: readonly PaymentDraft[]): Promise<Payment[]> {
  const parties = await customers(tx, [...new Set(drafts.map((draft) => draft.customer))]);
  const full = drafts.map((draft) => {
    const party = parties.get(draft.customer) ?? refuseCommon('not_found', { what: 'customer' });
    if (draft.amountMinor <= 0n && !draft.credits && !draft.returns) refuse('zero_amount');
    const limit = MOST_WITHHELD_PERCENT;
    if (dec(draft.withheldPercent ?? 0).gt(limit) && !tx.may(RECEIVABLE.writeOffRight))
      refuse('withheld_too_much', { limit });
    return {
      ...{ ...draft, party: draft.customer, day: draft.receivedOn ?? tx.today, name: party.name },
      currency: draft.currency ?? party.currency ?? tx.currency,
    };
  });
  const rates = await ratesOn(tx, full);
  return full.map((payment): Payment => {
    const { currency, day, amountMinor } = payment;
    const found = rates.get(`${currency}/${day}`);
    if (!found) return refuse('no_rate', { currency, day });
    return {
      ...{
        ...payment,
        ...found,
        id: tx.newId(),
        itemId: tx.newId(),
        withholding: null,
        mustSettle: !parties.get(payment.party)!.active,
      },
      withheldPercent: payment.withheldPercent ?? '0',
      baseMinor: toBase(tx, { currency, ...found }, amountMinor),
    };
  });
}

const insertPayments = (tx: Tx, payments: readonly Payment[]): Promise<unknown> => tx.sql`
  insert into receivables.payment (company_id, id, party_id, received_on, currency, digits, rate, amount_minor, base_minor, account_id, method, reference, returns_id, event_id)
  select ${tx.company}, id, party, day, currency, digits, rate, amount_minor, base_minor, account, method, reference, returns, ${tx.eventId}
  from ${table(payments, {
    ...{ id: 'uuid', party: 'uuid', day: 'date', currency: 'text', digits: 'int', rate: 'numeric' },
    ...{ amountMinor: 'bigint', baseMinor: 'bigint', account: 'uuid', method: 'text', reference: 'text' },
    returns: 'uuid',
  })}`;
