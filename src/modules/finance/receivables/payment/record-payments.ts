import { table } from '#kernel/db/sql.ts';
import { numberAtCommit } from '#kernel/numbering.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, yearOf } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor } from '#kernel/values/money.ts';
import { type EntryDraft, post } from '#modules/finance/ledger/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { customers } from '#modules/master/parties/api.ts';
import { lockOpenItems, type Match, type OpenItem, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';
import { type Adjustment, adjustmentEntries, applyPayment, insertAdjustments } from './apply.ts';
import { documentTaxes, recordDiscountTaxes } from './document-taxes.ts';

export interface PaymentDraft {
  party: Id;
  amountMinor: bigint;
  currency?: string | null;
  receivedOn?: Day | null;
  account?: Id | null;
  method: string;
  reference?: string | null;
  settle: 'oldest' | 'listed' | 'documents';
  documents?: readonly Id[] | null;
  applications?:
    | readonly { item: Id; amountMinor: bigint; discountMinor?: bigint | null; writeOffMinor?: bigint | null }[]
    | null;
}

/** A payment with its day, rate and worth, and the open item it makes. */
export interface PreparedPayment extends PaymentDraft {
  id: Id;
  itemId: Id;
  currency: string;
  receivedOn: Day;
  rate: Decimal;
  digits: number;
  baseMinor: bigint;
}

export interface RecordedPayment {
  id: Id;
  settledMinor: bigint;
  leftMinor: bigint;
}

const refuse = (code: string, message: string, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, message, details);
};

/**
 * Books payments: money in the bank against the receivable, one open credit each, and settlements with the discounts,
 * write-offs and exchange differences they bring. A fixed number of statements for any number of payments.
 */
export async function recordPayments(tx: Tx, drafts: readonly PaymentDraft[]): Promise<RecordedPayment[]> {
  const payments = await preparePayments(tx, drafts);
  const items = await lockOpenItems(tx, [...new Set(payments.map((payment) => payment.party))].sort());
  const documents = await documentTaxes(tx, discountable(payments, items));
  const matches: Match[] = [];
  const adjustments: Adjustment[] = [];
  const touched = new Map<Id, OpenItem>();
  const recorded = payments.map((payment) => {
    const applied = applyPayment({ tx, payment, items, documents });
    matches.push(...applied.matches);
    adjustments.push(...applied.adjustments);
    for (const item of [...applied.touched, applied.credit]) touched.set(item.id, item);
    return {
      id: payment.id,
      settledMinor: payment.amountMinor + applied.credit.openMinor,
      leftMinor: -applied.credit.openMinor,
    };
  });
  // Items the payments and adjustments open are written whole first; the settlements then bring the open parts down.
  await Promise.all([
    insertPayments(tx, payments),
    insertAdjustments(tx, adjustments),
    recordDiscountTaxes(tx, adjustments),
    openItems(tx, [...payments.map(creditItem), ...adjustments.map((adjustment) => adjustment.item)]),
    post(
      tx,
      [...payments.map((payment) => entryOf(tx, payment)), ...adjustmentEntries(tx, adjustments)],
      'receivables',
    ),
    writeMatches(tx, matches, [...touched.values()]),
  ]);
  for (const [year, group] of [...Map.groupBy(payments, (payment) => yearOf(payment.receivedOn))].sort(
    ([a], [b]) => a - b,
  )) {
    numberAtCommit(
      tx,
      'receivables.payment',
      year,
      'receivables.payment',
      group.map((payment) => payment.id),
    );
  }
  tx.record(
    ...payments.map((payment) => ({
      entity: 'receivables.payment',
      id: payment.id,
      after: { amountMinor: payment.amountMinor, currency: payment.currency },
    })),
    ...[...new Set(matches.map((match) => items.find((item) => item.id === match.debitId)?.documentId))].flatMap(
      (id) => (id ? [{ entity: 'receivables.invoice', id, after: { paid: true } }] : []),
    ),
  );
  return recorded;
}

/** Invoices a discount may be given on: they offer one still, or one is named. */
const discountable = (payments: readonly PreparedPayment[], items: readonly OpenItem[]): Id[] => {
  const first = payments.map((payment) => payment.receivedOn).sort()[0] ?? '';
  const named = new Set(
    payments.flatMap((payment) =>
      (payment.applications ?? []).filter((one) => one.discountMinor).map((one) => one.item),
    ),
  );
  return [
    ...new Set(
      items
        .filter((item) => named.has(item.id) || (item.discountOn !== null && item.discountOn >= first))
        .map((item) => item.documentId),
    ),
  ];
};

async function preparePayments(tx: Tx, drafts: readonly PaymentDraft[]): Promise<PreparedPayment[]> {
  const parties = await customers(tx, [...new Set(drafts.map((draft) => draft.party))]);
  const full = drafts.map((draft) => {
    const party =
      parties.get(draft.party) ??
      refuse('no_customer', `The customer ${draft.party} does not exist.`, { customer: draft.party });
    if (draft.amountMinor <= 0n) refuse('zero_amount', 'A payment is more than nothing.');
    return {
      ...draft,
      id: tx.newId(),
      itemId: tx.newId(),
      currency: draft.currency ?? party.currency ?? tx.currency,
      receivedOn: draft.receivedOn ?? tx.today,
    };
  });
  const rates = await ratesOn(
    tx,
    full.map(({ currency, receivedOn }) => ({ currency, day: receivedOn })),
  );
  return full.map((payment) => {
    const found = rates.get(`${payment.currency}/${payment.receivedOn}`);
    if (!found)
      return refuse('no_rate', `There is no exchange rate for ${payment.currency} on ${payment.receivedOn}.`, {
        currency: payment.currency,
        day: payment.receivedOn,
      });
    const { rate, digits } = found;
    const baseMinor =
      payment.currency === tx.currency
        ? payment.amountMinor
        : convertMinor({
            amount: payment.amountMinor,
            rate,
            fromDigits: digits,
            toDigits: tx.digits,
            rounding: 'half-up',
          });
    return { ...payment, rate, digits, baseMinor };
  });
}

const creditItem = (payment: PreparedPayment) => ({
  id: payment.itemId,
  partyId: payment.party,
  kind: 'payment' as const,
  documentId: payment.id,
  openedOn: payment.receivedOn,
  dueOn: payment.receivedOn,
  currency: payment.currency,
  amountMinor: -payment.amountMinor,
  baseMinor: -payment.baseMinor,
});

function entryOf(tx: Tx, payment: PreparedPayment): EntryDraft {
  const foreign = (amount: bigint) =>
    payment.currency === tx.currency ? {} : { currency: payment.currency, currencyMinor: amount };
  return {
    journal: 'bank',
    source: { entity: 'receivables.payment', id: payment.id },
    effectiveOn: payment.receivedOn,
    text: payment.reference ? `Payment received: ${payment.reference}` : 'Payment received',
    lines: [
      {
        ...(payment.account
          ? { account: payment.account }
          : { role: payment.method === 'cash' ? ('cash' as const) : ('bank' as const) }),
        amountMinor: payment.baseMinor,
        ...foreign(payment.amountMinor),
        party: payment.party,
      },
      { role: 'receivable', amountMinor: -payment.baseMinor, ...foreign(-payment.amountMinor), party: payment.party },
    ],
  };
}

const insertPayments = (tx: Tx, payments: readonly PreparedPayment[]): Promise<unknown> => tx.sql`
  insert into receivables.payment (company_id, id, party_id, received_on, currency, digits, rate, amount_minor, base_minor, account_id, method, reference, event_id)
  select ${tx.company}, id, party, received_on, currency, digits, rate, amount_minor, base_minor, account, method, reference, ${tx.eventId}
  from ${table(payments, {
    id: 'uuid',
    party: 'uuid',
    receivedOn: 'date',
    currency: 'text',
    digits: 'int',
    rate: 'numeric',
    amountMinor: 'bigint',
    baseMinor: 'bigint',
    account: 'uuid',
    method: 'text',
    reference: 'text',
  })}`;
