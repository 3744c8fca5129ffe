import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import { showDay, showDecimal, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { BOUND_BY, correspondents } from '#modules/master/parties/api.ts';

interface Order {
  /** That sent it, or amended it since; null while it is a draft. */
  eventId: Id | null;
  number: string;
  version: number;
  state: string;
  supplierId: Id;
  code: string;
  orderedOn: Day;
  expectedOn: Day | null;
  supplierReference: string | null;
  note: string | null;
  site: string;
  currency: string;
  digits: number;
  terms: string | null;
  netMinor: bigint;
}

interface OrderLine {
  position: number;
  code: string;
  supplierCode: string | null;
  description: string;
  quantity: Decimal;
  unit: string;
  orderedQuantity: Decimal | null;
  orderedUnit: string | null;
  unitPrice: Decimal;
  netMinor: bigint;
  expectedOn: Day | null;
}

/**
 * What a supplier is asked to deliver, with the names and numbers of when it was sent or last amended. A draft is marked as one,
 * so that nobody takes it for an order.
 */
export const purchaseOrderPaper = printed('purchasing.order_paper', {
  label: 'Purchase order',
  entity: 'purchasing.purchase_order',
  // It states prices.
  permission: 'purchasing.price.read',
  load: async (tx, id) => {
    const [order] = await orderOf(tx, id);
    if (!order) return undefined;
    const [lines, letter] = await Promise.all([
      orderLines(tx, id, order.eventId),
      correspondents(tx, { party: order.supplierId, kind: 'billing', event: order.eventId }),
    ]);
    return {
      file: order.number,
      data: {
        title: TITLES[order.state] ?? 'Purchase order',
        number: order.number,
        ...letter,
        facts: known([
          ['Date', showDay(order.orderedOn)],
          ['Supplier', order.code],
          ['Change', order.version > 1 ? String(order.version - 1) : null],
          ['Your reference', order.supplierReference],
          ['Needed on', order.expectedOn && showDay(order.expectedOn)],
          ['Deliver to', order.site],
          ['Terms', order.terms],
        ]),
        opening: order.state === 'draft' ? null : 'Please deliver:',
        headings: ['#', 'Description', 'Quantity', 'Needed on', 'Price', `Net ${order.currency}`],
        lines: lines.map((line) => ({
          position: String(line.position),
          code: [line.code, line.supplierCode && `yours: ${line.supplierCode}`].filter(Boolean).join(' · '),
          description: line.description,
          figures: [
            amountOf(line),
            line.expectedOn ? showDay(line.expectedOn) : '',
            showDecimal(line.unitPrice, order.digits),
            showMoney(line.netMinor, order.digits),
          ],
        })),
        totals: [[`Net ${order.currency}`, showMoney(order.netMinor, order.digits)]],
        closing: order.note ? [order.note] : [],
      },
    };
  },
});

const TITLES: Record<string, string> = { draft: 'Draft of purchase order', cancelled: 'Cancelled purchase order' };

const amountOf = (line: Pick<OrderLine, 'quantity' | 'unit' | 'orderedQuantity' | 'orderedUnit'>): string =>
  line.orderedUnit && line.orderedUnit !== line.unit && line.orderedQuantity
    ? `${showDecimal(line.orderedQuantity)} ${line.orderedUnit} (${showDecimal(line.quantity)} ${line.unit})`
    : `${showDecimal(line.quantity)} ${line.unit}`;

const orderOf = (tx: Tx, id: Id) => tx.sql<Order>`
  select e.event_id, o.number, o.version, o.state, o.supplier_id,
    kernel.as_of(p.company_id, 'parties.party', p.id, e.event_id, to_jsonb(p)) ->> 'code' as code, o.ordered_on, o.expected_on, o.supplier_reference, o.note,
    kernel.as_of(s.company_id, 'organisation.site', s.id, e.event_id, to_jsonb(s)) ->> 'name' as site, o.currency, c.digits,
    kernel.as_of(t.company_id, 'parties.terms', t.id, e.event_id, to_jsonb(t)) ->> 'name' as terms, o.net_minor
  from purchasing.purchase_order o
  join parties.party p on p.company_id = o.company_id and p.id = o.supplier_id
  join organisation.site s on s.company_id = o.company_id and s.id = o.site_id
  join organisation.currency c on c.code = o.currency
  left join parties.terms t on t.company_id = o.company_id and t.id = o.terms_id
  left join lateral (${BOUND_BY}) e on true
  where o.company_id = ${tx.company} and o.id = ${id}`;

// Prices, too, are those that were there then: one that was entered since is unknown to the event.
const orderLines = (tx: Tx, id: Id, event: Id | null) => tx.sql<OrderLine>`
  select l.position, kernel.as_of(i.company_id, 'catalog.item', i.id, ${event}, to_jsonb(i)) ->> 'code' as code, price.supplier_item as supplier_code, l.description,
    l.quantity - l.cancelled as quantity, l.unit, l.ordered_quantity, l.ordered_unit,
    coalesce(l.confirmed_price, l.unit_price) as unit_price, l.net_minor, coalesce(l.confirmed_on, l.expected_on) as expected_on
  from purchasing.order_line l
  join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
  left join lateral (
    select old.supplier_item from purchasing.supplier_price x
    cross join lateral jsonb_populate_record(null::purchasing.supplier_price,
      kernel.as_of(x.company_id, 'purchasing.supplier_price', x.id, ${event}, to_jsonb(x))) old
    where x.company_id = l.company_id and x.supplier_id = o.supplier_id and x.item_id = l.item_id and old.supplier_item <> ''
      and (old.from_day is null or old.from_day <= o.ordered_on) order by old.from_day desc nulls last, x.id limit 1
  ) price on true
  where l.company_id = ${tx.company} and l.order_id = ${id} and l.quantity > l.cancelled order by l.position`;

interface Return {
  number: string;
  supplierId: Id;
  code: string;
  returnedOn: Day;
  reason: string;
  receipt: string;
  order: string;
  deliveryNote: string | null;
  eventId: Id;
}

interface ReturnLine {
  position: number;
  code: string;
  description: string;
  quantity: Decimal;
  unit: string;
}

/** What goes back to a supplier with the goods, and why; as it was when they went. */
export const supplierReturnNote = printed('purchasing.return_note', {
  label: 'Return note',
  entity: 'purchasing.supplier_return',
  permission: 'purchasing.order.read',
  load: async (tx, id) => {
    const [[back], lines] = await Promise.all([returnOf(tx, id), returnLines(tx, id)]);
    if (!back) return undefined;
    const letter = await correspondents(tx, { party: back.supplierId, kind: 'delivery', event: back.eventId });
    return {
      file: back.number,
      data: {
        title: 'Return note',
        number: back.number,
        ...letter,
        facts: known([
          ['Date', showDay(back.returnedOn)],
          ['Supplier', back.code],
          ['Order', back.order],
          ['Receipt', back.receipt],
          ['Your delivery note', back.deliveryNote],
        ]),
        opening: `We return: ${back.reason}`,
        headings: ['#', 'Description', 'Quantity', 'Received'],
        lines: lines.map((line) => ({
          position: String(line.position),
          code: line.code,
          description: line.description,
          figures: [`${showDecimal(line.quantity)} ${line.unit}`, '________'],
        })),
      },
    };
  },
});

const returnOf = (tx: Tx, id: Id) => tx.sql<Return>`
  select r.number, r.supplier_id, kernel.as_of(p.company_id, 'parties.party', p.id, r.event_id, to_jsonb(p)) ->> 'code' as code, r.returned_on, r.reason,
    g.number as receipt, o.number as "order", g.delivery_note, r.event_id
  from purchasing.v_supplier_return r
  join purchasing.receipt g on g.company_id = r.company_id and g.id = r.receipt_id
  join purchasing.purchase_order o on o.company_id = g.company_id and o.id = g.order_id
  join parties.party p on p.company_id = r.company_id and p.id = r.supplier_id
  where r.company_id = ${tx.company} and r.id = ${id}`;

const returnLines = (tx: Tx, id: Id) => tx.sql<ReturnLine>`
  select l.position, kernel.as_of(i.company_id, 'catalog.item', i.id, r.event_id, to_jsonb(i)) ->> 'code' as code,
    kernel.as_of(l.company_id, 'purchasing.order_line', l.id, r.event_id, to_jsonb(l)) ->> 'description' as description, r.quantity, l.unit
  from purchasing.v_return_line r
  join purchasing.receipt_line g on g.company_id = r.company_id and g.id = r.receipt_line_id
  join purchasing.order_line l on l.company_id = g.company_id and l.id = g.order_line_id
  join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  where r.company_id = ${tx.company} and r.return_id = ${id} and r.quantity > 0 order by l.position, r.id`;
