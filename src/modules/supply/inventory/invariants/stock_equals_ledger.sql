-- The value of stock posted on each day equals what the ledger holds on the accounts of stock for that day, whatever posted there.
with stock as (
  select company_id, posted_on, sum(value_minor) as minor from inventory.layer_entry group by company_id, posted_on
), books as (
  select l.company_id, l.posted_on, sum(l.amount_minor) as minor
  from ledger.v_line l where l.kept_for = 'inventory'
  group by l.company_id, l.posted_on
)
select coalesce(s.company_id, b.company_id) as company_id, coalesce(s.posted_on, b.posted_on) as posted_on,
  s.minor as stock_minor, b.minor as ledger_minor
from stock s full join books b on b.company_id = s.company_id and b.posted_on = s.posted_on
where coalesce(s.minor, 0) <> coalesce(b.minor, 0)
