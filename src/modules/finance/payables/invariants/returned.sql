-- A payment that was sent back and its mirror settle each other whole, and nothing else.
select r.company_id, r.id, r.number, p.number as sent_back, p.amount_minor, r.amount_minor as back_minor
from payables.payment r
join payables.payment p on p.company_id = r.company_id and p.id = r.returns_id
join payables.open_item x on x.company_id = p.company_id and x.document_id = p.id
join payables.open_item y on y.company_id = r.company_id and y.document_id = r.id
where (r.party_id, r.currency, r.amount_minor) <> (p.party_id, p.currency, -p.amount_minor)
  or not exists (select from payables.match m where m.company_id = r.company_id and m.owed_id = y.id and m.credit_id = x.id and m.amount_minor = p.amount_minor)
  or exists (select from payables.match m where m.company_id = r.company_id and m.undoes_id is null and m.credit_id = x.id and m.owed_id <> y.id
    and not exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id))
