import { known, type Paper, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDay, showDecimal } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { correspondents } from '#modules/master/parties/api.ts';
import { picksOf } from './picks.ts';

interface Delivery {
  /** That shipped it, or corrected what was shipped; null while it is picked. */
  eventId: Id | null;
  number: string;
  state: string;
  site: string;
  customerId: Id;
  code: string;
  shipToId: Id | null;
  shippedOn: Day | null;
  carrier: string | null;
  tracking: string | null;
  orderNumber: string;
  customerReference: string | null;
}

/** What travels with the goods, as it was when they left; before, the list they are picked by. */
export const deliveryNote = printed('sales.delivery_note', {
  label: 'Delivery note',
  entity: 'sales.delivery',
  permission: 'sales.delivery.read',
  load: async (tx, id) => {
    const [delivery] = await deliveryOf(tx, id);
    if (!delivery) return undefined;
    const picking = delivery.state === 'picking';
    const [letter, content] = await Promise.all([
      correspondents(tx, {
        party: delivery.customerId,
        address: delivery.shipToId,
        kind: 'delivery',
        event: delivery.eventId,
      }),
      picking ? toPick(tx, id) : sent(tx, id, delivery.eventId),
    ]);
    return {
      file: delivery.number,
      data: {
        title: picking ? 'Picking list' : delivery.state === 'cancelled' ? 'Cancelled delivery' : 'Delivery note',
        number: delivery.number,
        ...letter,
        facts: known([
          ['Shipped', delivery.shippedOn && showDay(delivery.shippedOn)],
          ['From', picking ? delivery.site : null],
          ['Customer', delivery.code],
          ['Order', delivery.orderNumber],
          ['Your reference', delivery.customerReference],
          ['Carrier', delivery.carrier],
          ['Tracking', delivery.tracking],
        ]),
        ...content,
      },
    };
  },
});

type Content = Pick<Paper, 'headings' | 'lines' | 'texts' | 'tick'>;

/** In the order in which one walks, a row for each thing to take. */
async function toPick(tx: Tx, id: Id): Promise<Content> {
  const picks = await picksOf(tx, id);
  return {
    headings: ['#', 'Description', 'Where', 'Lot', 'Take'],
    texts: 2,
    tick: 'Taken',
    lines: picks.map((pick) => ({
      position: String(pick.position),
      code: pick.code,
      description: pick.description,
      figures: [pick.place ?? '', pick.lot ?? '', `${showDecimal(pick.quantity)} ${pick.unit}`],
    })),
  };
}

async function sent(tx: Tx, id: Id, event: Id | null): Promise<Content> {
  const lines = await linesOf(tx, id, event);
  return {
    headings: ['#', 'Description', 'Quantity', 'Weight', 'Received'],
    lines: lines.map((line) => ({
      position: String(line.position),
      code: line.code,
      description: line.description,
      figures: [
        `${showDecimal(line.quantity)} ${line.unit}`,
        line.weightKg ? `${showDecimal(dec(line.weightKg).times(line.quantity).round(2).toFixed())} kg` : '',
        '________',
      ],
    })),
  };
}

const deliveryOf = (tx: Tx, id: Id) => tx.sql<Delivery>`
  select e.event_id, d.number, d.state, s.name as site, d.customer_id,
    kernel.as_of(p.company_id, 'parties.party', p.id, e.event_id, to_jsonb(p)) ->> 'code' as code, d.ship_to_id, d.shipped_on, d.carrier, d.tracking,
    o.number as order_number,
    kernel.as_of(o.company_id, 'sales.sales_order', o.id, e.event_id, to_jsonb(o)) ->> 'customer_reference' as customer_reference
  from sales.delivery d
  join sales.sales_order o on o.company_id = d.company_id and o.id = d.order_id
  join parties.party p on p.company_id = d.company_id and p.id = d.customer_id
  join organisation.site s on s.company_id = d.company_id and s.id = d.site_id
  left join lateral (
    select max(x.event_id::text)::uuid as event_id from kernel.event_record x
    where x.company_id = d.company_id and x.record_id = d.id and x.after ->> 'shippedOn' is not null
  ) e on true
  where d.company_id = ${tx.company} and d.id = ${id}`;

interface DeliveryLine {
  position: number;
  code: string;
  description: string;
  quantity: Decimal;
  unit: string;
  weightKg: Decimal | null;
}

const linesOf = (tx: Tx, id: Id, event: Id | null) => tx.sql<DeliveryLine>`
  select l.position, i.content ->> 'code' as code, kernel.as_of(l.company_id, 'sales.order_line', l.id, ${event}, to_jsonb(l)) ->> 'description' as description,
    d.quantity, l.unit, (i.content ->> 'weight_kg')::numeric as weight_kg
  from sales.delivery_line d
  join sales.order_line l on l.company_id = d.company_id and l.id = d.order_line_id
  join catalog.item g on g.company_id = d.company_id and g.id = d.item_id
  cross join lateral (select kernel.as_of(g.company_id, 'catalog.item', g.id, ${event}, to_jsonb(g)) as content) i
  where d.company_id = ${tx.company} and d.delivery_id = ${id} order by l.position, d.id`;
