-- What lies in named locations is what the stock row counts as placed, and no more than is on hand.
select s.company_id, s.id, s.on_hand, s.placed, p.quantity
from inventory.stock s
left join (
  select company_id, stock_id, sum(on_hand) as quantity from inventory.stock_location group by company_id, stock_id
) p on p.company_id = s.company_id and p.stock_id = s.id
where s.placed <> coalesce(p.quantity, 0) or s.placed > greatest(s.on_hand, 0)
