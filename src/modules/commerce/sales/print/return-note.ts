import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import { showDay, showDecimal } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { correspondents } from '#modules/master/parties/api.ts';

interface Return {
  number: string;
  customerId: Id;
  code: string;
  returnedOn: Day;
  reason: string;
  delivery: string;
  order: string;
  customerReference: string | null;
  eventId: Id;
}

interface Line {
  position: number;
  code: string;
  description: string;
  quantity: Decimal;
  unit: string;
  restocked: boolean;
}

/** What a customer is told that came back, as it was when it came. */
export const returnNote = printed('sales.return_note', {
  label: 'Return note',
  entity: 'sales.sales_return',
  permission: 'sales.delivery.read',
  load: async (tx, id) => {
    const [back] = await returnOf(tx, id);
    if (!back) return undefined;
    const [lines, letter] = await Promise.all([
      linesOf(tx, id, back.eventId),
      correspondents(tx, { party: back.customerId, kind: 'delivery', event: back.eventId }),
    ]);
    return {
      file: back.number,
      data: {
        title: 'Return note',
        number: back.number,
        ...letter,
        facts: known([
          ['Date', showDay(back.returnedOn)],
          ['Customer', back.code],
          ['Order', back.order],
          ['Delivery note', back.delivery],
          ['Your reference', back.customerReference],
        ]),
        opening: `We received back: ${back.reason}`,
        headings: ['#', 'Description', 'Quantity', 'Condition'],
        lines: lines.map((line) => ({
          position: String(line.position),
          code: line.code,
          description: line.description,
          figures: [`${showDecimal(line.quantity)} ${line.unit}`, line.restocked ? 'as new' : 'scrapped'],
        })),
      },
    };
  },
});

// The event that made the return is the first that wrote about it.
const returnOf = (tx: Tx, id: Id) => tx.sql<Return>`
  select r.number, r.customer_id, kernel.as_of(p.company_id, 'parties.party', p.id, e.event_id, to_jsonb(p)) ->> 'code' as code, r.returned_on, r.reason,
    d.number as delivery, o.number as "order",
    kernel.as_of(o.company_id, 'sales.sales_order', o.id, e.event_id, to_jsonb(o)) ->> 'customer_reference' as customer_reference, e.event_id
  from sales.v_return r
  join sales.delivery d on d.company_id = r.company_id and d.id = r.delivery_id
  join sales.sales_order o on o.company_id = d.company_id and o.id = d.order_id
  join parties.party p on p.company_id = r.company_id and p.id = r.customer_id
  left join lateral (
    select min(x.event_id::text)::uuid as event_id from kernel.event_record x where x.company_id = r.company_id and x.record_id = r.id
  ) e on true
  where r.company_id = ${tx.company} and r.id = ${id}`;

const linesOf = (tx: Tx, id: Id, event: Id) => tx.sql<Line>`
  select l.position, kernel.as_of(i.company_id, 'catalog.item', i.id, ${event}, to_jsonb(i)) ->> 'code' as code,
    kernel.as_of(l.company_id, 'sales.order_line', l.id, ${event}, to_jsonb(l)) ->> 'description' as description, r.quantity, l.unit, r.restocked
  from sales.v_return_line r
  join sales.delivery_line d on d.company_id = r.company_id and d.id = r.delivery_line_id
  join sales.order_line l on l.company_id = d.company_id and l.id = d.order_line_id
  join catalog.item i on i.company_id = r.company_id and i.id = r.item_id
  where r.company_id = ${tx.company} and r.return_id = ${id} and r.quantity > 0 order by l.position, r.id`;
