-- A requisition is ordered exactly when each of its lines stands on a purchase order or was given up, one at least on an order; one
-- approved may be so in part, one before not at all. What is cancelled has no line that waits beside one that was ordered.
select r.company_id, r.number, r.state, count(*) as lines, count(l.order_id) as ordered
from sourcing.requisition r
join sourcing.requisition_line l on l.company_id = r.company_id and l.requisition_id = r.id
group by r.company_id, r.id
having r.state <> 'cancelled' and (r.state = 'ordered') <> (count(l.order_id) > 0 and bool_and(l.order_id is not null or l.given_up))
  or r.state not in ('approved', 'ordered', 'cancelled') and count(l.order_id) > 0
  or r.state = 'cancelled' and count(l.order_id) > 0 and bool_or(l.order_id is null and not l.given_up)
