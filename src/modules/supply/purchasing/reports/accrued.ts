import { z } from 'zod';
import { type Fragment, part } from '#kernel/db/sql.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';

const asked = {
  supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
  asOf: v.Day.optional().describe('The end of this day; today if left empty.'),
};

/**
 * What receipt lines had waiting for a bill, and what for a supplier's credit (negative), at the end of a day: what they have
 * now, less what came later. Columns: receipt line's, quantity, minor, days, why.
 */
const waiting = (tx: Tx, asOf: Day, supplier: Id | undefined): Fragment => part`
  select r.id, r.receipt_id, r.receipt_number, r.order_id, r.order_number, r.supplier_id, r.description, r.received_on, w.quantity, w.minor, w.why,
    ${asOf}::date - w.since as days
  from (
    select r.*, coalesce(x.open_quantity, 0) as later_open, coalesce(x.open_minor, 0) as later_minor, coalesce(x.claim_quantity, 0) as later_claimed,
      coalesce(x.claim_minor, 0) as later_claim
    from purchasing.v_receipt_line r
    left join (
      select receipt_line_id, sum(open_quantity) as open_quantity, sum(open_minor) as open_minor, sum(claim_quantity) as claim_quantity,
        sum(claim_minor) as claim_minor
      from purchasing.accrual where company_id = ${tx.company} and coalesce(posted_on, effective_on) > ${asOf} group by receipt_line_id
    ) x on x.receipt_line_id = r.id
    where r.company_id = ${tx.company} and r.received_on <= ${asOf} and (r.open > 0 or r.claimed > 0 or x.receipt_line_id is not null)
      and (${supplier ?? null}::uuid is null or r.supplier_id = ${supplier ?? null})
  ) r
  cross join lateral (
    select r.open - later_open as quantity, (r.grni_minor - later_minor)::bigint as minor, r.received_on as since,
      case when r.unit_price = 0 then 'Free of charge' when r.open - later_open < r.received then 'Billed or returned in part' else 'Not billed yet' end as why
    where r.open - later_open <> 0 or r.grni_minor - later_minor <> 0
    union all
    select later_claimed - r.claimed, (later_claim - r.claim_minor)::bigint,
      coalesce((select max(a.effective_on) from purchasing.accrual a
        where a.company_id = r.company_id and a.receipt_line_id = r.id and a.claim_quantity > 0 and a.effective_on <= ${asOf}), r.received_on),
      'Sent back after its bill: credit awaited'
    where r.claimed <> later_claimed or r.claim_minor <> later_claim
  ) w`;

export const accrued = answer(
  report('purchasing.accrued', {
    label: 'Received and not billed',
    about:
      'Every receipt line that waits for a bill, or sent back for a credit, how long it has waited, and why; together the balance of the accrual account.',
    permission: 'purchasing.accrual.read',
    params: z.object({ ...asked, olderThanDays: z.coerce.number().int().min(0).max(10_000).default(0) }),
    columns: {
      receipt: { label: 'Receipt', type: 'code', drill: { entity: 'purchasing.receipt', id: 'receiptId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      order: { label: 'Order', type: 'code', drill: { entity: 'purchasing.purchase_order', id: 'orderId' } },
      item: { label: 'Item', type: 'text' },
      receivedOn: { label: 'Received', type: 'day' },
      days: { label: 'Days', type: 'number', explain: 'Since the goods arrived, or went back.' },
      quantity: {
        label: 'Not billed',
        type: 'quantity',
        explain: 'Accepted less returned and billed; below zero: billed and returned, to be credited.',
      },
      accruedMinor: {
        label: 'Accrued',
        type: 'money',
        total: true,
        explain: 'Still on the account of what is received and not billed; below zero: what suppliers are to credit.',
      },
      why: { label: 'Why', type: 'text' },
      receiptId: { label: 'Receipt', type: 'reference', hidden: true },
      receiptLine: { label: 'Receipt line', type: 'reference', hidden: true },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, asOf, olderThanDays }) => ({
    rows: await tx.sql`
      select w.receipt_number as receipt, p.name as supplier, w.order_number as "order", w.description as item, w.received_on, w.days, w.quantity,
        w.minor as accrued_minor, w.why, w.receipt_id, w.id as receipt_line, w.order_id, w.supplier_id
      from (${waiting(tx, asOf ?? tx.today, supplier)}) w join parties.party p on p.company_id = ${tx.company} and p.id = w.supplier_id
      where w.days >= ${olderThanDays} order by w.received_on, receipt, w.id, w.quantity desc limit 5000`,
  }),
);

const age = (label: string) => ({ label, type: 'money' as const, total: true });

export const accruedByAge = answer(
  report('purchasing.accrued_by_age', {
    label: 'Received and not billed by age',
    about:
      'What waits for a bill or a supplier’s credit at the end of a day, by supplier, reason and age; together the balance of the accrual account.',
    permission: 'purchasing.accrual.read',
    params: z.object(asked),
    columns: {
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      why: { label: 'Why', type: 'text' },
      lines: { label: 'Receipt lines', type: 'number', total: true },
      upTo30Minor: age('Up to 30 days'),
      upTo60Minor: age('31 to 60'),
      upTo90Minor: age('61 to 90'),
      olderMinor: age('Older'),
      accruedMinor: {
        ...age('Accrued'),
        explain: 'On the account of what is received and not billed; below zero: what suppliers are to credit.',
      },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, asOf }) => ({
    rows: await tx.sql`
      select p.name as supplier, w.why, count(*)::int as lines, coalesce(sum(w.minor) filter (where w.days <= 30), 0)::bigint as "upTo30Minor",
        coalesce(sum(w.minor) filter (where w.days between 31 and 60), 0)::bigint as "upTo60Minor",
        coalesce(sum(w.minor) filter (where w.days between 61 and 90), 0)::bigint as "upTo90Minor",
        coalesce(sum(w.minor) filter (where w.days > 90), 0)::bigint as older_minor, sum(w.minor)::bigint as accrued_minor, w.supplier_id
      from (${waiting(tx, asOf ?? tx.today, supplier)}) w join parties.party p on p.company_id = ${tx.company} and p.id = w.supplier_id
      group by w.supplier_id, p.name, w.why order by p.name, w.why limit 5000`,
  }),
);
