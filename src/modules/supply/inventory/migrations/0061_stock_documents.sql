-- Documents of the storekeeper's own: plain receipts, issues, transfers, revaluations, cost corrections.
create table inventory.stock_document (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  kind text not null check (kind in ('receipt', 'issue', 'transfer', 'revaluation', 'standard_cost', 'cost_correction', 'correction', 'count')),
  site_id uuid not null,
  to_site_id uuid,
  reason text not null,
  note text,
  effective_on date not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, site_id) references organisation.site (company_id, id),
  foreign key (company_id, to_site_id) references organisation.site (company_id, id)
);
create index on inventory.stock_document (company_id, site_id);
create index on inventory.stock_document (company_id, to_site_id);
create index on inventory.stock_document (company_id, effective_on desc);
call kernel.posted_table('inventory.stock_document');

-- A count: the book quantity is frozen when it starts, the difference is posted when it is approved.
create table inventory.stock_count (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  site_id uuid not null,
  location_id uuid,
  state text not null check (state in ('counting', 'posted', 'cancelled')),
  blind boolean not null,
  -- A difference worth more than this needs somebody else's approval.
  limit_minor bigint not null check (limit_minor >= 0),
  note text,
  started_at timestamptz not null,
  started_by text not null,
  approved_at timestamptz,
  approved_by text,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, site_id) references organisation.site (company_id, id),
  foreign key (company_id, location_id) references inventory.location (company_id, id)
);
create index on inventory.stock_count (company_id, site_id);
create index on inventory.stock_count (company_id, location_id);
call kernel.company_table('inventory.stock_count');

create table inventory.count_line (
  company_id int not null references kernel.company,
  id uuid not null,
  count_id uuid not null,
  item_id uuid not null,
  book_quantity numeric not null,
  counted_quantity numeric check (counted_quantity >= 0),
  times_counted int not null default 0,
  counted_by text,
  counted_at timestamptz,
  primary key (company_id, id),
  unique (company_id, count_id, item_id),
  foreign key (company_id, count_id) references inventory.stock_count (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index on inventory.count_line (company_id, item_id);
call kernel.company_table('inventory.count_line');
