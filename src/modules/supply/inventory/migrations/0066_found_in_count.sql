-- What lies there and the book does not know: added to a count, with its new lot and its cost where none is known.
alter table inventory.count_line
  add column found boolean not null default false,
  add column new_lot text,
  add column expires_on date,
  add column unit_cost numeric check (unit_cost >= 0),
  add check (new_lot is null or lot_id is null),
  drop constraint count_line_company_id_count_id_item_id_lot_id_key,
  add unique nulls not distinct (company_id, count_id, item_id, lot_id, new_lot);
