-- What is received and not billed, by receipt line, is what purchasing and bills have left on the account for it.
select coalesce(r.company_id, l.company_id) as company_id, r.minor as receipt_lines_minor, l.minor as ledger_minor
from (select company_id, sum(grni_minor) as minor from purchasing.receipt_line group by company_id) r
full join (
  select company_id, -sum(amount_minor) as minor from ledger.v_line
  where role = 'grni' and (source_entity like 'purchasing.%' or source_entity like 'payables.%') group by company_id
) l on l.company_id = r.company_id
where coalesce(r.minor, 0) <> coalesce(l.minor, 0)
