-- What an order line says was invoiced, credited and credited for good is what the invoices and credit notes of it say, in goods, net and tax; so what
-- is still owed of it (shipped less returned less invoiced plus credited, without the goods credited for good that were kept) is what the customer was not
-- billed. Goods credited for good count as billed once and for all: more than was shipped is never billed of a line.
select l.company_id, o.number, l.position, l.shipped, l.invoiced, b.invoiced as on_invoices, l.credited, b.credited as on_credit_notes, l.waived,
  b.for_good, l.billed_minor, b.net_minor, l.billed_tax_minor, b.tax_minor
from sales.order_line l
join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
left join lateral (
  select coalesce(sum(x.quantity) filter (where x.kind = 'invoice'), 0) as invoiced, coalesce(sum(x.quantity) filter (where x.kind = 'credit_note'), 0) as credited,
    coalesce(sum(x.quantity) filter (where x.for_good), 0) as for_good,
    coalesce(sum(case when x.kind = 'invoice' then x.net_minor when not x.for_good then -x.net_minor end), 0) as net_minor,
    coalesce(sum(case when x.kind = 'invoice' then x.tax_minor when not x.for_good then -x.tax_minor end), 0) as tax_minor
  from receivables.v_billed_line x where x.company_id = l.company_id and x.source_line_id = l.id and not x.price_only
) b on true
where l.invoiced <> b.invoiced or l.credited <> b.credited or l.waived <> b.for_good or l.billed_minor <> b.net_minor or l.billed_tax_minor <> b.tax_minor
  or b.invoiced - b.credited + b.for_good > l.shipped
