-- Of a tracked item the lots at each site sum to what is on hand; an untracked one has none.
select s.company_id, s.id, i.code, i.tracking, s.on_hand, t.quantity
from inventory.stock s
join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
left join (
  select company_id, stock_id, sum(on_hand) as quantity from inventory.stock_lot group by company_id, stock_id
) t on t.company_id = s.company_id and t.stock_id = s.id
where coalesce(t.quantity, 0) <> case when i.tracking = 'none' then 0 else s.on_hand end
