-- A provision adds what its lines add, and stands at the sum of all lines up to it; no stock is provided for below zero.
select p.company_id, p.number, p.delta_minor, l.minor as lines_minor
from inventory.provision p
left join lateral (
  select sum(delta_minor)::bigint as minor from inventory.provision_line l where l.company_id = p.company_id and l.provision_id = p.id
) l on true
left join lateral (
  select sum(delta_minor)::bigint as minor from inventory.provision q where q.company_id = p.company_id and q.id <= p.id
) t on true
where coalesce(l.minor, 0) <> p.delta_minor or t.minor <> p.total_minor
union all
select company_id, item_id::text, sum(delta_minor)::bigint, null
from inventory.provision_line group by company_id, item_id, site_id having sum(delta_minor) < 0
