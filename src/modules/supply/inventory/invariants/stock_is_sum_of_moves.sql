-- The entries of each move carry the quantity the move has as it is known now.
select m.company_id, m.id, m.kind, m.change, e.quantity
from inventory.v_move m
left join (
  select company_id, move_id, sum(quantity) as quantity from inventory.layer_entry group by company_id, move_id
) e on e.company_id = m.company_id and e.move_id = m.id
where m.change <> coalesce(e.quantity, 0)
