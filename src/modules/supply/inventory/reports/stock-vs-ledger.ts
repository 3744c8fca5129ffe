import { answer, type Row } from '#kernel/report.ts';
import { stockVsLedger } from './contract.ts';

export default answer(stockVsLedger, async (tx, { from = null, to = null }) => ({
  rows: await tx.sql<Row>`
    with stock as (
      select to_char(posted_on, 'YYYY-MM') as month, sum(value_minor) as minor
      from inventory.layer_entry where company_id = ${tx.company} group by 1
    ), books as (
      select to_char(l.posted_on, 'YYYY-MM') as month, sum(l.amount_minor) as minor
      from ledger.v_account_role r
      join ledger.v_line l on l.company_id = r.company_id and l.account_id = r.account_id
      where r.company_id = ${tx.company} and r.role = 'inventory' group by 1
    ), months as (
      select coalesce(s.month, b.month) as month,
        (sum(coalesce(s.minor, 0)) over w)::bigint as stock_minor, (sum(coalesce(b.minor, 0)) over w)::bigint as ledger_minor
      from stock s full join books b on b.month = s.month
      window w as (order by coalesce(s.month, b.month))
    )
    select month, stock_minor, ledger_minor, stock_minor - ledger_minor as difference_minor from months
    where (${from}::date is null or month >= to_char(${from}::date, 'YYYY-MM'))
      and (${to}::date is null or month <= to_char(${to}::date, 'YYYY-MM'))
    order by month`,
}));
