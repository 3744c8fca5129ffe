-- What a line of a request counts as awarded is what its awards say; a request whose lines are all awarded is not open.
select l.company_id, l.id, l.awarded, a.quantity as by_awards
from purchasing.quotation_line l
cross join lateral (
  select coalesce(sum(quantity), 0) as quantity from purchasing.quotation_award a where a.company_id = l.company_id and a.line_id = l.id
) a
where l.awarded <> a.quantity
union all
select r.company_id, r.id, null, null
from purchasing.quotation_request r
where r.state = 'sent' and not exists (
  select from purchasing.quotation_line l where l.company_id = r.company_id and l.request_id = r.id and l.awarded < l.quantity
)
