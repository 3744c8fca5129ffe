-- What a stock row holds back is what lies in lots that are not released and what waits for an inspector.
select s.company_id, s.id, s.held, t.quantity, n.quantity as waiting
from inventory.stock s
left join (
  select t.company_id, t.stock_id, sum(t.on_hand) as quantity
  from inventory.stock_lot t
  join inventory.lot l on l.company_id = t.company_id and l.id = t.lot_id and l.state <> 'released'
  group by t.company_id, t.stock_id
) t on t.company_id = s.company_id and t.stock_id = s.id
left join (
  select company_id, stock_id, sum(quantity - accepted - gone) as quantity from inventory.inspection group by company_id, stock_id
) n on n.company_id = s.company_id and n.stock_id = s.id
where s.held <> coalesce(t.quantity, 0) + coalesce(n.quantity, 0)
