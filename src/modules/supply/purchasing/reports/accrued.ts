import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const accrued = answer(
  report('purchasing.accrued', {
    label: 'Received and not billed',
    about:
      'Every receipt line that waits for a bill, how long it has waited, and why; together the balance of the accrual account.',
    permission: 'purchasing.accrual.read',
    params: z.object({
      supplier: v.Ref('parties.party').optional(),
      olderThanDays: z.coerce.number().int().min(0).max(10_000).default(0),
    }),
    columns: {
      receipt: { label: 'Receipt', type: 'code', drill: { entity: 'purchasing.receipt', id: 'receiptId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      order: { label: 'Order', type: 'code', drill: { entity: 'purchasing.purchase_order', id: 'orderId' } },
      item: { label: 'Item', type: 'text' },
      receivedOn: { label: 'Received', type: 'day' },
      days: { label: 'Days', type: 'number', explain: 'Since the goods arrived.' },
      quantity: { label: 'Not billed', type: 'quantity', explain: 'Accepted less returned and billed.' },
      accruedMinor: {
        label: 'Accrued',
        type: 'money',
        total: true,
        explain: 'Still on the account of what is received and not billed.',
      },
      why: { label: 'Why', type: 'text' },
      receiptId: { label: 'Receipt', type: 'reference', hidden: true },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, olderThanDays }) => ({
    rows: await tx.sql`
      select r.receipt_number as receipt, p.name as supplier, r.order_number as "order", r.description as item, r.received_on,
        ${tx.today}::date - r.received_on as days, r.open as quantity, r.grni_minor as accrued_minor,
        case when r.billed > 0 then 'Billed in part' when r.unit_price = 0 then 'Free of charge' else 'No bill yet' end as why,
        r.receipt_id, r.order_id, r.supplier_id
      from purchasing.v_receipt_line r join parties.party p on p.company_id = r.company_id and p.id = r.supplier_id
      where r.company_id = ${tx.company} and r.open > 0 and ${tx.today}::date - r.received_on >= ${olderThanDays}
        and (${supplier ?? null}::uuid is null or r.supplier_id = ${supplier ?? null})
      order by r.received_on, receipt, r.id limit 5000`,
  }),
);
