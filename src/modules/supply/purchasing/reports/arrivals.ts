import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const arrivals = answer(
  report('purchasing.arrivals', {
    label: 'Expected arrivals',
    about: 'What is ordered and has not come, by the day it is due; the longest due first.',
    permission: 'purchasing.order.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
      item: v.Ref('catalog.item', { bought: true }).optional(),
      until: v.Day.optional(),
      late: z.stringbool().or(z.boolean()).optional(),
    }),
    columns: {
      dueOn: { label: 'Due', type: 'day' },
      daysLate: { label: 'Days late', type: 'number' },
      number: { label: 'Order', type: 'code', drill: { entity: 'purchasing.purchase_order', id: 'orderId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      item: { label: 'Item', type: 'text', drill: { entity: 'catalog.item', id: 'itemId' } },
      open: { label: 'Open', type: 'quantity' },
      unit: { label: 'Unit', type: 'text' },
      confirmed: { label: 'Confirmed', type: 'flag' },
      direct: { label: 'Straight to the customer', type: 'flag' },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, item, until, late }) => ({
    rows: await tx.sql`
      select l.due_on, greatest(${tx.today}::date - l.due_on, 0) as days_late, l.order_number as number, p.name as supplier, l.description as item, l.open,
        l.unit, l.confirmed_on is not null as confirmed, l.direct, l.order_id, l.supplier_id, l.item_id
      from purchasing.v_order_line l
      join parties.party p on p.company_id = l.company_id and p.id = l.supplier_id
      where l.company_id = ${tx.company} and l.state in ('sent', 'confirmed') and l.open > 0
        and (${supplier ?? null}::uuid is null or l.supplier_id = ${supplier ?? null})
        and (${item ?? null}::uuid is null or l.item_id = ${item ?? null})
        and (${until ?? null}::date is null or l.due_on <= ${until ?? null}) and (${late ?? false} = false or l.due_on < ${tx.today})
      order by l.due_on nulls last, number, l.position limit 5000`,
  }),
);
