create schema sales;
grant usage on schema sales to countinghouse_app;

create table sales.sales_order (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('draft', 'confirmed', 'on_hold', 'done', 'cancelled')),
  version int not null default 1,
  customer_id uuid not null,
  customer_reference text,
  ordered_on date not null,
  requested_on date,
  promised_on date,
  confirmed_at timestamptz,
  site_id uuid not null,
  currency text not null references organisation.currency,
  terms_id uuid,
  price_list_id uuid,
  bill_to_id uuid,
  ship_to_id uuid,
  channel text not null default 'desk',
  owner text not null,
  hold_reason text,
  note text,
  freight_minor bigint not null default 0 check (freight_minor >= 0),
  freight_invoiced boolean not null default false,
  -- Tax taken over from another system; null: computed.
  given_tax_minor bigint,
  net_minor bigint not null,
  tax_minor bigint not null,
  -- Net worth of what is not invoiced yet, in the company's currency: what the customer's credit must still cover.
  open_base_minor bigint not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, customer_id) references parties.party (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index sales_order_customer on sales.sales_order (company_id, customer_id, ordered_on);
create index sales_order_open on sales.sales_order (company_id, customer_id) include (open_base_minor) where state in ('confirmed', 'on_hold');
create index sales_order_day on sales.sales_order (company_id, ordered_on desc, id);
create index sales_order_state on sales.sales_order (company_id, state, promised_on);
create index sales_order_site on sales.sales_order (company_id, site_id);
call kernel.company_table('sales.sales_order', 'select, insert, update');

create table sales.order_line (
  company_id int not null,
  id uuid not null,
  order_id uuid not null,
  position int not null,
  item_id uuid not null,
  stocked boolean not null,
  description text not null,
  quantity numeric not null check (quantity > 0),
  unit text not null,
  unit_price numeric not null,
  discount_percent numeric not null default 0 check (discount_percent between 0 and 100),
  -- Why this price: which list, rule and break, or who gave it by hand.
  price_reason jsonb not null,
  tax_codes uuid[],
  net_minor bigint not null,
  requested_on date,
  promised_on date,
  shipped numeric not null default 0 check (shipped >= 0),
  invoiced numeric not null default 0 check (invoiced >= 0),
  returned numeric not null default 0 check (returned >= 0),
  cancelled numeric not null default 0 check (cancelled >= 0),
  primary key (company_id, id),
  foreign key (company_id, order_id) references sales.sales_order (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  check (shipped + cancelled <= quantity and invoiced <= shipped and returned <= shipped)
) with (fillfactor = 80);
create index order_line_order on sales.order_line (company_id, order_id);
create index order_line_item on sales.order_line (company_id, item_id);
call kernel.company_table('sales.order_line');

create table sales.delivery (
  company_id int not null,
  id uuid not null,
  number text not null,
  state text not null check (state in ('picking', 'shipped', 'cancelled')),
  order_id uuid not null,
  customer_id uuid not null,
  site_id uuid not null,
  ship_to_id uuid,
  shipped_on date,
  carrier text,
  tracking text,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, order_id) references sales.sales_order (company_id, id)
);
create index delivery_order on sales.delivery (company_id, order_id);
create index delivery_customer on sales.delivery (company_id, customer_id);
create index delivery_day on sales.delivery (company_id, shipped_on desc, id);
call kernel.company_table('sales.delivery', 'select, insert, update');

create table sales.delivery_line (
  company_id int not null,
  id uuid not null,
  delivery_id uuid not null,
  order_line_id uuid not null,
  item_id uuid not null,
  quantity numeric not null check (quantity > 0),
  invoiced boolean not null default false,
  returned numeric not null default 0 check (returned >= 0),
  move_id uuid,
  primary key (company_id, id),
  foreign key (company_id, delivery_id) references sales.delivery (company_id, id),
  foreign key (company_id, order_line_id) references sales.order_line (company_id, id),
  check (returned <= quantity)
) with (fillfactor = 80);
create index delivery_line_delivery on sales.delivery_line (company_id, delivery_id);
create index delivery_line_order_line on sales.delivery_line (company_id, order_line_id);
call kernel.company_table('sales.delivery_line');

-- Goods a customer sent back.
create table sales.sales_return (
  company_id int not null,
  id uuid not null,
  number text not null,
  delivery_id uuid not null,
  customer_id uuid not null,
  returned_on date not null,
  reason text not null,
  credit_note_id uuid,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, delivery_id) references sales.delivery (company_id, id)
);
create index sales_return_delivery on sales.sales_return (company_id, delivery_id);
call kernel.company_table('sales.sales_return', 'select, insert');

create table sales.return_line (
  company_id int not null,
  id uuid not null,
  return_id uuid not null,
  delivery_line_id uuid not null,
  item_id uuid not null,
  quantity numeric not null check (quantity > 0),
  restocked boolean not null,
  primary key (company_id, id),
  foreign key (company_id, return_id) references sales.sales_return (company_id, id),
  foreign key (company_id, delivery_line_id) references sales.delivery_line (company_id, id)
);
create index return_line_return on sales.return_line (company_id, return_id);
create index return_line_delivery_line on sales.return_line (company_id, delivery_line_id);
call kernel.company_table('sales.return_line', 'select, insert');
