-- A shift only says who bears a value: the shifts at one move sum to zero.
select company_id, at_move_id, sum(value_minor) as minor
from inventory.shift group by company_id, at_move_id having sum(value_minor) <> 0
