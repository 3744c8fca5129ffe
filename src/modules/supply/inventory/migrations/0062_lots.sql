-- Lots: goods of an item that were made or received together. A serial number is a lot of one piece.
create table inventory.lot (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  number text not null check (number <> ''),
  supplier_lot text,
  made_on date,
  received_on date not null,
  -- The last day the goods may be used.
  expires_on date,
  state text not null default 'released' check (state in ('released', 'quarantine', 'blocked')),
  state_reason text,
  primary key (company_id, id),
  unique (company_id, item_id, number),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index on inventory.lot (company_id, expires_on) where expires_on is not null;
create index on inventory.lot (company_id, supplier_lot) where supplier_lot is not null;
call kernel.company_table('inventory.lot');

-- What is on hand of each lot at each site; changed only while the stock row is held.
create table inventory.stock_lot (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  lot_id uuid not null,
  on_hand numeric not null check (on_hand >= 0),
  primary key (company_id, id),
  unique (company_id, stock_id, lot_id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id),
  foreign key (company_id, lot_id) references inventory.lot (company_id, id)
);
create index on inventory.stock_lot (company_id, lot_id);
create index stock_lot_open on inventory.stock_lot (company_id, stock_id) where on_hand > 0;
call kernel.company_table('inventory.stock_lot');

-- What each move brought (+) or took (-) of each lot. A corrected move has more rows; their sum is what is known now.
create table inventory.move_lot (
  company_id int not null references kernel.company,
  id uuid not null,
  move_id uuid not null,
  lot_id uuid not null,
  quantity numeric not null check (quantity <> 0),
  -- The supplier they came from, the customer they went to or came back from.
  party_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id),
  foreign key (company_id, lot_id) references inventory.lot (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index on inventory.move_lot (company_id, move_id);
create index on inventory.move_lot (company_id, party_id) where party_id is not null;
create index on inventory.move_lot (company_id, lot_id);
call kernel.posted_table('inventory.move_lot');

-- Quantity on hand that may not be promised or leave: lots not released, goods that wait for inspection.
alter table inventory.stock add column held numeric not null default 0 check (held >= 0);

-- Of tracked items each lot is counted by itself.
alter table inventory.count_line
  add column lot_id uuid,
  add foreign key (company_id, lot_id) references inventory.lot (company_id, id),
  drop constraint count_line_company_id_count_id_item_id_key,
  add unique nulls not distinct (company_id, count_id, item_id, lot_id);
create index on inventory.count_line (company_id, lot_id);

-- Returns to the supplier by the receipt they give back.
create index on inventory.move (company_id, layer_id) where layer_id is not null;
