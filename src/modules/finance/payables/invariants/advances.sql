-- What was billed before it came is what the accounts of bill clearing still hold, whatever posted there.
select coalesce(a.company_id, l.company_id) as company_id, a.minor as advances_minor, l.minor as ledger_minor
from (select company_id, sum(open_minor) as minor from payables.advance group by company_id) a
full join (
  select company_id, sum(amount_minor) as minor from ledger.v_line where kept_for = 'bill_clearing' group by company_id
) l on l.company_id = a.company_id
where coalesce(a.minor, 0) <> coalesce(l.minor, 0)
