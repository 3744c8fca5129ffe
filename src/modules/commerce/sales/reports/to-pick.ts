import { z } from 'zod';
import { answer, type Row, report } from '#kernel/report.ts';
import { Ref } from '#kernel/values/schema.ts';

export const toPick = answer(
  report('sales.to_pick', {
    label: 'What waits to be picked',
    about:
      'Deliveries that are being picked, and confirmed orders with goods reserved that no delivery takes yet, the earliest promise first.',
    permission: 'sales.delivery.read',
    params: z.object({ site: Ref('organisation.site').optional() }),
    columns: {
      number: { label: 'Order', type: 'code', drill: { entity: 'sales.sales_order', id: 'orderId' } },
      customer: { label: 'Customer', type: 'text' },
      promisedOn: { label: 'Promised', type: 'day' },
      lines: { label: 'Lines', type: 'number' },
      short: { label: 'Lines short', type: 'number', explain: 'Lines of which more is open than is reserved.' },
      delivery: { label: 'Being picked', type: 'code', drill: { entity: 'sales.delivery', id: 'deliveryId' } },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      deliveryId: { label: 'Delivery', type: 'reference', hidden: true },
    },
  }),
  async (tx, { site = null }) => ({
    rows: await tx.sql<Row>`
      select o.number, p.name as customer, o.promised_on, w.lines, w.short, w.delivery, o.id as order_id, w.delivery_id
      from (
        select d.order_id, count(*)::int as lines, 0 as short, d.number as delivery, d.id as delivery_id
        from sales.delivery d join sales.delivery_line l on l.company_id = d.company_id and l.delivery_id = d.id
        where d.company_id = ${tx.company} and d.state = 'picking'
        group by d.order_id, d.number, d.id
        union all
        select l.order_id, count(*) filter (where l.to_pick > 0)::int, count(*) filter (where l.missing > 0)::int, null, null
        from sales.v_order_line l
        where l.company_id = ${tx.company} and l.state = 'confirmed' and l.open > 0
        group by l.order_id having bool_or(l.stocked and l.to_pick > 0)
      ) w
      join sales.sales_order o on o.company_id = ${tx.company} and o.id = w.order_id
      join parties.party p on p.company_id = o.company_id and p.id = o.customer_id
      where ${site}::uuid is null or o.site_id = ${site}::uuid
      order by o.promised_on nulls last, o.number, w.delivery limit 500`,
  }),
);
