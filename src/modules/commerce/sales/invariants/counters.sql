-- What an order line says was shipped and returned is what its deliveries and returns say.
select l.company_id, o.number, l.position, l.shipped, d.shipped as delivered, l.returned, d.returned as came_back
from sales.order_line l
join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
left join lateral (
  select coalesce(sum(x.quantity), 0) as shipped, coalesce(sum(x.returned), 0) as returned
  from sales.delivery_line x join sales.delivery h on h.company_id = x.company_id and h.id = x.delivery_id and h.state = 'shipped'
  where x.company_id = l.company_id and x.order_line_id = l.id
) d on true
where l.shipped <> d.shipped or l.returned <> d.returned
