-- Stock: what is on hand and promised, the moves that made it so, and the cost layers behind its value.
create schema inventory;
grant usage on schema inventory to countinghouse_app;

-- Places inside a site, and the virtual ones that goods come from and go to.
create table inventory.location (
  company_id int not null references kernel.company,
  id uuid not null,
  site_id uuid,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  kind text not null default 'stock' check (kind in ('stock', 'supplier', 'customer', 'production', 'loss', 'transit')),
  active boolean not null default true,
  primary key (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id),
  unique nulls not distinct (company_id, site_id, code),
  check ((kind = 'stock') = (site_id is not null))
);
call kernel.company_table('inventory.location');

-- One row an item and site: the row every decision about stock locks. Quantities and value are the sums of its entries.
create table inventory.stock (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  method text not null check (method in ('fifo', 'average', 'standard')),
  on_hand numeric not null default 0,
  reserved numeric not null default 0 check (reserved >= 0),
  value_minor bigint not null default 0,
  -- Quantity that lies in named locations; the rest lies in the site at large.
  placed numeric not null default 0 check (placed >= 0),
  -- Minor units a unit: at the start of its history, and now.
  first_standard_minor numeric,
  standard_minor numeric,
  last_cost_quantity numeric,
  last_cost_minor bigint,
  -- The last move costed; an earlier one is back-dated.
  last_on date,
  last_seq bigint,
  -- The latest day a stock_day row exists for.
  snapshot_on date,
  primary key (company_id, id),
  unique (company_id, item_id, site_id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id),
  check (on_hand <> 0 or value_minor = 0)
) with (fillfactor = 60);
create index on inventory.stock (company_id, site_id);
call kernel.company_table('inventory.stock');

create table inventory.stock_location (
  company_id int not null references kernel.company,
  stock_id uuid not null,
  location_id uuid not null,
  on_hand numeric not null check (on_hand >= 0),
  primary key (company_id, stock_id, location_id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id),
  foreign key (company_id, location_id) references inventory.location (company_id, id)
);
create index on inventory.stock_location (company_id, location_id);
call kernel.company_table('inventory.stock_location');

-- Order of recording. Taken while the stock row is held, so within one stock row it only grows.
create sequence inventory.move_seq cache 1;
grant usage on sequence inventory.move_seq to countinghouse_app;

-- Every change of a stock row. Written once; what is learnt later stands in move_cost and move_correction.
create table inventory.move (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  kind text not null check (kind in ('receipt', 'gain', 'carried', 'issue', 'transfer', 'supplier_return', 'revalue')),
  quantity numeric not null check (quantity > 0 or (kind = 'revalue' and quantity = 0)),
  -- The value of a receipt, the credit of a return to the supplier.
  value_minor bigint,
  -- The new unit cost of a revaluation, in minor units.
  unit_minor numeric,
  -- What a shortage or an unpriced gain is valued at, in minor units a unit, while the stock has no cost of its own.
  fallback_minor numeric,
  -- What a carried move draws its cost from: the move that took the goods out.
  parcel_id uuid,
  -- The receipt a return to the supplier gives back, or the layer a revaluation is about.
  layer_id uuid,
  -- Who is on the other side of the ledger entry: an account role, and a cost centre after a slash.
  other_side text not null,
  -- Where the goods came from or went to.
  counterpart text not null check (counterpart in ('supplier', 'customer', 'production', 'loss', 'transit', 'opening')),
  location_id uuid,
  effective_on date not null,
  seq bigint not null,
  reason text,
  source_entity text not null,
  source_id uuid not null,
  line_id uuid,
  demand_id uuid,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id),
  foreign key (company_id, location_id) references inventory.location (company_id, id),
  check ((kind = 'carried') = (parcel_id is not null)),
  check (kind <> 'receipt' or value_minor is not null),
  check ((kind = 'revalue') = (unit_minor is not null))
);
create index on inventory.move (company_id, stock_id, effective_on, seq);
create index on inventory.move (company_id, source_id);
create index on inventory.move (company_id, parcel_id) where parcel_id is not null;
create index on inventory.move (company_id, location_id) where location_id is not null;
call kernel.posted_table('inventory.move');

-- Value that joins a receipt after it was recorded: a bill that differs, freight, duty, a corrected price.
create table inventory.move_cost (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  label text not null,
  value_minor bigint not null,
  other_side text not null,
  source_entity text not null,
  source_id uuid not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id)
);
create index on inventory.move_cost (company_id, move_id);
create index on inventory.move_cost (company_id, stock_id);
call kernel.posted_table('inventory.move_cost');

-- The quantity or day of a move as it should have been; the last one counts, quantity zero cancels the move.
create table inventory.move_correction (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  quantity numeric not null check (quantity >= 0),
  -- A receipt's own value at that quantity; what joined it later (move_cost) stays, unless it is cancelled.
  value_minor bigint,
  effective_on date not null,
  reason text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id)
);
create index on inventory.move_correction (company_id, move_id);
create index on inventory.move_correction (company_id, stock_id);
call kernel.posted_table('inventory.move_correction');

-- The open part of each cost layer: a cache of the sum of its entries. A layer is named by the move that opened it, the
-- pool of an average or standard item by its stock row. Negative: goods issued before they were received.
create table inventory.layer_state (
  company_id int not null references kernel.company,
  layer_id uuid not null,
  stock_id uuid not null,
  effective_on date not null,
  seq bigint not null,
  quantity numeric not null,
  value_minor bigint not null,
  -- Of a deficit: who bears the difference when it is settled.
  owner_side text,
  owner_role text,
  owner_parcel uuid,
  -- Not the quantity itself stands in the index condition: a layer drawn on but still open keeps its index entry.
  is_open boolean not null generated always as (quantity <> 0) stored,
  primary key (company_id, layer_id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id),
  check (quantity <> 0 or value_minor = 0)
) with (fillfactor = 60);
create index layer_open on inventory.layer_state (company_id, stock_id, effective_on, seq) where is_open;
create index on inventory.layer_state (company_id, stock_id);
call kernel.company_table('inventory.layer_state');

-- The stock side: (quantity, value) put into or taken out of a layer. Corrections are more rows.
create table inventory.layer_entry (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  layer_id uuid not null,
  move_id uuid not null,
  cause_id uuid not null,
  kind text not null check (kind in ('RECEIPT', 'CONSUME', 'DEFICIT', 'SETTLE', 'REVALUE', 'ADJUST', 'REVERSE')),
  quantity numeric not null,
  value_minor bigint not null,
  effective_on date not null,
  posted_on date not null,
  -- The ledger entry its value is in; none where it is zero.
  ledger_entry_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id)
);
create index on inventory.layer_entry (company_id, stock_id, posted_on);
create index on inventory.layer_entry (company_id, move_id);
create index on inventory.layer_entry (company_id, layer_id);
call kernel.posted_table('inventory.layer_entry');

-- An entry is borne by the other side of its own move. A shift says otherwise: value moved to another account (a price
-- variance, the credit of a freight bill) or to another move (an issue whose shortage a receipt settled). The shifts at
-- one move sum to zero.
create table inventory.shift (
  company_id int not null references kernel.company,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  at_move_id uuid not null,
  cause_id uuid not null,
  role text not null check (role in ('move', 'variance', 'revaluation')),
  other_side text not null,
  value_minor bigint not null,
  effective_on date not null,
  posted_on date not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, move_id) references inventory.move (company_id, id)
);
create index on inventory.shift (company_id, move_id);
create index on inventory.shift (company_id, at_move_id);
call kernel.posted_table('inventory.shift');

-- Quantity promised to a demand (an order line) at a site.
create table inventory.reservation (
  company_id int not null references kernel.company,
  demand_id uuid not null,
  stock_id uuid not null,
  quantity numeric not null check (quantity > 0),
  source_entity text not null,
  source_id uuid not null,
  reserved_at timestamptz not null,
  primary key (company_id, demand_id, stock_id),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id)
);
create index on inventory.reservation (company_id, stock_id);
call kernel.company_table('inventory.reservation');

-- Stock at the end of past days, so that a question about the past needs no sum over history. `reported` goes by posting
-- day, `known` by the day things were true; both are kept right by every later posting into the past.
create table inventory.stock_day (
  company_id int not null references kernel.company,
  stock_id uuid not null,
  day date not null,
  reported_quantity numeric not null,
  reported_minor bigint not null,
  known_quantity numeric not null,
  known_minor bigint not null,
  primary key (company_id, stock_id, day),
  foreign key (company_id, stock_id) references inventory.stock (company_id, id)
);
call kernel.company_table('inventory.stock_day');

-- Standard unit costs by day; the last one on or before a day counts.
create table inventory.standard_cost (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  effective_on date not null,
  -- Company currency a unit.
  unit_cost numeric not null check (unit_cost >= 0),
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index on inventory.standard_cost (company_id, item_id, effective_on);
call kernel.posted_table('inventory.standard_cost');
