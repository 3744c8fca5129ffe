create schema parties;
grant usage on schema parties to countinghouse_app;

create table parties.terms (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  -- Instalments and early-payment discount, in the shape of the terms engine.
  definition jsonb not null,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('parties.terms');

create table parties.party (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null check (name <> ''),
  kind text not null default 'company' check (kind in ('company', 'person')),
  is_customer boolean not null default false,
  is_supplier boolean not null default false,
  is_carrier boolean not null default false,
  is_employee boolean not null default false,
  customer_group text,
  supplier_group text,
  currency text references organisation.currency,
  language text not null default 'en',
  country text references organisation.country,
  region text,
  email text,
  phone text,
  tax_id text,
  tax_id_valid boolean not null default false,
  tax_class text,
  sales_terms_id uuid,
  purchase_terms_id uuid,
  -- Kept by the catalog, which stands downstream.
  price_list_id uuid,
  credit_limit_minor bigint check (credit_limit_minor >= 0),
  credit_hold boolean not null default false,
  note text,
  active boolean not null default true,
  custom jsonb not null default '{}',
  primary key (company_id, id),
  unique (company_id, code),
  foreign key (company_id, sales_terms_id) references parties.terms (company_id, id),
  foreign key (company_id, purchase_terms_id) references parties.terms (company_id, id)
);
create index party_name on parties.party (company_id, name, id);
create index party_sales_terms on parties.party (company_id, sales_terms_id);
create index party_purchase_terms on parties.party (company_id, purchase_terms_id);
call kernel.company_table('parties.party');

create table parties.address (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('billing', 'delivery', 'office')),
  label text not null default '',
  street text not null,
  street2 text,
  city text not null,
  region text,
  postal_code text,
  country text not null references organisation.country,
  is_default boolean not null default false,
  active boolean not null default true,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index address_party on parties.address (company_id, party_id, kind);
call kernel.company_table('parties.address');

create table parties.contact (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  name text not null check (name <> ''),
  role text,
  email text,
  phone text,
  active boolean not null default true,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index contact_party on parties.contact (company_id, party_id);
call kernel.company_table('parties.contact');
