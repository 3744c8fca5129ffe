-- What we owe suppliers, summed over open items, is the balance of the payable account.
select coalesce(o.company_id, l.company_id) as company_id, o.open_base_minor, l.balance_minor
from (select company_id, sum(open_base_minor) as open_base_minor from payables.open_item group by company_id) o
full join (
  select b.company_id, -sum(b.amount_minor) as balance_minor from ledger.v_balance b
  join ledger.v_account_role r on r.company_id = b.company_id and r.account_id = b.account_id and r.role = 'payable' group by b.company_id
) l on l.company_id = o.company_id
where coalesce(o.open_base_minor, 0) <> coalesce(l.balance_minor, 0)
