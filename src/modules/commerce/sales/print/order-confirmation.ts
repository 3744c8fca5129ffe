import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDay, showDecimal, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { correspondents } from '#modules/master/parties/api.ts';

interface Order {
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

/** What a customer is told that we understood and will deliver. */
export const orderConfirmation = printed('sales.order_confirmation', {
  label: 'Order confirmation',
  entity: 'sales.sales_order',
  permission: 'sales.order.read',
  load: async (tx, id) => {
    const [[order], lines] = await Promise.all([orderOf(tx, id), orderLines(tx, id)]);
    if (!order) return undefined;
    const letter = await correspondents(tx, { party: order.customerId, address: order.billToId, kind: 'billing' });
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
  select o.number, o.state, o.customer_id, p.code, o.ship_to_id, o.bill_to_id, o.ordered_on, o.promised_on, o.customer_reference, o.currency, c.digits,
    t.name as terms, o.net_minor, o.tax_minor, o.freight_minor
  from sales.sales_order o
  join parties.party p on p.company_id = o.company_id and p.id = o.customer_id
  join organisation.currency c on c.code = o.currency
  left join parties.terms t on t.company_id = o.company_id and t.id = o.terms_id
  where o.company_id = ${tx.company} and o.id = ${id}`;

const orderLines = (tx: Tx, id: Id) => tx.sql<OrderLine>`
  select l.position, i.code, l.description, l.quantity - l.cancelled as quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor
  from sales.order_line l join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  where l.company_id = ${tx.company} and l.order_id = ${id} and l.quantity > l.cancelled order by l.position`;
