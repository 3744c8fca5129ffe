-- What taxes there are, when each applies, and the ledger of the taxes posted.

create schema tax;
grant usage on schema tax to countinghouse_app;

-- A group has members and no rate. A reverse charge is owed and reclaimed at once; `reverse_box` is where it is owed.
create table tax.code (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  direction text not null check (direction in ('sale', 'purchase')),
  kind text not null default 'percent' check (kind in ('percent', 'fixed', 'group')),
  included boolean not null default false,
  affects_next boolean not null default false,
  affected_by_previous boolean not null default true,
  deductible_percent numeric not null default 100 check (deductible_percent between 0 and 100),
  reverse_charge boolean not null default false,
  -- Null: the account of the role tax_payable (sales) or tax_receivable (purchases).
  account_id uuid,
  box text,
  reverse_box text,
  note text,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code),
  foreign key (company_id, account_id) references ledger.account (company_id, id),
  check (not reverse_charge or (direction = 'purchase' and kind = 'percent'))
);
create index code_account on tax.code (company_id, account_id);
call kernel.company_table('tax.code');

-- The rate of a code from a day (null: since ever) until the next one. Per cent, or major units per unit of goods.
create table tax.rate (
  company_id int not null,
  id uuid not null,
  code_id uuid not null,
  from_day date,
  rate numeric not null check (rate >= 0),
  primary key (company_id, id),
  unique nulls not distinct (company_id, code_id, from_day),
  foreign key (company_id, code_id) references tax.code (company_id, id)
);
call kernel.company_table('tax.rate');

create table tax.group_member (
  company_id int not null,
  id uuid not null,
  group_id uuid not null,
  code_id uuid not null,
  position int not null,
  primary key (company_id, id),
  unique (company_id, group_id, code_id),
  foreign key (company_id, group_id) references tax.code (company_id, id),
  foreign key (company_id, code_id) references tax.code (company_id, id)
);
create index group_member_code on tax.group_member (company_id, code_id);
call kernel.company_table('tax.group_member');

-- When a code applies, in the shape of the tax engine. Null criteria fit everything.
create table tax.rule (
  company_id int not null references kernel.company,
  id uuid not null,
  direction text not null check (direction in ('sale', 'purchase')),
  priority int not null default 0,
  code_id uuid not null,
  party_tax_class text,
  item_tax_class text,
  area text check (area in ('domestic', 'union', 'abroad')),
  country text references organisation.country,
  region text,
  from_day date,
  to_day date,
  note text,
  active boolean not null default true,
  primary key (company_id, id),
  foreign key (company_id, code_id) references tax.code (company_id, id),
  check (to_day is null or from_day is null or to_day >= from_day)
);
create index rule_code on tax.rule (company_id, code_id);
create index rule_country on tax.rule (country);
call kernel.company_table('tax.rule');

-- The tax ledger: a row a document and tax (a reverse charge has two). Amounts of documents that take back are negative.
-- `base_minor` and `tax_minor` are in the document's currency, the others in the company's. No code: tax given from outside.
create table tax.tax_line (
  company_id int not null,
  id uuid not null,
  document_entity text not null,
  document_id uuid not null,
  party_id uuid not null,
  day date not null,
  direction text not null check (direction in ('sale', 'purchase')),
  code_id uuid,
  box text,
  base_minor bigint not null,
  tax_minor bigint not null,
  base_base_minor bigint not null,
  tax_base_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, code_id) references tax.code (company_id, id)
);
create index tax_line_day on tax.tax_line (company_id, day, id);
create index tax_line_document on tax.tax_line (company_id, document_id);
create index tax_line_party on tax.tax_line (company_id, party_id);
create index tax_line_code on tax.tax_line (company_id, code_id, day);
call kernel.posted_table('tax.tax_line');
