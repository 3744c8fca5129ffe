-- The open part of a layer is the sum of its entries; an empty layer is worth nothing.
select coalesce(l.company_id, e.company_id) as company_id, coalesce(l.layer_id, e.layer_id) as layer_id,
  l.quantity, l.value_minor, e.quantity as entry_quantity, e.minor as entry_minor
from inventory.layer_state l
full join (
  select company_id, layer_id, sum(quantity) as quantity, sum(value_minor) as minor
  from inventory.layer_entry group by company_id, layer_id
) e on e.company_id = l.company_id and e.layer_id = l.layer_id
where coalesce(l.quantity, 0) <> coalesce(e.quantity, 0) or coalesce(l.value_minor, 0) <> coalesce(e.minor, 0)
  or (e.quantity = 0 and e.minor <> 0)
