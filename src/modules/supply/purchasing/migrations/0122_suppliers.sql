-- What suppliers ask: by item, currency, quantity and day. The highest quantity reached, then the latest day, holds.
create table purchasing.supplier_price (
  company_id int not null references kernel.company,
  id uuid not null,
  supplier_id uuid not null,
  item_id uuid not null,
  currency text not null references organisation.currency,
  from_quantity numeric not null default 0 check (from_quantity >= 0),
  unit_price numeric not null check (unit_price >= 0),
  from_day date,
  to_day date check (to_day >= from_day),
  -- The least and the multiple that is sold, in the item's own unit.
  minimum numeric not null default 0 check (minimum >= 0),
  pack numeric not null default 0 check (pack >= 0),
  lead_days int not null default 0 check (lead_days between 0 and 3650),
  supplier_item text,
  active boolean not null default true,
  primary key (company_id, id),
  unique nulls not distinct (company_id, supplier_id, item_id, currency, from_quantity, from_day),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index supplier_price_item on purchasing.supplier_price (company_id, item_id);
call kernel.company_table('purchasing.supplier_price');

-- What was decided about a supplier. Without a row it may be bought from.
create table purchasing.supplier_standing (
  company_id int not null references kernel.company,
  id uuid not null,
  supplier_id uuid not null,
  standing text not null check (standing in ('approved', 'warned', 'blocked')),
  reason text,
  primary key (company_id, id),
  unique (company_id, supplier_id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id)
);
call kernel.company_table('purchasing.supplier_standing');
