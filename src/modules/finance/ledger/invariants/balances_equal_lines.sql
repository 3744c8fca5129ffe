-- Each balance is the sum of its lines, debits and credits apart.
select company_id, account_id, period_id, cost_centre_id, site_id, sum(debit) as debit_difference, sum(credit) as credit_difference
from (
  select company_id, account_id, period_id, cost_centre_id, site_id, debit_minor as debit, credit_minor as credit from ledger.balance
  union all
  select company_id, account_id, period_id, cost_centre_id, site_id, -greatest(amount_minor, 0), -greatest(-amount_minor, 0) from ledger.line
) as both_sides
group by company_id, account_id, period_id, cost_centre_id, site_id
having sum(debit) <> 0 or sum(credit) <> 0
