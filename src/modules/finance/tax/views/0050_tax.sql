-- Tax lines with the names of their codes. `due_minor` is what the tax office gets: positive for tax owed, negative for
-- tax reclaimed; `due_base_minor` is the base with the same sign. Both in the company's currency.
create view tax.v_tax_line as
select l.company_id, l.id, l.document_entity, l.document_id, l.party_id, p.name as party_name, l.day,
  date_trunc('month', l.day)::date as month, l.direction, l.code_id, coalesce(c.code, 'GIVEN') as code,
  coalesce(c.name, 'Tax given with the document') as code_name, coalesce(l.box, '') as box,
  l.base_minor, l.tax_minor, l.base_base_minor, l.tax_base_minor,
  case l.direction when 'sale' then l.base_base_minor else -l.base_base_minor end as due_base_minor,
  case l.direction when 'sale' then l.tax_base_minor else -l.tax_base_minor end as due_minor, l.event_id
from tax.tax_line l
join parties.party p on p.company_id = l.company_id and p.id = l.party_id
left join tax.code c on c.company_id = l.company_id and c.id = l.code_id;
