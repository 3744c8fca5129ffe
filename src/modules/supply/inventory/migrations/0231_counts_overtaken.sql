-- When an earlier day of something that was counted changed after the count was approved.
alter table inventory.count_line add column changed_at timestamptz;
alter table inventory.stock_count add column changed_at timestamptz;
create index count_line_changed on inventory.count_line (company_id, count_id) where changed_at is not null;
