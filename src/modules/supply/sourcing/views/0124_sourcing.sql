-- What was bought for sales order lines. Goods that go straight to a customer are of no use beyond what the sale lacks; others are bought in packs, and
-- are of no use to a sale that lacks nothing.
create view sourcing.v_sale_supply as
select l.company_id, l.id, l.order_id, l.item_id, l.supplier_id, l.direct, l.state, l.label, s.id as sale_line_id, s.order_id as sale_id,
  s.state as sale_state, w.awaited, greatest(s.missing, 0) as lacking,
  w.awaited > 0 and (s.missing <= 0 or l.direct and w.awaited + coalesce((
    select sum(case when m.state = 'draft' then m.quantity - m.cancelled else m.open end) from purchasing.v_order_line m
    where m.company_id = l.company_id and m.demand_id = l.demand_id and m.id <> l.id and m.state in ('draft', 'sent', 'confirmed')), 0) > s.missing) as needless
from purchasing.v_order_line l
cross join lateral (
  select case l.state when 'draft' then l.quantity - l.cancelled when 'cancelled' then 0 else l.open end as awaited) w
join sales.v_order_line s on s.company_id = l.company_id and s.id = l.demand_id;
