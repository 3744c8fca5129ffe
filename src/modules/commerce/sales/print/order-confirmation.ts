import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDay, showDecimal, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { BOUND_BY, correspondents } from '#modules/master/parties/api.ts';

interface Order {
  /** That confirmed it, or amended it since; null while it is a draft. */
  eventId: Id | null;
  number: string;
  state: string;
  customerId: Id;
  code: string;
  shipToId: Id | null;
  billToId: Id | null;
  orderedOn: Day;
  promisedOn: Day | null;
  customerReference: string | null;
  currency: string;
  digits: number;
  terms: string | null;
  netMinor: bigint;
  taxMinor: bigint;
  freightMinor: bigint;
}

interface OrderLine {
  position: number;
  code: string;
  description: string;
  quantity: Decimal;
  unit: string;
  unitPrice: Decimal;
  discountPercent: Decimal;
  netMinor: bigint;
}

/** What a customer is told that we understood and will deliver, with the names of when it was confirmed or last amended. */
export const orderConfirmation = printed('sales.order_confirmation', {
  label: 'Order confirmation',
  entity: 'sales.sales_order',
  permission: 'sales.order.read',
  load: async (tx, id) => {
    const [order] = await orderOf(tx, id);
    if (!order) return undefined;
    const { eventId: event, customerId: party, billToId: address } = order;
    const [lines, letter] = await Promise.all([
      orderLines(tx, id, event),
      correspondents(tx, { party, address, kind: 'billing', event }),
    ]);
    const money = (amount: bigint) => showMoney(amount, order.digits);
    return {
      file: order.number,
      data: {
        title: order.state === 'draft' ? 'Offer' : 'Order confirmation',
        number: order.number,
        ...letter,
        facts: known([
          ['Date', showDay(order.orderedOn)],
          ['Customer', order.code],
          ['Your reference', order.customerReference],
          ['Promised', order.promisedOn && showDay(order.promisedOn)],
          ['Terms', order.terms],
        ]),
        opening: order.state === 'draft' ? 'We offer:' : 'Thank you for your order. We confirm:',
        headings: ['#', 'Description', 'Quantity', 'Price', 'Discount', `Net ${order.currency}`],
        lines: lines.map((line) => ({
          position: String(line.position),
          code: line.code,
          description: line.description,
          figures: [
            `${showDecimal(line.quantity)} ${line.unit}`,
            showDecimal(line.unitPrice, order.digits),
            dec(line.discountPercent).eq(0) ? '' : `${showDecimal(line.discountPercent)} %`,
            money(line.netMinor),
          ],
        })),
        totals: [
          ['Net', money(order.netMinor)],
          ...(order.freightMinor > 0n ? [['Freight', money(order.freightMinor)] as const] : []),
          ['Tax', money(order.taxMinor)],
          [`Total ${order.currency}`, money(order.netMinor + order.freightMinor + order.taxMinor)],
        ],
        closing: [],
      },
    };
  },
});

const orderOf = (tx: Tx, id: Id) => tx.sql<Order>`
  select e.event_id, o.number, o.state, o.customer_id, kernel.as_of(p.company_id, 'parties.party', p.id, e.event_id, to_jsonb(p)) ->> 'code' as code, o.ship_to_id,
    o.bill_to_id, o.ordered_on, o.promised_on, o.customer_reference, o.currency, c.digits,
    kernel.as_of(t.company_id, 'parties.terms', t.id, e.event_id, to_jsonb(t)) ->> 'name' as terms, o.net_minor, o.tax_minor, o.freight_minor
  from sales.sales_order o
  join parties.party p on p.company_id = o.company_id and p.id = o.customer_id
  join organisation.currency c on c.code = o.currency
  left join parties.terms t on t.company_id = o.company_id and t.id = o.terms_id
  left join lateral (${BOUND_BY}) e on true
  where o.company_id = ${tx.company} and o.id = ${id}`;

const orderLines = (tx: Tx, id: Id, event: Id | null) => tx.sql<OrderLine>`
  select l.position, kernel.as_of(i.company_id, 'catalog.item', i.id, ${event}, to_jsonb(i)) ->> 'code' as code, l.description, l.quantity - l.cancelled as quantity,
    l.unit, l.unit_price, l.discount_percent, l.net_minor
  from sales.order_line l join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  where l.company_id = ${tx.company} and l.order_id = ${id} and l.quantity > l.cancelled order by l.position`;
