-- An order is done exactly when nothing of it is left to ship or invoice, and it counts against the customer's credit what is not billed.
select o.company_id, o.number, o.state, o.open_base_minor, c.open_base_minor as not_billed_minor, c.unfinished
from sales.sales_order o join sales.v_order_count c on c.company_id = o.company_id and c.id = o.id
where o.open_base_minor <> c.open_base_minor or (o.state = 'done' and c.unfinished) or (o.state in ('confirmed', 'on_hold') and not c.unfinished)
