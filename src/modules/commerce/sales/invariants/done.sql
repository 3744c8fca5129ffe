-- An order is done exactly when nothing of it is left to ship or invoice, and then it counts no more against the customer's credit.
select o.company_id, o.number, o.state, o.open_base_minor from sales.sales_order o
where (o.state = 'done' and (o.open_base_minor <> 0 or exists (
    select from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id and (l.shipped + l.cancelled < l.quantity or l.invoiced < l.shipped))))
  or (o.state = 'confirmed' and not exists (
    select from sales.order_line l where l.company_id = o.company_id and l.order_id = o.id and (l.shipped + l.cancelled < l.quantity or l.invoiced < l.shipped)))
