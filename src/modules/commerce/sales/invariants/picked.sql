-- Nothing is picked beyond what is open on the order line.
select l.company_id, o.number, l.position, l.quantity + l.replaced - l.shipped - l.cancelled as open, p.quantity as picked
from sales.order_line l
join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
join (
  select x.company_id, x.order_line_id, sum(x.quantity) as quantity from sales.delivery_line x
  join sales.delivery h on h.company_id = x.company_id and h.id = x.delivery_id and h.state = 'picking' group by 1, 2
) p on p.company_id = l.company_id and p.order_line_id = l.id
where p.quantity > l.quantity + l.replaced - l.shipped - l.cancelled
