-- Bill and payment numbers of a year have no gap.
select company_id, series, count(*) as documents, max(n) as highest from (
  select company_id, left(number, -length(substring(number from '[0-9]+$'))) as series, substring(number from '[0-9]+$')::bigint as n from payables.bill
  union all
  select company_id, left(number, -length(substring(number from '[0-9]+$'))), substring(number from '[0-9]+$')::bigint from payables.payment
) numbered group by company_id, series having count(*) <> max(n) or min(n) <> 1
