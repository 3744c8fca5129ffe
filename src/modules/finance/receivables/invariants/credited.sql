-- Credits take no more of an invoice line than was billed, in goods, net and each tax; when all its goods are credited, nothing of it is left.
select l.company_id, i.number, l.position, l.quantity, c.quantity as credited, l.net_minor, c.net_minor as credited_minor, t.code, t.tax_minor, t.credited_tax_minor
from receivables.invoice_line l
join receivables.invoice i on i.company_id = l.company_id and i.id = l.invoice_id
join lateral (
  select coalesce(sum(x.quantity) filter (where x.price_only is not true), 0) as quantity, sum(x.net_minor) as net_minor
  from receivables.invoice_line x where x.company_id = l.company_id and x.credits_line_id = l.id having count(*) > 0
) c on true
left join lateral (
  select k.code, sum(k.tax_minor) filter (where not k.credit) as tax_minor, coalesce(sum(k.tax_minor) filter (where k.credit), 0) as credited_tax_minor
  from (
    select t ->> 'code' as code, t ->> 'box' as box, (t ->> 'taxMinor')::bigint as tax_minor, false as credit from jsonb_array_elements(l.taxes) t
    union all
    select t ->> 'code', t ->> 'box', (t ->> 'taxMinor')::bigint, true from receivables.invoice_line x cross join lateral jsonb_array_elements(x.taxes) t
    where x.company_id = l.company_id and x.credits_line_id = l.id
  ) k group by k.code, k.box
) t on true
where c.quantity > l.quantity or abs(c.net_minor) > abs(l.net_minor) or abs(t.credited_tax_minor) > abs(t.tax_minor)
  or (c.quantity = l.quantity and (c.net_minor <> l.net_minor or t.credited_tax_minor <> t.tax_minor))
