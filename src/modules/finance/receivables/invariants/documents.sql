-- The items of an invoice, payment or adjustment add up to it, and the lines of an invoice to its net.
select i.company_id, i.id, i.number, i.total_minor, x.amount as items, l.net as lines from receivables.invoice i
left join lateral (select sum(abs(amount_minor)) as amount, sum(abs(base_minor)) as base from receivables.open_item o where o.company_id = i.company_id and o.document_id = i.id) x on true
left join lateral (select sum(net_minor) as net from receivables.invoice_line n where n.company_id = i.company_id and n.invoice_id = i.id) l on true
where coalesce(x.amount, 0) <> abs(i.total_minor) or coalesce(x.base, 0) <> abs(i.base_minor) or coalesce(l.net, 0) <> i.net_minor
union all
select p.company_id, p.id, p.number, p.amount_minor, -x.amount_minor, null from receivables.payment p
left join receivables.open_item x on x.company_id = p.company_id and x.document_id = p.id
where x.amount_minor is distinct from -p.amount_minor
