-- What a site has of a lot is the sum of what its moves brought and took.
select coalesce(t.company_id, m.company_id) as company_id, coalesce(t.stock_id, m.stock_id) as stock_id,
  coalesce(t.lot_id, m.lot_id) as lot_id, t.on_hand, m.quantity
from inventory.stock_lot t
full join (
  select l.company_id, m.stock_id, l.lot_id, sum(l.quantity) as quantity
  from inventory.move_lot l join inventory.move m on m.company_id = l.company_id and m.id = l.move_id
  group by l.company_id, m.stock_id, l.lot_id
) m on m.company_id = t.company_id and m.stock_id = t.stock_id and m.lot_id = t.lot_id
where coalesce(t.on_hand, 0) <> coalesce(m.quantity, 0)
