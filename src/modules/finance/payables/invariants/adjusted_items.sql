-- What an item carries of discounts and write-offs given of it is what its adjustments say, and what payments in another currency gave up.
select x.company_id, x.id, x.discounted_minor, x.written_off_minor, coalesce(m.discounted, 0) as discounted, coalesce(m.written_off, 0) as written_off
from payables.open_item x
left join lateral (
  select sum(m.amount_minor) filter (where a.kind = 'discount' and x.amount_minor > 0) as discounted, sum(case when a.kind = 'write_off' then m.amount_minor when c.currency = a.currency then sign(m.amount_minor) * a.given_up_minor end) as written_off
  from payables.match m
  join payables.open_item c on c.company_id = m.company_id and c.id in (m.credit_id, m.owed_id) and c.id <> x.id
  join payables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
  where m.company_id = x.company_id and (m.owed_id = x.id or m.credit_id = x.id)
) m on x.kind <> 'adjustment'
where x.discounted_minor <> coalesce(m.discounted, 0) or x.written_off_minor <> coalesce(m.written_off, 0)
