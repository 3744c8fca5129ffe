-- What a blanket order counts as drawn is what its orders say: ordered and not cancelled, and no more has come.
select l.company_id, l.id, l.drawn, o.quantity as by_orders
from purchasing.blanket_line l
cross join lateral (
  select coalesce(sum(o.quantity - o.cancelled), 0) as quantity from purchasing.order_line o where o.company_id = l.company_id and o.blanket_line_id = l.id
) o
where l.drawn <> o.quantity
union all
select b.company_id, b.id, b.drawn_minor, o.minor
from purchasing.blanket_order b
join organisation.currency c on c.code = b.currency
cross join lateral (
  select coalesce(sum(round((o.quantity - o.cancelled) * o.unit_price * 10::numeric ^ c.digits)), 0) as minor
  from purchasing.blanket_line l join purchasing.order_line o on o.company_id = l.company_id and o.blanket_line_id = l.id
  where l.company_id = b.company_id and l.blanket_id = b.id
) o
where b.drawn_minor <> o.minor
union all
select o.company_id, o.id, o.received, o.quantity - o.cancelled
from purchasing.order_line o
where o.blanket_line_id is not null and o.received > o.quantity - o.cancelled
