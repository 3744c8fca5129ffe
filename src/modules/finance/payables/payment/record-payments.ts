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
import { suppliers } from '#modules/master/parties/api.ts';
import { lockOpenItems, type OpenItem, writeMatches } from '../item/match.ts';
import { openItems } from '../item/open.ts';
import { supplierRules } from '../rule/supplier-rules.ts';
import { type Adjustment, adjustmentEntries, applyPayment, insertAdjustments, recordAdjustedTaxes } from './apply.ts';
import { documentTaxes } from './document-taxes.ts';

export interface PaymentDraft {
  supplier: Id;
  amountMinor: bigint;
  currency?: string | null | undefined;
  paidOn?: Day | null | undefined;
  account?: Id | null | undefined;
  method: string;
  reference?: string | null | undefined;
  run?: Id | null | undefined;
  /** The payment that the bank sent back with this one. */
  returns?: Id | null | undefined;
  /** The purchase order it is paid ahead for. */
  order?: Id | null | undefined;
  withheldPercent?: Decimal | null | undefined;
  settle: 'oldest' | 'listed';
  applications?:
    | readonly {
        item: Id;
        amountMinor: bigint;
        discountMinor?: bigint | null | undefined;
        /** What credits settled of it beside this payment: it earns the discount as money does. */
        creditedMinor?: bigint;
        /** Left out: what the percentage makes. */
        withheldMinor?: bigint;
      }[]
    | null
    | undefined;
}

/** A payment with its day, rate and worth, and the open item it makes. */
export interface PreparedPayment extends PaymentDraft {
  id: Id;
  itemId: Id;
  currency: string;
  paidOn: Day;
  rate: Decimal;
  digits: number;
  baseMinor: bigint;
  withholding: Id | null;
}

export const refuse = (code: string, message: string, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, message, details);
};

/**
 * Books payments to suppliers: what is owed against money in the bank, one open credit each, and settlements with the
 * discounts, withheld taxes and exchange differences they bring. A fixed number of statements for any number of payments.
 */
export async function recordPayments(tx: Tx, drafts: readonly PaymentDraft[]) {
  const payments = await prepare(tx, drafts);
  const items = await lockOpenItems(tx, [...new Set(payments.map((payment) => payment.supplier))].sort());
  const documents = await documentTaxes(tx, [...new Set(items.map((item) => item.documentId))]);
  const touched = new Map<Id, OpenItem>();
  const applied = payments.map((payment) => applyPayment({ tx, payment, items, documents }));
  for (const one of applied) for (const item of [...one.touched, one.credit]) touched.set(item.id, item);
  const adjustments: Adjustment[] = applied.flatMap((one) => one.adjustments);
  await Promise.all([
    insertPayments(tx, payments),
    insertAdjustments(tx, adjustments),
    recordAdjustedTaxes(tx, adjustments),
    openItems(tx, [...payments.map(creditItem), ...adjustments.map((adjustment) => adjustment.item)]),
    post(tx, [...payments.map((payment) => entryOf(tx, payment)), ...adjustmentEntries(tx, adjustments)], 'payables'),
    writeMatches(
      tx,
      applied.flatMap((one) => one.matches),
      [...touched.values()],
    ),
  ]);
  for (const [year, group] of [...Map.groupBy(payments, (payment) => yearOf(payment.paidOn))].sort(([a], [b]) => a - b))
    numberAtCommit(
      tx,
      'payables.payment',
      year,
      'payables.payment',
      group.map((payment) => payment.id),
    );
  tx.record(
    ...payments.map(({ id, amountMinor, currency }) => ({
      entity: 'payables.payment',
      id,
      after: { amountMinor, currency },
    })),
  );
  return payments.map(({ id, amountMinor }, index) => {
    const leftMinor = -applied[index]!.credit.openMinor;
    return { id, leftMinor, settledMinor: amountMinor - leftMinor };
  });
}

async function prepare(tx: Tx, drafts: readonly PaymentDraft[]): Promise<PreparedPayment[]> {
  const parties = await suppliers(tx, [...new Set(drafts.map((draft) => draft.supplier))]);
  const full = drafts.map((draft) => {
    const party = parties.get(draft.supplier);
    if (!party?.isSupplier)
      return refuse('no_supplier', `The supplier ${party?.name ?? draft.supplier} does not exist or is no supplier.`, {
        supplier: party?.name ?? draft.supplier,
      });
    if (draft.amountMinor === 0n) refuse('zero_amount', 'A payment of nothing is none.');
    const currency = draft.currency ?? party.currency ?? tx.currency;
    return { ...draft, id: tx.newId(), itemId: tx.newId(), currency, paidOn: draft.paidOn ?? tx.today };
  });
  const [rates, rules] = await Promise.all([
    ratesOn(
      tx,
      full.map(({ currency, paidOn }) => ({ currency, day: paidOn })),
    ),
    supplierRules(
      tx,
      full.map((payment) => payment.supplier),
    ),
    refusePending(tx, full),
    refuseOrders(tx, full),
  ]);
  return full.map((payment) => {
    const { currency, paidOn, amountMinor, supplier } = payment;
    const { paymentHold: hold, withholding, withheldPercent } = rules.get(supplier)!;
    const found = rates.get(`${currency}/${paidOn}`);
    if (!found)
      return refuse('no_rate', `There is no exchange rate for ${currency} on ${paidOn}.`, { currency, day: paidOn });
    if (hold && amountMinor > 0n)
      refuse('payment_hold', `Payments to this supplier are held: ${hold}.`, { reason: hold });
    return {
      ...{
        ...payment,
        ...found,
        withholding,
        settle: payment.order ? 'listed' : payment.settle,
        baseMinor: toBase(tx, { currency, ...found }, amountMinor),
      },
      withheldPercent: payment.withheldPercent ?? withheldPercent,
    };
  });
}

/** No money is sent to a supplier whose new bank account nobody has confirmed. */
async function refusePending(tx: Tx, payments: readonly PaymentDraft[]): Promise<void> {
  const paid = payments.filter(({ method, amountMinor }) => method === 'transfer' && amountMinor > 0n);
  const [pending] = await tx.sql<{ name: string }>`
    select p.name from payables.supplier_bank b join parties.party p on p.company_id = b.company_id and p.id = b.party_id
    where b.company_id = ${tx.company} and b.party_id = any(${paid.map((one) => one.supplier)}::uuid[]) and b.state = 'pending' order by 1 limit 1`;
  if (pending)
    refuse('bank_pending', `The bank account of ${pending.name} waits for confirmation. Confirm or reject it first.`, {
      supplier: pending.name,
    });
}

/** A payment ahead is for an order of the supplier, in its currency, of which goods or bills may still come. */
async function refuseOrders(
  tx: Tx,
  payments: readonly { order?: Id | null | undefined; supplier: Id; currency: string }[],
): Promise<void> {
  const wanted = payments.flatMap(({ order, supplier, currency }) =>
    order ? [{ ordered: order, supplier, currency }] : [],
  );
  if (wanted.length === 0) return;
  const [wrong] = await tx.sql<{ order: string; currency: string }>`
    select coalesce(o.number, r.ordered::text) as "order", r.currency
    from ${table(wanted, { ordered: 'uuid', supplier: 'uuid', currency: 'text' })}
    left join purchasing.v_order o on o.company_id = ${tx.company} and o.id = r.ordered
    where o.id is null or o.supplier_id <> r.supplier or o.currency <> r.currency or o.state in ('draft', 'cancelled') limit 1`;
  if (wrong)
    refuse(
      'no_order',
      `Order ${wrong.order} is none of this supplier in ${wrong.currency} that is sent and not cancelled.`,
      { ...wrong },
    );
}

/** An amount of the payment's currency in the company's, at the rate of its day. */
export const toBase = (tx: Tx, at: { currency: string; rate: Decimal; digits: number }, amount: bigint): bigint =>
  at.currency === tx.currency
    ? amount
    : convertMinor({ amount, rate: at.rate, fromDigits: at.digits, toDigits: tx.digits, rounding: 'half-up' });

const creditItem = (payment: PreparedPayment) => ({
  ...{ id: payment.itemId, partyId: payment.supplier, kind: 'payment' as const, documentId: payment.id },
  ...{ openedOn: payment.paidOn, dueOn: payment.paidOn, currency: payment.currency },
  ...{ amountMinor: -payment.amountMinor, baseMinor: -payment.baseMinor },
});

function entryOf(tx: Tx, payment: PreparedPayment): EntryDraft {
  const foreign = (amount: bigint) =>
    payment.currency === tx.currency ? {} : { currency: payment.currency, currencyMinor: amount };
  const { amountMinor, baseMinor, supplier: party } = payment;
  const bank = payment.account
    ? { account: payment.account }
    : { role: payment.method === 'cash' ? ('cash' as const) : ('bank' as const) };
  return {
    journal: 'bank',
    source: { entity: 'payables.payment', id: payment.id },
    effectiveOn: payment.paidOn,
    text: payment.reference ? `Paid: ${payment.reference}` : 'Payment to supplier',
    lines: [
      { role: 'payable', amountMinor: baseMinor, ...foreign(amountMinor), party },
      { ...bank, amountMinor: -baseMinor, ...foreign(-amountMinor), party },
    ],
  };
}

const insertPayments = (tx: Tx, payments: readonly PreparedPayment[]): Promise<unknown> => tx.sql`
  insert into payables.payment (company_id, id, party_id, paid_on, currency, digits, rate, amount_minor, base_minor, account_id, method, reference, run_id, order_id, returns_id, event_id)
  select ${tx.company}, id, supplier, paid_on, currency, digits, rate, amount_minor, base_minor, account, method, reference, run, ordered, returns, ${tx.eventId}
  from ${table(
    payments.map(({ order: ordered, ...payment }) => ({ ...payment, ordered })),
    {
      ...{ id: 'uuid', supplier: 'uuid', paidOn: 'date', currency: 'text', digits: 'int', rate: 'numeric' },
      ...{
        amountMinor: 'bigint',
        baseMinor: 'bigint',
        account: 'uuid',
        method: 'text',
        reference: 'text',
        run: 'uuid',
        ordered: 'uuid',
        returns: 'uuid',
      },
    },
  )}`;
