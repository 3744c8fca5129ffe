-- The snapshot of a past day says what the entries say.
select d.company_id, d.stock_id, d.day, d.reported_quantity, d.reported_minor, d.known_quantity, d.known_minor
from inventory.stock_day d
cross join lateral (
  select coalesce(sum(quantity) filter (where posted_on <= d.day), 0) as reported_quantity,
    coalesce(sum(value_minor) filter (where posted_on <= d.day), 0) as reported_minor,
    coalesce(sum(quantity) filter (where effective_on <= d.day), 0) as known_quantity,
    coalesce(sum(value_minor) filter (where effective_on <= d.day), 0) as known_minor
  from inventory.layer_entry e where e.company_id = d.company_id and e.stock_id = d.stock_id
) e
where (d.reported_quantity, d.reported_minor, d.known_quantity, d.known_minor)
  is distinct from (e.reported_quantity, e.reported_minor, e.known_quantity, e.known_minor)
