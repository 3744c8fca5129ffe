-- A line counted again is frozen again; what the count before said stays beside it.
alter table inventory.count_line
  add column frozen_at timestamptz,
  add column earlier_quantity numeric,
  add column earlier_by text;
update inventory.count_line l set frozen_at = c.started_at
from inventory.stock_count c where c.company_id = l.company_id and c.id = l.count_id;
alter table inventory.count_line alter column frozen_at set not null;
