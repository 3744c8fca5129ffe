-- What provisions say was provided is what the ledger holds of them on the provision account, entry by entry.
select p.company_id, p.number, p.delta_minor, l.minor as ledger_minor
from inventory.provision p
left join lateral (
  select sum(v.amount_minor) as minor from ledger.v_line v
  join ledger.v_account_role r on r.company_id = v.company_id and r.account_id = v.account_id and r.role = 'provision_stock'
  where v.company_id = p.company_id and v.source_entity = 'inventory.provision' and v.source_id = p.id
) l on true
where coalesce(l.minor, 0) <> -p.delta_minor
