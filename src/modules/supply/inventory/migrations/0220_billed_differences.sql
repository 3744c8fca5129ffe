-- What bills made goods dearer or cheaper than agreed belongs to the goods they cover: goods that went back before they were billed
-- leave without it.
alter table inventory.move add column unbilled numeric check (unbilled is null or unbilled > 0 and unbilled <= quantity and kind = 'supplier_return');
create index move_unbilled on inventory.move (company_id, stock_id) where unbilled is not null;
alter table inventory.move_cost add column of_bill boolean not null default false;
create index move_cost_of_bill on inventory.move_cost (company_id, stock_id) where of_bill;
