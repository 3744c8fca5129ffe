import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const rejectedGoods = answer(
  report('purchasing.rejected_goods', {
    label: 'Rejected on arrival',
    about: 'What was not accepted when it came, and why: it never entered stock and goes back to the supplier.',
    permission: 'purchasing.order.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
      from: v.Day.optional(),
      to: v.Day.optional(),
    }),
    columns: {
      receivedOn: { label: 'Came', type: 'day' },
      receipt: { label: 'Receipt', type: 'code', drill: { entity: 'purchasing.receipt', id: 'receiptId' } },
      number: { label: 'Order', type: 'code', drill: { entity: 'purchasing.purchase_order', id: 'orderId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      item: { label: 'Item', type: 'text', drill: { entity: 'catalog.item', id: 'itemId' } },
      rejected: { label: 'Goes back', type: 'quantity' },
      surplus: { label: 'Of it not awaited', type: 'quantity', explain: 'More than was open of the order line.' },
      unit: { label: 'Unit', type: 'text' },
      reason: { label: 'Why', type: 'text' },
      receiptId: { label: 'Receipt', type: 'reference', hidden: true },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, from, to }) => ({
    rows: await tx.sql`
      select r.received_on, r.receipt_number as receipt, r.order_number as number, p.name as supplier, r.description as item, r.rejected, r.surplus, r.unit,
        r.reject_reason as reason, r.receipt_id, r.order_id, r.supplier_id, r.item_id
      from purchasing.v_receipt_line r
      join parties.party p on p.company_id = r.company_id and p.id = r.supplier_id
      where r.company_id = ${tx.company} and r.rejected > 0 and (${supplier ?? null}::uuid is null or r.supplier_id = ${supplier ?? null})
        and r.received_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'}
      order by r.received_on desc, r.receipt_number desc, r.description limit 1000`,
  }),
);
