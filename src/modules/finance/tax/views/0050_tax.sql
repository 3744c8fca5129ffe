-- Returns with what became of them.
create view tax.v_filing as
select f.company_id, f.id, f.starts_on, f.ends_on, f.filed_on, f.reference, f.note, f.actor, f.due_minor,
  to_char(f.starts_on, 'FMDD Mon YYYY') || ' to ' || to_char(f.ends_on, 'FMDD Mon YYYY') as label,
  w.reason as withdrawn_for, w.withdrawn_on, case when w.id is null then 'filed' else 'withdrawn' end as state
from tax.filing f left join tax.filing_withdrawal w on w.company_id = f.company_id and w.filing_id = f.id;

-- Tax lines with the names of their codes. `due_minor` is what the tax office gets: positive for tax owed, negative for
-- tax reclaimed; `due_base_minor` is the base with the same sign. Both in the company's currency. `late_for` is the filed return
-- whose days hold its document's, when it is declared in a later one.
create view tax.v_tax_line as
select l.company_id, l.id, l.document_entity, l.document_id, l.party_id, p.name as party_name, l.day,
  coalesce(l.posted_on, l.day) as posted_on, coalesce(l.return_on, l.posted_on, l.day) as return_on,
  date_trunc('month', coalesce(l.posted_on, l.day))::date as month, l.direction, l.code_id, coalesce(c.code, 'GIVEN') as code,
  coalesce(c.name, 'Tax given with the document') as code_name, coalesce(l.box, '') as box,
  coalesce(l.role, case l.direction when 'sale' then 'tax_payable' else 'tax_receivable' end) as role, l.rate,
  l.base_minor, l.tax_minor, l.base_base_minor, l.tax_base_minor,
  case l.direction when 'sale' then l.base_base_minor else -l.base_base_minor end as due_base_minor,
  case l.direction when 'sale' then l.tax_base_minor else -l.tax_base_minor end as due_minor, l.event_id,
  (select f.id from tax.v_filing f where f.company_id = l.company_id and f.state = 'filed' and l.day between f.starts_on and f.ends_on
    and f.ends_on < coalesce(l.return_on, l.posted_on, l.day)) as late_for
from tax.tax_line l
join parties.party p on p.company_id = l.company_id and p.id = l.party_id
left join tax.code c on c.company_id = l.company_id and c.id = l.code_id;
