import { z } from 'zod';
import { type Fragment, part } from '#kernel/db/sql.ts';
import { type Addition, answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { Ref } from '#kernel/values/schema.ts';

const READ = 'payables.bill.read';

/** Receipt lines that a held bill names, or whose order line it names, as `held(line, held_bill_id, held_bill)`; the longest held of several. */
const held = (tx: Tx): Fragment => part`(
  select distinct on (r.id) r.id as line, h.id as held_bill_id, h.supplier_number as held_bill
  from payables.held_bill h
  cross join lateral jsonb_array_elements(h.input -> 'lines') l(named)
  join purchasing.receipt_line r on r.company_id = h.company_id
    and (r.id = (l.named ->> 'receiptLine')::uuid or r.order_line_id = (l.named ->> 'orderLine')::uuid)
  where h.company_id = ${tx.company} and h.state = 'held'
  order by r.id, h.captured_at, h.id
) as held`;

const heldBill = {
  label: 'Held bill',
  type: 'text',
  explain: 'A bill of it is entered and held: it is posted once that is settled, and not entered again.',
  drill: { entity: 'payables.held_bill', id: 'heldBillId' },
} as const;
const heldBillId = { label: 'Held bill', type: 'reference', hidden: true } as const;

/** Goods that wait for a bill say so where their bill is there already and held. */
export const heldOfAccrued: Addition = {
  report: 'purchasing.accrued',
  columns: { heldBill: { ...heldBill, right: READ }, heldBillId: { ...heldBillId, right: READ } },
  fill: async (tx, rows) => {
    if (!tx.may(READ)) return [...rows];
    const lines = rows.map((row) => row.receiptLine as Id);
    const found = await tx.sql<{ line: Id }>`select held.* from ${held(tx)} where held.line = any(${lines}::uuid[])`;
    const byLine = new Map(found.map(({ line, ...bill }) => [line, bill]));
    return rows.map((row) => ({ ...row, ...byLine.get(row.receiptLine as Id) }));
  },
};

export const heldReceipts = answer(
  report('payables.held_receipts', {
    label: 'Goods whose bill is held',
    about: 'What was received of a supplier and is on a held bill: such a bill is settled, not entered again.',
    permission: READ,
    params: z.object({ supplier: Ref('parties.party', { isSupplier: true }) }),
    columns: {
      receipt: { label: 'Receipt', type: 'code', drill: { entity: 'purchasing.receipt', id: 'receiptId' } },
      item: { label: 'Item', type: 'text' },
      heldBill,
      heldBillId,
      receiptId: { label: 'Receipt', type: 'reference', hidden: true },
      receiptLine: { label: 'Receipt line', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier }) => ({
    rows: await tx.sql`
      select r.receipt_number as receipt, r.description as item, held.held_bill, held.held_bill_id, r.receipt_id, r.id as receipt_line
      from ${held(tx)} join purchasing.v_receipt_line r on r.company_id = ${tx.company} and r.id = held.line
      where r.supplier_id = ${supplier} and r.open > 0 order by r.received_on, receipt, r.id limit 2000`,
  }),
);
