-- Whatever enters or leaves stock is borne by exactly one account, and the ledger's stock journal says the same.
with borne as (
  select e.company_id, split_part(m.other_side, '/', 1) as role, e.value_minor
  from inventory.layer_entry e join inventory.move m on m.company_id = e.company_id and m.id = e.move_id
  union all
  select company_id, case when role = 'variance' then 'purchase_variance' else split_part(other_side, '/', 1) end, value_minor
  from inventory.shift
), stock as (
  select company_id, role, sum(value_minor) as minor from borne group by company_id, role
), books as (
  select company_id, role, -sum(amount_minor) as minor from ledger.v_line
  where journal = 'stock' and role <> 'inventory' group by company_id, role
)
select coalesce(s.company_id, b.company_id) as company_id, coalesce(s.role, b.role) as role,
  s.minor as stock_minor, b.minor as ledger_minor
from stock s full join books b on b.company_id = s.company_id and b.role = s.role
where coalesce(s.minor, 0) <> coalesce(b.minor, 0)
