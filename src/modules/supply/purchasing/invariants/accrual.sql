-- What a receipt line says waits for a bill and for a credit is what receipts, returns, bills and credits of it made.
select r.company_id, r.id::text as receipt_line, r.grni_minor as open_minor, r.carried_minor + coalesce(a.open_minor, 0) as by_documents, r.claim_minor, a.claim_minor as claim_by_documents
from purchasing.receipt_line r
left join (
  select company_id, receipt_line_id, sum(open_quantity) as open, sum(open_minor) as open_minor, sum(claim_quantity) as claimed, sum(claim_minor) as claim_minor
  from purchasing.accrual group by company_id, receipt_line_id
) a on a.company_id = r.company_id and a.receipt_line_id = r.id
where r.grni_minor <> r.carried_minor + coalesce(a.open_minor, 0) or r.claim_minor <> coalesce(a.claim_minor, 0)
  or r.received - r.returned - r.billed + r.claimed <> r.carried + coalesce(a.open, 0) or r.claimed <> coalesce(a.claimed, 0)
union all
-- Each document's change of its receipt lines is what its entries put on the accounts of it, and on that day; what was carried, and what
-- anything else posted there, together.
select coalesce(a.company_id, l.company_id), coalesce(a.source_id, l.source_id)::text, a.minor, l.minor, null, null
from (
  select company_id, source_id, event_id, coalesce(posted_on, effective_on) as day, sum(open_minor - claim_minor) as minor
  from purchasing.accrual group by company_id, source_id, event_id, day
  union all
  select company_id, null, null, null, sum(carried_minor) from purchasing.receipt_line group by company_id
) a
full join (
  select n.company_id, k.source_id, k.event_id, case when k.source_id is not null then n.posted_on end as day, -sum(n.amount_minor) as minor
  from ledger.v_line n
  left join (select distinct company_id, source_id, event_id from purchasing.accrual) k
    on k.company_id = n.company_id and k.source_id = n.source_id and k.event_id = n.event_id
  where n.kept_for = 'grni'
  group by n.company_id, k.source_id, k.event_id, case when k.source_id is not null then n.posted_on end
) l on l.company_id = a.company_id and coalesce(l.source_id::text, '') = coalesce(a.source_id::text, '') and coalesce(l.event_id::text, '') = coalesce(a.event_id::text, '')
  and l.day is not distinct from a.day
where coalesce(a.minor, 0) <> coalesce(l.minor, 0)
