-- What is still owed for a line is received - returned - billed + credited: its documents say the same of it as its counters do, and goods of
-- which no credit was ever awaited are accrued or cleared at just what was accrued for them when they
-- came. (Of what came before documents were kept there are not all.)
select r.company_id, r.id::text as receipt_line, r.received - r.returned - r.billed as owed, r.received - r.returned - d.billed + d.credited as by_documents,
  r.grni_minor + r.cleared_minor as accrued_minor, d.accrued_minor as came_with
from purchasing.receipt_line r
cross join lateral (
  select coalesce(sum(-a.open_quantity) filter (where a.kind = 'billed'), 0) as billed,
    coalesce(sum(a.open_quantity - a.claim_quantity) filter (where a.kind in ('credited', 'settled')), 0) as credited,
    coalesce(sum(a.open_minor) filter (where a.kind in ('received', 'returned')), 0) as accrued_minor,
    coalesce(bool_or(a.claim_quantity <> 0), false) as claimed,
    sum(a.open_quantity) filter (where a.kind = 'received') as received
  from purchasing.accrual a where a.company_id = r.company_id and a.receipt_line_id = r.id
) d
where d.received = r.received
  and (r.billed <> d.billed - d.credited or (not d.claimed and r.grni_minor + r.cleared_minor <> d.accrued_minor))
