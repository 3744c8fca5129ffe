-- What an order says was billed of its freight, and credited of it for good, is what its invoices and their credit notes say.
select o.company_id, o.number, o.freight_billed_minor, coalesce(f.billed, 0) as on_invoices, o.freight_waived_minor, coalesce(f.waived, 0) as on_credit_notes
from sales.sales_order o
left join lateral (
  select sum(case when x.kind = 'invoice' then x.net_minor when not (x.for_good or x.price_only) then -x.net_minor end)::bigint as billed,
    coalesce(sum(x.net_minor) filter (where x.kind = 'credit_note' and (x.for_good or x.price_only)), 0)::bigint as waived
  from receivables.v_billed_freight x where x.company_id = o.company_id and x.order_id = o.id
) f on true
where o.freight_billed_minor <> coalesce(f.billed, 0) or o.freight_waived_minor <> coalesce(f.waived, 0)
