-- At specific cost each piece has a layer of its own that holds what the site has of it.
select s.company_id, s.id, t.lot_id, t.on_hand, l.quantity
from inventory.stock s
join inventory.stock_lot t on t.company_id = s.company_id and t.stock_id = s.id
left join inventory.layer_state l on l.company_id = t.company_id and l.layer_id = t.id
where s.method = 'specific' and t.on_hand <> coalesce(l.quantity, 0)
