create schema receivables;
grant usage on schema receivables to countinghouse_app;

-- Invoices and credit notes. Written once; the number is given last, because a gapless series lets one in at a time.
create table receivables.invoice (
  company_id int not null references kernel.company,
  id uuid not null,
  number text,
  kind text not null check (kind in ('invoice', 'credit_note')),
  party_id uuid not null,
  source_entity text not null,
  source_id uuid not null,
  credits_id uuid,
  invoiced_on date not null,
  currency text not null references organisation.currency,
  digits int not null,
  rate numeric not null check (rate > 0),
  terms_id uuid,
  bill_to_id uuid,
  ship_to_id uuid,
  reference text,
  -- Positive on credit notes too: the kind says the direction.
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null check (total_minor = net_minor + tax_minor),
  base_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, credits_id) references receivables.invoice (company_id, id)
);
create index invoice_party on receivables.invoice (company_id, party_id, invoiced_on);
create index invoice_source on receivables.invoice (company_id, source_id);
create index invoice_day on receivables.invoice (company_id, invoiced_on desc, id);
create index invoice_credits on receivables.invoice (company_id, credits_id) where credits_id is not null;
call kernel.posted_table('receivables.invoice', 'number');

create table receivables.invoice_line (
  company_id int not null,
  id uuid not null,
  invoice_id uuid not null,
  position int not null,
  item_id uuid,
  description text not null,
  quantity numeric not null,
  unit text,
  unit_price numeric not null,
  discount_percent numeric not null,
  net_minor bigint not null,
  role text,
  account_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  source_line_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, invoice_id) references receivables.invoice (company_id, id)
);
create index invoice_line_invoice on receivables.invoice_line (company_id, invoice_id, position);
create index invoice_line_item on receivables.invoice_line (company_id, item_id) where item_id is not null;
create index invoice_line_source on receivables.invoice_line (company_id, source_line_id) where source_line_id is not null;
call kernel.posted_table('receivables.invoice_line');

-- Money received from customers, or (negative) paid back to them.
create table receivables.payment (
  company_id int not null references kernel.company,
  id uuid not null,
  number text,
  party_id uuid not null,
  received_on date not null,
  currency text not null references organisation.currency,
  digits int not null,
  rate numeric not null check (rate > 0),
  amount_minor bigint not null check (amount_minor <> 0),
  base_minor bigint not null,
  account_id uuid,
  method text not null,
  reference text,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index payment_party on receivables.payment (company_id, party_id, received_on);
create index payment_day on receivables.payment (company_id, received_on desc, id);
call kernel.posted_table('receivables.payment', 'number');

-- What makes an open item smaller without money: a write-off, an early-payment discount.
create table receivables.adjustment (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('write_off', 'discount')),
  adjusted_on date not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  reason text,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index adjustment_party on receivables.adjustment (company_id, party_id);
call kernel.posted_table('receivables.adjustment');

-- What a customer owes (positive) or has to their credit (negative): one row an instalment, payment or adjustment. Its
-- facts never change; the open part is a cache of the facts and the matches.
create table receivables.open_item (
  company_id int not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'payment', 'adjustment')),
  document_id uuid not null,
  opened_on date not null,
  due_on date not null,
  discount_on date,
  discount_minor bigint not null default 0,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  open_minor bigint not null,
  open_base_minor bigint not null,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  check (sign(open_minor) in (0, sign(amount_minor)) and abs(open_minor) <= abs(amount_minor)),
  check (open_minor <> 0 or open_base_minor = 0)
) with (fillfactor = 80);
create index open_item_open on receivables.open_item (company_id, party_id, due_on) include (open_base_minor) where open_minor <> 0;
create index open_item_due on receivables.open_item (company_id, due_on) where open_minor <> 0;
create index open_item_document on receivables.open_item (company_id, document_id);
call kernel.company_table('receivables.open_item', 'select, insert');
grant update (open_minor, open_base_minor) on receivables.open_item to countinghouse_app;

-- A debit item settled by a credit item, in their common currency. Undone by another row with the signs turned.
create table receivables.match (
  company_id int not null,
  id uuid not null,
  party_id uuid not null,
  debit_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null check (amount_minor <> 0),
  -- What each side was worth in the company's currency; the difference is a realised exchange difference.
  debit_base_minor bigint not null,
  credit_base_minor bigint not null,
  matched_on date not null,
  undoes_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, debit_id) references receivables.open_item (company_id, id),
  foreign key (company_id, credit_id) references receivables.open_item (company_id, id),
  foreign key (company_id, undoes_id) references receivables.match (company_id, id)
);
create index match_debit on receivables.match (company_id, debit_id);
create index match_credit on receivables.match (company_id, credit_id);
create unique index match_undoes on receivables.match (company_id, undoes_id) where undoes_id is not null;
call kernel.posted_table('receivables.match');
