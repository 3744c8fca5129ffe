import { answer, type Row } from '#kernel/report.ts';
import { monthStart } from '#kernel/values/day.ts';
import { orders } from '../contract.ts';

interface Tally {
  readonly orders: number;
  readonly valueMinor: bigint;
}

const OPEN = { state: ['confirmed', 'on_hold'] };
/** Stages of the tally's columns, each with the filter of the list that shows the same orders. */
const STAGES: Record<string, { stage: string; filter: Row }> = {
  open: { stage: 'Open', filter: OPEN },
  toShip: { stage: 'To ship', filter: { state: ['confirmed'], deliveryState: ['open', 'part_delivered'] } },
  toInvoice: { stage: 'To invoice', filter: { ...OPEN, invoiceState: ['to_invoice'] } },
  onHold: { stage: 'On hold', filter: { state: ['on_hold'] } },
  late: { stage: 'Late', filter: { late: true } },
};

export default answer(orders, async (tx) => {
  const month = monthStart(tx.today);
  const [open, [done]] = await Promise.all([
    tx.sql<Tally & { stage: string }>`
      select s.stage, count(*) filter (where s.member)::int as orders, coalesce(sum(o.open_base_minor) filter (where s.member), 0)::bigint as value_minor
      from (
        select state, delivery_state, invoice_state, late, open_base_minor from sales.v_order
        where company_id = ${tx.company} and state in ('confirmed', 'on_hold')
      ) o
      cross join lateral (values ('open', true), ('toShip', o.state = 'confirmed' and o.delivery_state in ('open', 'part_delivered')),
        ('toInvoice', o.invoice_state = 'to_invoice'), ('onHold', o.state = 'on_hold'), ('late', o.late)) as s (stage, member)
      group by s.stage`,
    tx.sql<Tally>`
      select count(distinct o.id)::int as orders, coalesce(sum(i.base_minor), 0)::bigint as value_minor
      from receivables.v_invoice i
      join sales.v_order o on o.company_id = i.company_id and o.id = i.source_id and o.state = 'done'
      where i.company_id = ${tx.company} and i.invoiced_on between ${month} and ${tx.today} and i.kind = 'invoice'`,
  ]);
  const found = new Map(open.map((row) => [row.stage, row]));
  const rows = Object.entries(STAGES).map(([key, { stage, filter }]) => ({
    stage,
    orders: found.get(key)?.orders ?? 0,
    valueMinor: found.get(key)?.valueMinor ?? 0n,
    list: 'sales.sales_order',
    filter,
  }));
  const invoices = {
    list: 'receivables.invoice',
    filter: { kind: 'invoice', invoicedOn: { from: month, to: tx.today } },
  };
  return { rows: [...rows, { stage: 'Done this month', ...done!, ...invoices }] };
});
