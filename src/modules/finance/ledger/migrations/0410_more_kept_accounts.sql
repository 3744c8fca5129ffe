-- Accounts of tax that customers withheld and of what open items are worth more or less are kept as well, where nothing but their role
-- posted there and their role nowhere else. Who posted there by hand goes on as before.
update ledger.account a set kept_for = r.role
from ledger.account_role r
where r.role in ('withholding_receivable', 'fx_revaluation') and r.company_id = a.company_id and r.account_id = a.id
  and a.kept_for is null and a.type in ('asset', 'liability')
  and not exists (select from ledger.account_role o where o.company_id = a.company_id and o.account_id = a.id and o.role <> r.role)
  and not exists (
    select from ledger.line l where l.company_id = a.company_id and (l.account_id = a.id or l.role = r.role)
      and (l.account_id <> a.id or l.role is distinct from r.role));
