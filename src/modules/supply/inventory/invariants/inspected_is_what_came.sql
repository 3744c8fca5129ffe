-- An inspection is of what its receipt brought, as it is known now, and accounts for all of it:
-- received = waiting + accepted + rejected + missing, of which gone are no more than were rejected or are missing, and held the rest.
select n.company_id, n.id, m.quantity as received, n.quantity, n.accepted, n.rejected, n.missing, n.gone
from inventory.inspection n
join inventory.v_move m on m.company_id = n.company_id and m.id = n.move_id
where n.quantity <> m.quantity or n.accepted + n.rejected + n.missing > n.quantity or n.gone > n.rejected + n.missing or n.missing > n.gone
  or n.gone - n.missing < (
    select coalesce(sum(o.quantity), 0) from inventory.v_move o where o.company_id = n.company_id and o.layer_id = n.move_id and o.kind = 'issue')
