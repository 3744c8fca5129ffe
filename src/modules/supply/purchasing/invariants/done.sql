-- An order is done exactly when nothing of it is awaited any more.
select o.company_id, o.number, o.state
from purchasing.purchase_order o
cross join lateral (
  select bool_and(l.received + l.cancelled >= l.quantity + l.replaced) as complete from purchasing.order_line l where l.company_id = o.company_id and l.order_id = o.id
) l
where (o.state in ('done', 'cancelled') and not l.complete) or (o.state in ('sent', 'confirmed') and l.complete)
