-- What was agreed with a supplier for a span of time: how much at most, at which prices. Orders draw from it.
create table purchasing.blanket_order (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('active', 'closed')),
  supplier_id uuid not null,
  reference text,
  currency text not null references organisation.currency,
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  -- The most that may be ordered, at the agreed prices; null: only the quantities of the lines limit it.
  amount_minor bigint check (amount_minor > 0),
  drawn_minor bigint not null default 0 check (drawn_minor >= 0),
  note text,
  owner text not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  check (amount_minor is null or drawn_minor <= amount_minor)
);
create index blanket_order_supplier on purchasing.blanket_order (company_id, supplier_id);
create index blanket_order_end on purchasing.blanket_order (company_id, valid_to) where state = 'active';
call kernel.company_table('purchasing.blanket_order', 'select, insert, update');

-- Quantities are in the item's own unit; what is drawn is ordered and not cancelled.
create table purchasing.blanket_line (
  company_id int not null,
  id uuid not null,
  blanket_id uuid not null,
  position int not null,
  item_id uuid not null,
  quantity numeric check (quantity > 0),
  drawn numeric not null default 0 check (drawn >= 0),
  primary key (company_id, id),
  unique (company_id, blanket_id, position),
  foreign key (company_id, blanket_id) references purchasing.blanket_order (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  check (quantity is null or drawn <= quantity)
);
create index blanket_line_item on purchasing.blanket_line (company_id, item_id);
call kernel.company_table('purchasing.blanket_line', 'select, insert, update');

-- The agreed price of one, from a quantity called off at once; each line has one from nothing on.
create table purchasing.blanket_price (
  company_id int not null,
  id uuid not null,
  line_id uuid not null,
  from_quantity numeric not null check (from_quantity >= 0),
  unit_price numeric not null check (unit_price >= 0),
  primary key (company_id, id),
  unique (company_id, line_id, from_quantity),
  foreign key (company_id, line_id) references purchasing.blanket_line (company_id, id)
);
call kernel.company_table('purchasing.blanket_price', 'select, insert');

alter table purchasing.order_line
  add column blanket_line_id uuid,
  add foreign key (company_id, blanket_line_id) references purchasing.blanket_line (company_id, id);
create index order_line_blanket on purchasing.order_line (company_id, blanket_line_id) where blanket_line_id is not null;

-- Companies made before there were blanket orders.
insert into kernel.number_series (company_id, series, year, prefix)
select id, 'purchasing.blanket_order', 0, 'BO-' from kernel.company on conflict do nothing;
