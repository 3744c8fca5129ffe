-- A filed return says what the taxes of its days add up to, box by box, and every tax before the end of the last one is in one of them.
select coalesce(b.company_id, l.company_id) as company_id, coalesce(b.filing_id, l.filing_id) as filing, coalesce(b.box, l.box) as box,
  b.due_minor, l.due_minor as taxes_minor, b.base_minor, l.base_minor as bases_minor
from (
  select b.* from tax.filed_box b join tax.v_filing f on f.company_id = b.company_id and f.id = b.filing_id and f.state = 'filed'
) b
full join (
  select t.company_id, f.id as filing_id, t.box, sum(t.due_minor) as due_minor, sum(t.due_base_minor) as base_minor
  from tax.v_tax_line t
  left join tax.v_filing f on f.company_id = t.company_id and f.state = 'filed' and t.return_on between f.starts_on and f.ends_on
  where t.return_on <= (select max(ends_on) from tax.v_filing last where last.company_id = t.company_id and last.state = 'filed')
  group by t.company_id, f.id, t.box
) l on l.company_id = b.company_id and l.filing_id = b.filing_id and l.box = b.box
where (b.due_minor, b.base_minor) is distinct from (l.due_minor, l.base_minor)
