-- Goods of a delivery count as billed and credited what their bills say, and order lines what their goods say.
select l.company_id, l.id, 'order line' as what, l.invoiced, l.credited, b.quantity as billed, b.credited as taken_back
from sales.order_line l
left join lateral (
  select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.credited), 0) as credited from sales.billing x
  where x.company_id = l.company_id and x.order_line_id = l.id
) b on true
where l.invoiced <> b.quantity or l.credited <> b.credited
union all
select d.company_id, d.id, 'delivery line', d.billed, d.credited, b.quantity, b.credited
from sales.delivery_line d
left join lateral (
  select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.credited), 0) as credited from sales.billing x
  where x.company_id = d.company_id and x.delivery_line_id = d.id
) b on true
where d.billed <> b.quantity or d.credited <> b.credited
union all
-- The goods credited for good that were kept are those of the deliveries.
select l.company_id, l.id, 'forgone', l.invoiced, l.forgone, 0, d.forgone
from sales.order_line l
left join lateral (
  select coalesce(sum(x.forgone), 0) as forgone from sales.delivery_line x where x.company_id = l.company_id and x.order_line_id = l.id
) d on true
where l.forgone <> d.forgone
