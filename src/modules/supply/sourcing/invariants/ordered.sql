-- A requisition is ordered exactly when each of its lines stands on a purchase order; before, none does.
select r.company_id, r.number, r.state, count(*) as lines, count(l.order_id) as ordered
from sourcing.requisition r
join sourcing.requisition_line l on l.company_id = r.company_id and l.requisition_id = r.id
group by r.company_id, r.id
having count(l.order_id) <> case when r.state = 'ordered' then count(*) else 0 end
