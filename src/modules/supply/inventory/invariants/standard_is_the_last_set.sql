-- What a piece costs by the standard now is what was set last, by its day, or what its stock began with.
select s.company_id, s.id, s.standard_minor, coalesce(m.unit_minor, s.first_standard_minor) as by_moves
from inventory.stock s
left join lateral (
  select m.unit_minor from inventory.move m
  where m.company_id = s.company_id and m.stock_id = s.id and m.kind = 'revalue' and m.layer_id is null
  order by m.effective_on desc, m.seq desc limit 1
) m on true
where s.method = 'standard' and s.standard_minor is distinct from coalesce(m.unit_minor, s.first_standard_minor)
