-- What an order line and a receipt line count is what receipts and returns say.
select l.company_id, l.id, l.received, r.received as by_receipts, l.rejected, r.rejected as rejected_by_receipts, l.replaced, r.replaced as replaced_by_returns
from purchasing.order_line l
cross join lateral (
  select coalesce(sum(received), 0) as received, coalesce(sum(rejected), 0) as rejected, coalesce(sum(replaced), 0) as replaced
  from purchasing.receipt_line r
  left join lateral (
    select sum(x.quantity) as replaced from purchasing.return_line x
    join purchasing.supplier_return s on s.company_id = x.company_id and s.id = x.return_id and s.replace
    where x.company_id = r.company_id and x.receipt_line_id = r.id
  ) s on true
  where r.company_id = l.company_id and r.order_line_id = l.id
) r
where l.received <> r.received or l.rejected <> r.rejected or l.replaced <> r.replaced
union all
select r.company_id, r.id, r.returned, x.quantity, null, null, null, null
from purchasing.receipt_line r
cross join lateral (
  select coalesce(sum(quantity), 0) as quantity from purchasing.return_line x where x.company_id = r.company_id and x.receipt_line_id = r.id
) x
where r.returned <> x.quantity
