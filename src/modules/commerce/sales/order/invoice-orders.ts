import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type InvoiceDraft, postInvoices } from '#modules/finance/receivables/api.ts';
import { invoiceOrders } from '../contract.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import { type SuppliedPart, suppliedParts } from './supply-days.ts';

interface Billing {
  order: LockedOrder;
  invoiceId: Id;
  lines: { line: LockedLine; quantity: string; parts: readonly SuppliedPart[] }[];
  /** Freight goes onto the first invoice of an order. */
  freight: boolean;
  /** After this invoice nothing is left to ship or invoice. */
  last: boolean;
}

/** One invoice an order for what was shipped and waits; the last one closes the order. */
export default implement(invoiceOrders, async (tx, { orders, invoicedOn }, refuse) => {
  const locked = await lockOrders(tx, orders);
  const day = invoicedOn ?? tx.today;
  const supplied = await suppliedParts(
    tx,
    locked.flatMap((order) => order.lines.map((line) => ({ id: line.id, quantity: toInvoice(line) }))),
  );
  const billings = locked.map((order) => billingOf(tx, order, supplied, refuse));
  const posted = await postInvoices(
    tx,
    billings.map((billing) => draftOf(billing, day)),
  );
  const worth = new Map(posted.map((invoice) => [invoice.id, invoice.baseMinor]));
  await Promise.all([markInvoiced(tx, billings), closeOrders(tx, billings, worth)]);
  tx.record(
    ...billings.map(({ order, invoiceId, last }) => ({
      entity: 'sales.sales_order',
      id: order.id,
      before: { state: order.state },
      after: { invoiced: invoiceId, ...(last ? { state: 'done' } : {}) },
    })),
  );
  return { invoices: billings.map((billing) => billing.invoiceId) };
});

function billingOf(
  tx: Tx,
  order: LockedOrder,
  supplied: Map<Id, SuppliedPart[]>,
  refuse: Refuse<Record<'wrong_state' | 'nothing_to_invoice', string>>,
): Billing {
  if (order.state === 'draft') refuse('wrong_state', { number: order.number, state: order.state });
  const lines = order.lines
    .map((line) => ({ line, quantity: toInvoice(line), parts: supplied.get(line.id) ?? [] }))
    .filter(({ quantity }) => dec(quantity).gt(0));
  if (lines.length === 0) refuse('nothing_to_invoice', { number: order.number });
  const last = order.lines.every((line) => dec(line.shipped).plus(line.cancelled).gte(line.quantity));
  return { order, invoiceId: tx.newId(), lines, freight: !order.freightInvoiced && order.freightMinor > 0n, last };
}

const toInvoice = (line: LockedLine): string => dec(line.shipped).minus(line.invoiced).toFixed();

const draftOf = ({ order, invoiceId, lines, freight, last }: Billing, day: Day): InvoiceDraft => ({
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
  // A tax amount taken over from another system belongs to the whole order, so it goes with its last invoice.
  ...(order.givenTaxMinor !== null ? { givenTaxMinor: last ? order.givenTaxMinor : 0n } : {}),
  lines: [
    ...lines.flatMap(({ line, parts }) =>
      parts.map(({ quantity, suppliedOn }) => ({
        item: line.itemId,
        description: line.description,
        quantity,
        suppliedOn,
        unit: line.unit,
        unitPrice: line.unitPrice,
        discountPercent: line.discountPercent,
        ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}),
        role: line.stocked ? ('revenue' as const) : ('revenue_service' as const),
        sourceLine: line.id,
      })),
    ),
    ...(freight
      ? [
          {
            description: 'Freight',
            quantity: '1',
            unitPrice: '0',
            netMinor: order.freightMinor,
            role: 'freight_revenue' as const,
          },
        ]
      : []),
  ],
});

async function markInvoiced(tx: Tx, billings: readonly Billing[]): Promise<void> {
  const lines = billings.flatMap((billing) => billing.lines.map(({ line, quantity }) => ({ id: line.id, quantity })));
  await Promise.all([
    tx.sql`update sales.order_line l set invoiced = l.invoiced + r.quantity
      from ${table(lines, { id: 'uuid', quantity: 'numeric' })} where l.company_id = ${tx.company} and l.id = r.id`,
    tx.sql`update sales.delivery_line d set invoiced = true from sales.delivery h
      where h.company_id = ${tx.company} and h.order_id = any(${billings.map(({ order }) => order.id)}::uuid[]) and h.state = 'shipped'
        and d.company_id = h.company_id and d.delivery_id = h.id and not d.invoiced`,
  ]);
}

function closeOrders(tx: Tx, billings: readonly Billing[], worth: Map<Id, bigint>): Promise<unknown> {
  const rows = billings.map(({ order, invoiceId, freight, last }) => ({
    id: order.id,
    state: last && order.state !== 'cancelled' ? 'done' : order.state,
    freight: order.freightInvoiced || freight,
    openBaseMinor: last ? 0n : larger(order.openBaseMinor - (worth.get(invoiceId) ?? 0n)),
  }));
  return tx.sql`update sales.sales_order o set state = r.state, freight_invoiced = r.freight, open_base_minor = r.open_base_minor
    from ${table(rows, { id: 'uuid', state: 'text', freight: 'boolean', openBaseMinor: 'bigint' })} where o.company_id = ${tx.company} and o.id = r.id`;
}

const larger = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
