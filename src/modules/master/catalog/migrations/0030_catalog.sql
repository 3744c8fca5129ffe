create schema catalog;
grant usage on schema catalog to countinghouse_app;

create table catalog.item_category (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null check (name <> ''),
  parent_id uuid,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code),
  foreign key (company_id, parent_id) references catalog.item_category (company_id, id)
);
create index item_category_parent on catalog.item_category (company_id, parent_id);
call kernel.company_table('catalog.item_category');

create table catalog.item (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null check (name <> ''),
  description text,
  kind text not null check (kind in ('stocked', 'service')),
  category_id uuid,
  unit text not null references organisation.unit,
  list_price numeric check (list_price >= 0),
  standard_cost numeric check (standard_cost >= 0),
  costing_method text not null default 'fifo' check (costing_method in ('fifo', 'average', 'standard')),
  allow_negative boolean not null default false,
  tax_class text,
  weight_kg numeric check (weight_kg >= 0),
  volume_m3 numeric check (volume_m3 >= 0),
  sold boolean not null default true,
  bought boolean not null default true,
  active boolean not null default true,
  custom jsonb not null default '{}',
  primary key (company_id, id),
  unique (company_id, code),
  foreign key (company_id, category_id) references catalog.item_category (company_id, id)
);
create index item_name on catalog.item (company_id, name, id);
create index item_of_category on catalog.item (company_id, category_id);
call kernel.company_table('catalog.item');

-- One of this unit is `factor` of the item's own unit.
create table catalog.item_unit (
  company_id int not null,
  id uuid not null,
  item_id uuid not null,
  unit text not null references organisation.unit,
  factor numeric not null check (factor > 0),
  barcode text,
  primary key (company_id, id),
  unique (company_id, item_id, unit),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
call kernel.company_table('catalog.item_unit');

create table catalog.price_list (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  currency text not null references organisation.currency,
  -- For everyone who has no list of their own.
  is_default boolean not null default false,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('catalog.price_list');

create table catalog.price_rule (
  company_id int not null,
  id uuid not null,
  price_list_id uuid not null,
  item_id uuid,
  category_id uuid,
  customer_id uuid,
  customer_group text,
  minimum numeric not null default 0 check (minimum >= 0),
  from_day date,
  to_day date,
  kind text not null check (kind in ('fixed', 'percent_of_list', 'discount_percent', 'amount_off')),
  value numeric not null check (value >= 0),
  primary key (company_id, id),
  foreign key (company_id, price_list_id) references catalog.price_list (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, category_id) references catalog.item_category (company_id, id),
  foreign key (company_id, customer_id) references parties.party (company_id, id),
  check (num_nonnulls(item_id, category_id) <= 1 and num_nonnulls(customer_id, customer_group) <= 1),
  check (to_day is null or from_day is null or to_day >= from_day)
);
create index price_rule_item on catalog.price_rule (company_id, item_id, price_list_id);
create index price_rule_category on catalog.price_rule (company_id, category_id);
create index price_rule_list on catalog.price_rule (company_id, price_list_id);
create index price_rule_customer on catalog.price_rule (company_id, customer_id);
call kernel.company_table('catalog.price_rule');
