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
import { suppliers } from '#modules/master/parties/api.ts';
import { paymentRefusals } from '../refusals.ts';
import { supplierRules } from '../rule/supplier-rules.ts';
import { PAYABLE } from '../side.ts';

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
  settle: Settling;
  /** Of money paid back: the credits it is for; the oldest when left out. */
  credits?: readonly Id[] | null | undefined;
  documents?: readonly Id[] | null | undefined;
  applications?: readonly Application[] | null | undefined;
}

type PreparedPayment = Payment & Pick<PaymentDraft, 'run' | 'order'>;

const refuse = (code: keyof typeof paymentRefusals, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, paymentRefusals[code], details);
};

/** Books payments to suppliers and settles what we owe them with it. A fixed number of statements. */
export async function recordPayments(tx: Tx, drafts: readonly PaymentDraft[]): Promise<BookedPayment[]> {
  const payments = await prepare(tx, drafts);
  return bookPayments(tx, PAYABLE, payments, () => insertPayments(tx, payments));
}

async function prepare(tx: Tx, drafts: readonly PaymentDraft[]): Promise<PreparedPayment[]> {
  const parties = await suppliers(tx, [...new Set(drafts.map((draft) => draft.supplier))]);
  const full = drafts.map((draft) => {
    const party = parties.get(draft.supplier);
    if (!party) return refuseCommon('not_found', { what: 'supplier' });
    if (!party.isSupplier) return refuse('no_supplier', { supplier: party.name });
    if (draft.amountMinor === 0n) refuse('zero_amount');
    return {
      ...{ ...draft, party: draft.supplier, day: draft.paidOn ?? tx.today, name: party.name },
      currency: draft.currency ?? party.currency ?? tx.currency,
    };
  });
  const [rates, rules] = await Promise.all([
    ratesOn(tx, full),
    supplierRules(
      tx,
      full.map((payment) => payment.supplier),
    ),
    refusePending(tx, full),
    refuseOrders(tx, full),
  ]);
  return full.map((payment): PreparedPayment => {
    const { currency, day, amountMinor, supplier } = payment;
    const { paymentHold: hold, withholding, withheldPercent } = rules.get(supplier)!;
    const found = rates.get(`${currency}/${day}`);
    if (!found) return refuse('no_rate', { currency, day });
    if (hold && amountMinor > 0n) refuse('payment_hold', { reason: hold });
    const limit = withholding ? withheldPercent : MOST_WITHHELD_PERCENT;
    if (dec(payment.withheldPercent ?? 0).gt(limit) && !tx.may(PAYABLE.writeOffRight))
      refuse('withheld_too_much', { limit });
    return {
      ...{ ...payment, ...found, id: tx.newId(), itemId: tx.newId(), withholding },
      mustSettle: !parties.get(supplier)!.active && !payment.order,
      settle: payment.order ? 'listed' : payment.settle,
      baseMinor: toBase(tx, { currency, ...found }, amountMinor),
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
  if (pending) refuse('bank_pending', { supplier: pending.name });
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
  const [wrong] = await tx.sql<{ order: string | null; currency: string }>`
    select o.number as "order", r.currency
    from ${table(wanted, { ordered: 'uuid', supplier: 'uuid', currency: 'text' })}
    left join purchasing.v_order o on o.company_id = ${tx.company} and o.id = r.ordered
    where o.id is null or o.supplier_id <> r.supplier or o.currency <> r.currency or o.state in ('draft', 'cancelled') limit 1`;
  if (wrong && !wrong.order) refuseCommon('not_found', { what: 'order' });
  if (wrong) refuse('no_order', { ...wrong });
}

const insertPayments = (tx: Tx, payments: readonly PreparedPayment[]): Promise<unknown> => tx.sql`
  insert into payables.payment (company_id, id, party_id, paid_on, currency, digits, rate, amount_minor, base_minor, account_id, method, reference, run_id, order_id, returns_id, event_id)
  select ${tx.company}, id, party, day, currency, digits, rate, amount_minor, base_minor, account, method, reference, run, ordered, returns, ${tx.eventId}
  from ${table(
    payments.map(({ order: ordered, ...payment }) => ({ ...payment, ordered })),
    {
      ...{ id: 'uuid', party: 'uuid', day: 'date', currency: 'text', digits: 'int', rate: 'numeric' },
      ...{ amountMinor: 'bigint', baseMinor: 'bigint', account: 'uuid', method: 'text', reference: 'text' },
      ...{ run: 'uuid', ordered: 'uuid', returns: 'uuid' },
    },
  )}`;
