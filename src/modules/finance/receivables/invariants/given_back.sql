-- Credits took back no more of the discounts of an invoice than were given of it.
select i.company_id, i.number, g.given, b.given_back
from receivables.invoice i
join lateral (
  select coalesce(sum(m.amount_minor), 0) as given_back
  from receivables.adjustment a
  join receivables.open_item o on o.company_id = a.company_id and o.document_id = a.id
  join receivables.match m on m.company_id = o.company_id and m.debit_id = o.id
  join receivables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind <> 'adjustment'
  where a.company_id = i.company_id and a.gives_back_id = i.id
) b on b.given_back <> 0
join lateral (
  select coalesce(sum(o.discounted_minor), 0) as given from receivables.open_item o where o.company_id = i.company_id and o.document_id = i.id
) g on true
where b.given_back > g.given
