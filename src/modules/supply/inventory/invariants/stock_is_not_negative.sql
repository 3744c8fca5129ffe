-- Stock is below zero only where the item allows it.
select s.company_id, s.id, i.code, s.on_hand
from inventory.stock s join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
where s.on_hand < 0 and not i.allow_negative
