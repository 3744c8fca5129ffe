import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const blanketBalance = answer(
  report('purchasing.blanket_balance', {
    label: 'Left of blanket orders',
    about: 'What of active blanket orders can still be called off, and until when; what ends first stands first.',
    permission: 'purchasing.order.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
      item: v.Ref('catalog.item', { bought: true }).optional(),
      endsWithin: v.Whole.optional().describe('Only those that end within so many days.'),
    }),
    columns: {
      number: { label: 'Blanket order', type: 'code', drill: { entity: 'purchasing.blanket_order', id: 'blanketId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      standing: { label: 'Standing', type: 'state' },
      validTo: { label: 'Until', type: 'day' },
      daysLeft: { label: 'Days left', type: 'number', explain: 'Below zero: it is over and not closed.' },
      item: { label: 'Item', type: 'text', drill: { entity: 'purchasing.blanket_line', id: 'lineId' } },
      quantity: { label: 'Agreed', type: 'quantity' },
      drawn: { label: 'Called off', type: 'quantity', explain: 'Ordered, drafts too, and not cancelled.' },
      received: { label: 'Received', type: 'quantity' },
      open: { label: 'Left', type: 'quantity' },
      unit: { label: 'Unit', type: 'text' },
      openMinor: {
        label: 'Left of the amount',
        type: 'money',
        currency: 'currency',
        right: 'purchasing.price.read',
        explain: 'Of the whole blanket order, at the agreed prices.',
      },
      currency: { label: 'Currency', type: 'code', hidden: true },
      blanketId: { label: 'Blanket order', type: 'reference', hidden: true },
      lineId: { label: 'Line', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, item, endsWithin }) => ({
    rows: await tx.sql`
      select b.number, p.name as supplier, b.standing, b.valid_to, b.valid_to - ${tx.today}::date as days_left, i.name as item, l.quantity, l.drawn,
        coalesce(r.received, 0) as received, l.open, l.unit, b.open_minor, b.currency, b.id as blanket_id, l.id as line_id, b.supplier_id
      from purchasing.v_blanket_order b
      join purchasing.v_blanket_line l on l.company_id = b.company_id and l.blanket_id = b.id
      join parties.party p on p.company_id = b.company_id and p.id = b.supplier_id
      join catalog.item i on i.company_id = b.company_id and i.id = l.item_id
      left join lateral (
        select sum(o.received) as received from purchasing.order_line o where o.company_id = l.company_id and o.blanket_line_id = l.id
      ) r on true
      where b.company_id = ${tx.company} and b.state = 'active' and (${supplier ?? null}::uuid is null or b.supplier_id = ${supplier ?? null})
        and (${item ?? null}::uuid is null or l.item_id = ${item ?? null})
        and (${endsWithin ?? null}::int is null or b.valid_to <= ${tx.today}::date + ${endsWithin ?? null}::int)
      order by b.valid_to, b.number, l.position limit 5000`,
  }),
);
