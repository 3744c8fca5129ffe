-- A serial number is one piece, at one site.
select l.company_id, l.id, l.number, sum(t.on_hand) as quantity
from inventory.lot l
join catalog.item i on i.company_id = l.company_id and i.id = l.item_id and i.tracking = 'serial'
join inventory.stock_lot t on t.company_id = l.company_id and t.lot_id = l.id
group by l.company_id, l.id, l.number having sum(t.on_hand) not in (0, 1)
