-- No more of a line is credited than was billed, in goods and in money; and when nothing of a bill's lines is left, nothing is left of its taxes
-- and of what it was booked at.
select l.company_id, l.id, l.quantity, c.quantity as credited_quantity, l.net_minor, c.net_minor as credited_minor
from payables.bill_line l
cross join lateral (
  select coalesce(sum(quantity), 0) as quantity, coalesce(sum(net_minor), 0) as net_minor
  from payables.bill_line c where c.company_id = l.company_id and c.credits_line_id = l.id
) c
where c.quantity > l.quantity or abs(c.net_minor) > abs(l.net_minor)
union all
select b.company_id, b.id, null, null, b.total_minor, c.total_minor
from payables.bill b
cross join lateral (
  select sum(c.total_minor)::bigint as total_minor, sum(c.base_minor)::bigint as base_minor from payables.bill c where c.company_id = b.company_id and c.credits_id = b.id
) c
where c.total_minor is not null and (c.total_minor <> b.total_minor or c.base_minor <> b.base_minor) and not exists (
  select from payables.bill_line l where l.company_id = b.company_id and l.bill_id = b.id and l.net_minor <> (
    select coalesce(sum(n.net_minor), 0) from payables.bill_line n where n.company_id = l.company_id and n.credits_line_id = l.id)
)
