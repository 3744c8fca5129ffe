-- A requisition is ordered exactly when each of its lines stands on a purchase order; one approved may be so in part, one before not at all.
select r.company_id, r.number, r.state, count(*) as lines, count(l.order_id) as ordered
from sourcing.requisition r
join sourcing.requisition_line l on l.company_id = r.company_id and l.requisition_id = r.id
where r.state <> 'cancelled'
group by r.company_id, r.id
having (r.state = 'ordered') <> (count(l.order_id) = count(*)) or (r.state not in ('approved', 'ordered') and count(l.order_id) > 0)
