-- Each filed return begins the day after the one before it.
select company_id, id as filing, starts_on, before as day_before
from (
  select company_id, id, starts_on, lag(ends_on) over (partition by company_id order by ends_on) as before from tax.v_filing where state = 'filed'
) f where before is not null and starts_on <> before + 1
