-- What must be inspected before it is used: an item, from all suppliers or from one.
create table inventory.inspection_rule (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  supplier_id uuid,
  note text,
  active boolean not null default true,
  primary key (company_id, id),
  unique nulls not distinct (company_id, item_id, supplier_id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id)
);
create index on inventory.inspection_rule (company_id, supplier_id);
call kernel.company_table('inventory.inspection_rule');

-- Goods of a receipt that wait for an inspector. What is neither accepted nor gone is held.
create table inventory.inspection (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  supplier_id uuid,
  quantity numeric not null check (quantity > 0),
  accepted numeric not null default 0 check (accepted >= 0),
  -- Found unfit; held until it goes back or is scrapped.
  rejected numeric not null default 0 check (rejected >= 0),
  -- Scrapped, sent back, or found missing.
  gone numeric not null default 0 check (gone >= 0),
  reason text,
  received_at timestamptz not null,
  received_by text not null,
  inspected_at timestamptz,
  inspected_by text,
  is_open boolean not null generated always as (accepted + gone < quantity) stored,
  primary key (company_id, id),
  unique (company_id, move_id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  check (accepted + gone <= quantity and accepted + rejected <= quantity)
);
create index inspection_open on inventory.inspection (company_id, stock_id) where is_open;
create index on inventory.inspection (company_id, stock_id);
create index on inventory.inspection (company_id, supplier_id);
call kernel.company_table('inventory.inspection');
