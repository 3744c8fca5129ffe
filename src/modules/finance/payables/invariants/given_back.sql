-- Credits took back no more of what was deducted from a bill (discounts, rests given up, tax withheld) than was deducted of that kind.
select i.company_id, i.supplier_number, b.kind, g.given, b.given_back
from payables.bill i
join lateral (
  select a.kind, coalesce(sum(m.amount_minor), 0) as given_back
  from payables.adjustment a
  join payables.open_item o on o.company_id = a.company_id and o.document_id = a.id
  join payables.match m on m.company_id = o.company_id and m.owed_id = o.id
  join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind <> 'adjustment'
  where a.company_id = i.company_id and a.gives_back_id = i.id group by a.kind
) b on b.given_back <> 0
join lateral (
  select coalesce(sum(m.amount_minor), 0) as given
  from payables.open_item o
  join payables.match m on m.company_id = o.company_id and m.owed_id = o.id
  join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'adjustment'
  join payables.adjustment a on a.company_id = c.company_id and a.id = c.document_id and a.kind = b.kind
  where o.company_id = i.company_id and o.document_id = i.id
) g on true
where b.given_back > g.given
