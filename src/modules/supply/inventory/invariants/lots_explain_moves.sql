-- Every move of a tracked item is explained by its lots.
select m.company_id, m.id, m.kind, m.change, t.quantity
from inventory.v_move m
join catalog.item i on i.company_id = m.company_id and i.id = m.item_id
left join (
  select company_id, move_id, sum(quantity) as quantity from inventory.move_lot group by company_id, move_id
) t on t.company_id = m.company_id and t.move_id = m.id
where coalesce(t.quantity, 0) <> case when i.tracking = 'none' then 0 else m.change end
