-- On hand and value of a stock row are the sums of its entries; nothing on hand is worth nothing.
select s.company_id, s.id, s.on_hand, s.value_minor, e.quantity, e.minor
from inventory.stock s
left join (
  select company_id, stock_id, sum(quantity) as quantity, sum(value_minor) as minor
  from inventory.layer_entry group by company_id, stock_id
) e on e.company_id = s.company_id and e.stock_id = s.id
where s.on_hand <> coalesce(e.quantity, 0) or s.value_minor <> coalesce(e.minor, 0)
  or (s.on_hand = 0 and s.value_minor <> 0)
