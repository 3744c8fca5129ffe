-- What was estimated of freight and duty and waits for its bill is what the ledger holds on the accounts of accrued landed cost.
select coalesce(c.company_id, l.company_id) as company_id, c.minor as estimated_minor, l.minor as ledger_minor
from (
  select company_id, sum(total_minor) as minor from purchasing.landed_cost
  where state = 'estimated' and receipt_line_id is null group by company_id
) c
full join (
  select company_id, -sum(amount_minor) as minor from ledger.v_line where kept_for = 'landed_cost_accrual' group by company_id
) l on l.company_id = c.company_id
where coalesce(c.minor, 0) <> coalesce(l.minor, 0)
