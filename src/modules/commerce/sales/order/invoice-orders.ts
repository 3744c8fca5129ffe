import type { Owed } from '#engines/owed/owed.ts';
import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { dimensionsOf, namingLines } from '#modules/finance/ledger/api.ts';
import {
  type CreditNote,
  creditInvoices,
  type InvoiceDraft,
  type InvoiceLineDraft,
  owedTaxes,
  type PostedInvoice,
  postInvoices,
} from '#modules/finance/receivables/api.ts';
import { invoiceOrders } from '../contract.ts';
import { markFreight } from './credits.ts';
import { needing, ofFreight } from './dimensions.ts';
import { type LockedLine, type LockedOrder, lockOrders } from './lock.ts';
import {
  addTaxes,
  freightOwed,
  lastPart,
  loweredOf,
  owing,
  recount,
  taxOf,
  toInvoice,
  toSend,
  unbilled,
} from './owed.ts';
import { type SuppliedPart, suppliedParts } from './supply-days.ts';

interface Billing {
  order: LockedOrder;
  invoiceId: Id;
  lines: { line: LockedLine; quantity: Decimal; parts: readonly SuppliedPart[] }[];
  /** Freight agreed and not billed; below zero it is credited beside the invoice. */
  freightMinor: bigint;
  /** After this invoice nothing is left to ship or invoice. */
  last: boolean;
}

/** One invoice an order for what is owed by the rule, and credits of freight that was lowered; the last closes the order. */
export default implement(invoiceOrders, async (tx, { orders, invoicedOn }, refuse) => {
  const locked = await lockOrders(tx, orders);
  const day = invoicedOn ?? tx.today;
  const waiting = locked.flatMap((order) => order.lines.map((line) => ({ id: line.id, quantity: toInvoice(line) })));
  const supplied = await suppliedParts(tx, waiting);
  const all = locked.map((order) => billingOf(tx, order, supplied, refuse));
  const billings = all.filter(isBilled);
  const bills = await billsOf(tx, billings);
  for (const { order, lines } of billings) {
    const [left] = lines
      .flatMap(({ parts }) => parts)
      .flatMap(({ suppliedOn }) => suppliedOn ?? [])
      .sort()
      .reverse();
    if (left && left > day) refuse('before_delivery', { number: order.number, day: left });
  }
  const posted = await namingLines(billings.flatMap(billedLines), () =>
    postInvoices(
      tx,
      billings.map((billing) => draftOf(billing, day, bills)),
    ),
  );
  await markInvoiced(tx, billings, posted);
  const credits = await creditFreight(tx, all, day);
  const states = new Map((await recount(tx, orders)).map((order) => [order.id, order.state]));
  tx.record(
    ...all.map(({ order, ...billing }) => ({
      entity: 'sales.sales_order',
      id: order.id,
      before: { state: order.state },
      after: {
        ...(isBilled(billing) ? { invoiced: billing.invoiceId } : {}),
        ...(states.get(order.id) === order.state ? {} : { state: states.get(order.id) }),
      },
    })),
  );
  // All of them are of one day.
  const { postedOn } = [...posted, ...credits][0]!;
  return { invoices: billings.map(({ invoiceId }) => invoiceId), credits: credits.map(({ id }) => id), postedOn };
});

/** Where freight was lowered and nothing waits, there is a credit alone. */
const isBilled = ({ lines, freightMinor }: Pick<Billing, 'lines' | 'freightMinor'>): boolean =>
  lines.length > 0 || freightMinor > 0n;

function billingOf(
  tx: Tx,
  order: LockedOrder,
  supplied: Map<Id, SuppliedPart[]>,
  refuse: Refuse<Record<'wrong_state' | 'nothing_to_invoice', string>>,
): Billing {
  if (order.state === 'draft') refuse('wrong_state', { number: order.number, state: order.state });
  const lines = order.lines
    .map((line) => ({ line, quantity: toInvoice(line), parts: supplied.get(line.id)! }))
    .filter(({ quantity }) => dec(quantity).gt(0));
  const freightMinor = freightOwed(order);
  if (lines.length === 0 && !(freightMinor < 0n || (freightMinor > 0n && freightAlone(order))))
    refuse('nothing_to_invoice', { number: order.number });
  const last = order.lines.every((line) => dec(toSend(line)).lte(0));
  return { order, invoiceId: tx.newId(), lines, freightMinor, last };
}

/** Nothing more of the order will be billed that freight could go with. */
const freightAlone = (order: LockedOrder): boolean =>
  order.lines.every((line) => dec(owing(line)).lte(0)) &&
  order.lines.some((line) => dec(line.invoiced).gt(line.credited));

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
  { order, invoiceId, lines, freightMinor, last }: Billing,
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
    ? {
        givenTaxMinor:
          last && lines.length > 0 ? order.givenTaxMinor - taxOf(order.lines.flatMap((line) => line.billedTaxes)) : 0n,
      }
    : {}),
  lines: [
    ...lines.flatMap((billed) => {
      const lowered = loweredParts(billed);
      return billed.parts.map((part, index) => lineOf(order, billed, part, lowered[index]!, bills));
    }),
    ...(freightMinor > 0n ? [freightOf(order, freightMinor)] : []),
  ],
});

/** The lines its revenue is posted for; with freight the first of the order too. */
const billedLines = ({ order, lines, freightMinor }: Billing) =>
  needing({
    ...order,
    lines: [...(freightMinor > 0n ? order.lines.slice(0, 1) : []), ...lines.map(({ line }) => line)],
  });

function lineOf(
  order: LockedOrder,
  { line, parts }: Billing['lines'][number],
  { quantity, suppliedOn, deliveryNotes }: SuppliedPart,
  loweredMinor: bigint,
  bills: Map<Id, number>,
): InvoiceLineDraft {
  const before = parts.length === 1 ? bills.get(line.id) : undefined;
  return {
    item: line.itemId,
    description: line.description,
    ...{ quantity, suppliedOn },
    ...(deliveryNotes.length > 0 ? { deliveryNote: deliveryNotes.join(', ') } : {}),
    unit: line.unit,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent,
    ...(loweredMinor > 0n ? { loweredMinor } : {}),
    ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}),
    role: line.stocked ? ('revenue' as const) : ('revenue_service' as const),
    sourceLine: line.id,
    site: order.siteId,
    ...dimensionsOf(line),
    ...(before ? { lastOf: (computed: Owed) => lastPart(line, computed, before) } : {}),
  };
}

/** Of what credits took off the price of the goods that are billed, the parts of it. */
function loweredParts({ line, parts }: Billing['lines'][number]): bigint[] {
  let { lowered, loweredMinor } = line;
  return parts.map(({ quantity }) => {
    const part = loweredOf({ lowered, loweredMinor }, quantity);
    lowered = toDecimal(dec(lowered).minus(part.quantity));
    loweredMinor -= part.minor;
    return part.minor;
  });
}

const freightOf = (order: LockedOrder, netMinor: bigint): InvoiceLineDraft => ({
  description: 'Freight',
  quantity: '1',
  unitPrice: '0',
  netMinor,
  role: 'freight_revenue' as const,
  site: order.siteId,
  ...ofFreight(order),
});

/** Counts what was billed: on the order lines in goods and money, and on the delivery lines, the earliest first. */
async function markInvoiced(tx: Tx, billings: readonly Billing[], posted: readonly PostedInvoice[]): Promise<void> {
  const lines = billings.flatMap(({ lines: own }, index) =>
    own.map(({ line, quantity }) => {
      const made = posted[index]!.lines.filter((one) => one.sourceLine === line.id);
      const taxes = made.reduce((sum, one) => addTaxes(sum, owedTaxes(one.taxes), 1n), line.billedTaxes);
      const { quantity: lowered, minor: loweredMinor } = loweredOf(line, quantity);
      return {
        id: line.id,
        quantity,
        lowered,
        loweredMinor,
        net: sumMinor(made.map((one) => one.netMinor)),
        taxes,
        tax: taxOf(taxes),
      };
    }),
  );
  const parts = billings.flatMap(({ lines: own }, index) =>
    own.flatMap(({ line, parts: all }) => partsBilled(line.id, all, posted[index]!)),
  );
  const freight = billings.flatMap(({ order, freightMinor }) =>
    freightMinor > 0n ? [{ id: order.id, freightMinor }] : [],
  );
  await Promise.all([
    tx.sql`update sales.order_line l set invoiced = l.invoiced + r.quantity, billed_minor = l.billed_minor + r.net, billed_taxes = r.taxes, billed_tax_minor = r.tax,
        lowered = l.lowered - r.lowered, lowered_minor = l.lowered_minor - r.lowered_minor
      from ${table(lines, { id: 'uuid', quantity: 'numeric', lowered: 'numeric', loweredMinor: 'bigint', net: 'bigint', taxes: 'jsonb', tax: 'bigint' })} where l.company_id = ${tx.company} and l.id = r.id`,
    tx.sql`with waiting as (
        select d.id, d.order_line_id, w.owed, sum(w.owed) over (partition by d.order_line_id order by h.shipped_on, d.id) as upto
        from sales.delivery_line d
        join sales.delivery h on h.company_id = d.company_id and h.id = d.delivery_id and h.state = 'shipped'
        cross join lateral (select d.quantity - d.returned - d.billed + d.credited - d.forgone as owed) w
        where d.company_id = ${tx.company} and d.order_line_id = any(${lines.map((line) => line.id)}::uuid[]) and w.owed > 0
      ), taken as (
        select w.id, w.order_line_id, r.invoice, r.invoice_line, least(w.upto, r.upto) - greatest(w.upto - w.owed, r.upto - r.quantity) as quantity
        from ${table(parts, { line: 'uuid', quantity: 'numeric', upto: 'numeric', invoice: 'uuid', invoiceLine: 'uuid' })}
        join waiting w on w.order_line_id = r.line and w.upto > r.upto - r.quantity and w.upto - w.owed < r.upto
      ), kept as (
        insert into sales.billing (company_id, id, order_line_id, delivery_line_id, invoice_id, invoice_line_id, quantity)
        select ${tx.company}, gen_random_uuid(), order_line_id, id, invoice, invoice_line, quantity from taken
      )
      update sales.delivery_line d set billed = d.billed + t.quantity
      from (select id, sum(quantity) as quantity from taken group by id) t where d.company_id = ${tx.company} and d.id = t.id`,
    ...(freight.length > 0
      ? [
          tx.sql`update sales.sales_order o set freight_billed_minor = o.freight_billed_minor + r.freight_minor
            from ${table(freight, { id: 'uuid', freightMinor: 'bigint' })} where o.company_id = ${tx.company} and o.id = r.id`,
        ]
      : []),
  ]);
}

/** More freight was billed than is agreed now: the difference is credited on the invoices that billed it, the latest first. */
async function creditFreight(tx: Tx, billings: readonly Billing[], day: Day): Promise<CreditNote[]> {
  const over = billings.filter(({ freightMinor }) => freightMinor < 0n);
  if (over.length === 0) return [];
  const billed = await tx.sql<{ order: Id; invoice: Id; line: Id; leftMinor: bigint }>`
    select order_id as "order", invoice_id as invoice, line_id as line,
      sum(case kind when 'invoice' then net_minor else -net_minor end)::bigint as left_minor
    from receivables.v_billed_freight
    where company_id = ${tx.company} and order_id = any(${over.map(({ order }) => order.id)}::uuid[])
    group by 1, 2, 3 having sum(case kind when 'invoice' then net_minor else -net_minor end) > 0 order by 2 desc`;
  const credits = over.flatMap(({ order, freightMinor }) => {
    let left = -freightMinor;
    return billed.flatMap((row) => {
      const netMinor = row.leftMinor < left ? row.leftMinor : left;
      if (row.order !== order.id || netMinor <= 0n) return [];
      left -= netMinor;
      return [{ order, netMinor, ...{ invoice: row.invoice, line: row.line } }];
    });
  });
  const notes = await creditInvoices(
    tx,
    credits.map(({ order, invoice, line, netMinor }) => ({
      ...{ invoice, creditedOn: day, reason: `${order.number}: freight is less` },
      lines: [{ line, netMinor }],
    })),
  );
  await markFreight(
    tx,
    credits.map(({ order, netMinor }) => ({ order: order.id, netMinor, quantity: null, forGood: true })),
  );
  return notes;
}

/** The parts of an order line on their invoice lines, each up to which quantity of what waited. */
function partsBilled(line: Id, parts: readonly SuppliedPart[], posted: PostedInvoice) {
  const made = posted.lines.filter((one) => one.sourceLine === line);
  let upto = dec('0');
  return parts.map(({ quantity }, index) => {
    upto = upto.plus(quantity);
    return { line, quantity, upto: upto.toFixed(), invoice: posted.id, invoiceLine: made[index]!.id };
  });
}
