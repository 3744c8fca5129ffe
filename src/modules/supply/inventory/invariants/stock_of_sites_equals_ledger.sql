-- The value of stock at each site is what the lines of the inventory account say of that site. Books that hold lines from before
-- lines named their site are passed over.
with stock as (
  select s.company_id, s.site_id, sum(s.value_minor) as minor from inventory.stock s group by s.company_id, s.site_id
), lines as (
  select l.company_id, l.site_id, l.amount_minor
  from ledger.v_line l
  join ledger.v_account_role r on r.company_id = l.company_id and r.role = 'inventory' and r.account_id = l.account_id
), books as (
  select company_id, site_id, sum(amount_minor) as minor from lines group by company_id, site_id
)
select coalesce(s.company_id, b.company_id) as company_id, coalesce(s.site_id, b.site_id) as site_id,
  s.minor as stock_minor, b.minor as ledger_minor
from stock s full join books b on b.company_id = s.company_id and b.site_id = s.site_id
where coalesce(s.minor, 0) <> coalesce(b.minor, 0)
  and not exists (select from lines n where n.company_id = coalesce(s.company_id, b.company_id) and n.site_id is null)
