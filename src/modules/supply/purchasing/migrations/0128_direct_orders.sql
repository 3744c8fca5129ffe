-- Orders the supplier delivers straight to the customer, and where to.
alter table purchasing.purchase_order
  add column direct boolean not null default false,
  add column ship_to_id uuid,
  add foreign key (company_id, ship_to_id) references parties.address (company_id, id),
  add check (direct or ship_to_id is null);
create index purchase_order_ship_to on purchasing.purchase_order (company_id, ship_to_id) where ship_to_id is not null;
