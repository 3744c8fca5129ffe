import type { Owed } from '#engines/owed/owed.ts';
import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import {
  type InvoiceDraft,
  type InvoiceLineDraft,
  owedTaxes,
  type PostedInvoice,
  postInvoices,
} from '#modules/finance/receivables/api.ts';
import { invoiceOrders } from '../contract.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import { addTaxes, lastPart, recount, taxOf, toInvoice, unbilled } from './owed.ts';

interface Billing {
  order: LockedOrder;
  invoiceId: Id;
  lines: { line: LockedLine; quantity: Decimal }[];
  /** Freight goes onto the first invoice of an order. */
  freight: boolean;
  /** After this invoice nothing is left to ship or invoice. */
  last: boolean;
}

/** One invoice an order for what is owed by the rule; the last one closes the order. */
export default implement(invoiceOrders, async (tx, { orders, invoicedOn }, refuse) => {
  const locked = await lockOrders(tx, orders);
  const day = invoicedOn ?? tx.today;
  const billings = locked.map((order) => billingOf(tx, order, refuse));
  const bills = await billsOf(tx, billings);
  const posted = await postInvoices(
    tx,
    billings.map((billing) => draftOf(billing, day, bills)),
  );
  await markInvoiced(tx, billings, posted);
  const states = new Map((await recount(tx, orders)).map((order) => [order.id, order.state]));
  tx.record(
    ...billings.map(({ order, invoiceId }) => ({
      entity: 'sales.sales_order',
      id: order.id,
      before: { state: order.state },
      after: { invoiced: invoiceId, ...(states.get(order.id) === order.state ? {} : { state: states.get(order.id) }) },
    })),
  );
  return { invoices: billings.map((billing) => billing.invoiceId) };
});

function billingOf(
  tx: Tx,
  order: LockedOrder,
  refuse: Refuse<Record<'wrong_state' | 'nothing_to_invoice', string>>,
): Billing {
  if (order.state === 'draft') refuse('wrong_state', { number: order.number, state: order.state });
  const lines = order.lines
    .map((line) => ({ line, quantity: toInvoice(line) }))
    .filter(({ quantity }) => dec(quantity).gt(0));
  if (lines.length === 0) refuse('nothing_to_invoice', { number: order.number });
  const last = order.lines.every((line) =>
    dec(line.shipped).plus(line.cancelled).gte(dec(line.quantity).plus(line.replaced)),
  );
  return { order, invoiceId: tx.newId(), lines, freight: !order.freightInvoiced && order.freightMinor > 0n, last };
}

/** How many invoices the lines have that now get their last. No statement when none was billed before. */
async function billsOf(tx: Tx, billings: readonly Billing[]): Promise<Map<Id, number>> {
  const ids = billings.flatMap(({ lines }) =>
    lines
      .filter(({ line, quantity }) => dec(line.invoiced).gt(line.credited) && dec(quantity).eq(unbilled(line)))
      .map(({ line }) => line.id),
  );
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<{ line: Id; bills: number }>`
    select order_line_id as line, count(distinct invoice_line_id)::int as bills from sales.billing
    where company_id = ${tx.company} and order_line_id = any(${ids}::uuid[]) group by 1`;
  return new Map(rows.map(({ line, bills }) => [line, bills]));
}

const draftOf = (
  { order, invoiceId, lines, freight, last }: Billing,
  day: Day,
  bills: Map<Id, number>,
): InvoiceDraft => ({
  id: invoiceId,
  kind: 'invoice',
  party: order.customerId,
  source: { entity: 'sales.sales_order', id: order.id },
  invoicedOn: day,
  currency: order.currency,
  terms: order.termsId,
  billTo: order.billToId,
  shipTo: order.shipToId,
  reference: order.customerReference ?? order.number,
  // A tax amount taken over from another system belongs to the whole order, so what is left of it goes with its last invoice.
  ...(order.givenTaxMinor !== null
    ? { givenTaxMinor: last ? order.givenTaxMinor - taxOf(order.lines.flatMap((line) => line.billedTaxes)) : 0n }
    : {}),
  lines: [...lines.map((billed) => lineOf(billed, bills)), ...(freight ? [freightOf(order)] : [])],
});

function lineOf({ line, quantity }: Billing['lines'][number], bills: Map<Id, number>): InvoiceLineDraft {
  const before = bills.get(line.id);
  return {
    item: line.itemId,
    description: line.description,
    quantity,
    unit: line.unit,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent,
    ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}),
    role: line.stocked ? ('revenue' as const) : ('revenue_service' as const),
    sourceLine: line.id,
    ...(before ? { lastOf: (computed: Owed) => lastPart(line, computed, before) } : {}),
  };
}

const freightOf = (order: LockedOrder): InvoiceLineDraft => ({
  description: 'Freight',
  quantity: '1',
  unitPrice: '0',
  netMinor: order.freightMinor,
  role: 'freight_revenue' as const,
});

/** Counts what was billed: on the order lines in goods and money, and on the delivery lines, the earliest first. */
async function markInvoiced(tx: Tx, billings: readonly Billing[], posted: readonly PostedInvoice[]): Promise<void> {
  const lines = billings.flatMap(({ lines: own }, index) =>
    own.map(({ line, quantity }) => {
      const made = posted[index]!.lines.find((one) => one.sourceLine === line.id)!;
      const taxes = addTaxes(line.billedTaxes, owedTaxes(made.taxes), 1n);
      return {
        id: line.id,
        quantity,
        invoice: posted[index]!.id,
        invoiceLine: made.id,
        net: made.netMinor,
        taxes,
        tax: taxOf(taxes),
      };
    }),
  );
  const freight = billings.flatMap((billing) => (billing.freight ? [billing.order.id] : []));
  await Promise.all([
    tx.sql`update sales.order_line l set invoiced = l.invoiced + r.quantity, billed_minor = l.billed_minor + r.net, billed_taxes = r.taxes, billed_tax_minor = r.tax
      from ${table(lines, { id: 'uuid', quantity: 'numeric', net: 'bigint', taxes: 'jsonb', tax: 'bigint' })} where l.company_id = ${tx.company} and l.id = r.id`,
    tx.sql`with waiting as (
        select d.id, d.order_line_id, r.invoice, r.invoice_line, r.quantity as wanted, w.owed, sum(w.owed) over (partition by d.order_line_id order by d.id) as upto
        from ${table(lines, { id: 'uuid', quantity: 'numeric', invoice: 'uuid', invoiceLine: 'uuid' })}
        join sales.delivery_line d on d.company_id = ${tx.company} and d.order_line_id = r.id
        join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id and h.state = 'shipped'
        cross join lateral (select d.quantity - d.returned - d.billed + d.credited as owed) w where w.owed > 0
      ), taken as (
        select id, order_line_id, invoice, invoice_line, least(owed, wanted - (upto - owed)) as quantity from waiting where upto - owed < wanted
      ), kept as (
        insert into sales.billing (company_id, id, order_line_id, delivery_line_id, invoice_id, invoice_line_id, quantity)
        select ${tx.company}, gen_random_uuid(), order_line_id, id, invoice, invoice_line, quantity from taken
      )
      update sales.delivery_line d set billed = d.billed + t.quantity from taken t where d.company_id = ${tx.company} and d.id = t.id`,
    ...(freight.length > 0
      ? [
          tx.sql`update sales.sales_order set freight_invoiced = true where company_id = ${tx.company} and id = any(${freight}::uuid[])`,
        ]
      : []),
  ]);
}
