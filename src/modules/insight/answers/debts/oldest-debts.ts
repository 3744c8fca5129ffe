import { answer } from '#kernel/report.ts';
import { oldestDebts } from '../contract.ts';

export default answer(oldestDebts, async (tx, { most }) => {
  const rows = await tx.sql`
    select x.document_id, case when x.kind in ('invoice', 'credit_note') then 'receivables.invoice' when x.kind = 'payment' then 'receivables.payment' end as entity,
      x.party_id, x.number, p.name as customer, x.due_on, greatest(${tx.today}::date - x.due_on, 0) as days_overdue, x.currency,
      x.open_minor, x.open_base_minor
    from receivables.v_open_item x
    join parties.party p on p.company_id = x.company_id and p.id = x.party_id
    where x.company_id = ${tx.company} and x.open_minor <> 0 and x.open_minor > 0
    order by x.due_on, x.number limit ${most + 1}`;
  return { rows: rows.slice(0, most), more: rows.length > most };
});
