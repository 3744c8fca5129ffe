-- On each day what customers owe, summed over open items as they stood then, change by what the receivable account changed, whoever posted there: so an
-- ageing of any past day is the balance of that day.
select company_id, day, sum(items) as items_minor, sum(ledger) as ledger_minor
from (
  select company_id, opened_on as day, base_minor as items, 0 as ledger from receivables.open_item
  union all select company_id, matched_on, credit_base_minor - debit_base_minor, 0 from receivables.match
  union all select l.company_id, l.posted_on, 0, l.amount_minor from ledger.v_line l
  where l.kept_for = 'receivable'
) moved
group by company_id, day having sum(items) <> sum(ledger)
