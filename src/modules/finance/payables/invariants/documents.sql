-- The items of a bill, credit or payment add up to it, and the lines of a bill to its net.
select b.company_id, b.id, b.number, b.total_minor, x.amount as items, l.net as lines from payables.bill b
left join lateral (select sum(abs(amount_minor)) as amount, sum(abs(base_minor)) as base from payables.open_item o where o.company_id = b.company_id and o.document_id = b.id) x on true
left join lateral (select sum(net_minor) as net from payables.bill_line n where n.company_id = b.company_id and n.bill_id = b.id) l on true
where coalesce(x.amount, 0) <> b.total_minor or coalesce(x.base, 0) <> abs(b.base_minor) or coalesce(l.net, 0) <> b.net_minor
union all
select p.company_id, p.id, p.number, p.amount_minor, -x.amount_minor, null from payables.payment p
left join payables.open_item x on x.company_id = p.company_id and x.document_id = p.id
where x.amount_minor is distinct from -p.amount_minor
