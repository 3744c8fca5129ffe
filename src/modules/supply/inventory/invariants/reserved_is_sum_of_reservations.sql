-- What a stock row says is reserved is the sum of its reservations, and no more than is on hand and not held.
select s.company_id, s.id, s.on_hand, s.reserved, s.held, r.quantity
from inventory.stock s
join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
left join (
  select company_id, stock_id, sum(quantity) as quantity from inventory.reservation group by company_id, stock_id
) r on r.company_id = s.company_id and r.stock_id = s.id
where s.reserved <> coalesce(r.quantity, 0) or (s.reserved > s.on_hand - s.held and s.reserved > 0 and not i.allow_negative)
