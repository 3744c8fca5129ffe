create schema payables;
grant usage on schema payables to countinghouse_app;

-- Bills and suppliers' credits, posted. The number is ours and has no gap; the supplier's own stands beside it.
create table payables.bill (
  company_id int not null references kernel.company,
  id uuid not null,
  number text,
  kind text not null check (kind in ('bill', 'credit')),
  party_id uuid not null,
  supplier_number text not null,
  credits_id uuid,
  billed_on date not null,
  currency text not null references organisation.currency,
  digits int not null,
  rate numeric not null check (rate > 0),
  terms_id uuid,
  note text,
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null check (total_minor = net_minor + tax_minor),
  base_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  unique (company_id, party_id, kind, supplier_number),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, terms_id) references parties.terms (company_id, id),
  foreign key (company_id, credits_id) references payables.bill (company_id, id)
);
create index bill_party on payables.bill (company_id, party_id, billed_on);
create index bill_day on payables.bill (company_id, billed_on, id);
create index bill_credits on payables.bill (company_id, credits_id) where credits_id is not null;
create index bill_terms on payables.bill (company_id, terms_id) where terms_id is not null;
call kernel.posted_table('payables.bill', 'number');

-- A line is for goods received, for goods ordered and not here yet, or for an account.
create table payables.bill_line (
  company_id int not null,
  id uuid not null,
  bill_id uuid not null,
  position int not null,
  receipt_line_id uuid,
  order_line_id uuid,
  order_id uuid,
  item_id uuid,
  description text not null,
  quantity numeric not null,
  unit_price numeric not null,
  net_minor bigint not null,
  -- In the company's currency: the net with what of its tax cannot be reclaimed, and what of it was accrued.
  base_minor bigint not null,
  grni_minor bigint not null default 0,
  account_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  tax_codes uuid[],
  -- Of a credit: the line it credits.
  credits_line_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, bill_id, position),
  foreign key (company_id, bill_id) references payables.bill (company_id, id),
  foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id),
  foreign key (company_id, order_line_id) references purchasing.order_line (company_id, id),
  foreign key (company_id, credits_line_id) references payables.bill_line (company_id, id)
);
create index bill_line_credits on payables.bill_line (company_id, credits_line_id) where credits_line_id is not null;
create index bill_line_receipt on payables.bill_line (company_id, receipt_line_id) where receipt_line_id is not null;
create index bill_line_order_line on payables.bill_line (company_id, order_line_id) where order_line_id is not null;
create index bill_line_order on payables.bill_line (company_id, order_id) where order_id is not null;
call kernel.posted_table('payables.bill_line');

-- Billed before the goods came: what of it still waits for them.
create table payables.advance (
  company_id int not null,
  id uuid not null,
  bill_line_id uuid not null,
  order_line_id uuid not null,
  open_quantity numeric not null check (open_quantity >= 0),
  open_minor bigint not null,
  primary key (company_id, id),
  check (open_quantity > 0 or open_minor = 0),
  foreign key (company_id, bill_line_id) references payables.bill_line (company_id, id),
  foreign key (company_id, order_line_id) references purchasing.order_line (company_id, id)
);
create index advance_bill_line on payables.advance (company_id, bill_line_id);
create index advance_open on payables.advance (company_id, order_line_id, id) where open_quantity > 0;
create index advance_order_line on payables.advance (company_id, order_line_id);
call kernel.company_table('payables.advance', 'select, insert, update');

-- A bill whose lines do not fit what was ordered and received: as it was captured, with why, and who decides.
create table payables.held_bill (
  company_id int not null references kernel.company,
  id uuid not null,
  state text not null check (state in ('held', 'posted', 'rejected')),
  party_id uuid not null,
  supplier_number text not null,
  billed_on date not null,
  currency text not null,
  total_minor bigint not null,
  input jsonb not null,
  holds jsonb not null,
  owner text,
  captured_by text not null,
  captured_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text,
  bill_id uuid,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, bill_id) references payables.bill (company_id, id)
);
create unique index held_bill_once on payables.held_bill (company_id, party_id, supplier_number) where state = 'held';
create index held_bill_party on payables.held_bill (company_id, party_id);
create index held_bill_bill on payables.held_bill (company_id, bill_id) where bill_id is not null;
call kernel.company_table('payables.held_bill', 'select, insert, update');

-- How far a bill may be off before it is held. One row a company.
create table payables.tolerance (
  company_id int not null references kernel.company,
  id uuid not null,
  price_percent numeric not null default 2 check (price_percent between 0 and 100),
  price_minor bigint not null default 1000 check (price_minor >= 0),
  quantity_percent numeric not null default 0 check (quantity_percent between 0 and 100),
  duplicate_days int not null default 30 check (duplicate_days between 0 and 365),
  primary key (company_id, id),
  unique (company_id)
);
call kernel.company_table('payables.tolerance', 'select, insert, update');
insert into payables.tolerance (company_id, id) select id, gen_random_uuid() from kernel.company;

-- Money paid to suppliers.
create table payables.payment (
  company_id int not null references kernel.company,
  id uuid not null,
  number text,
  party_id uuid not null,
  paid_on date not null,
  currency text not null references organisation.currency,
  digits int not null,
  rate numeric not null check (rate > 0),
  amount_minor bigint not null check (amount_minor > 0),
  base_minor bigint not null,
  account_id uuid,
  method text not null,
  reference text,
  run_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create index payment_party on payables.payment (company_id, party_id, paid_on);
create index payment_day on payables.payment (company_id, paid_on, id);
create index payment_of_run on payables.payment (company_id, run_id) where run_id is not null;
call kernel.posted_table('payables.payment', 'number');

-- What makes a bill smaller without money: an early-payment discount taken, tax withheld.
create table payables.adjustment (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('discount', 'withholding')),
  adjusted_on date not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  payment_id uuid not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, payment_id) references payables.payment (company_id, id)
);
create index adjustment_party on payables.adjustment (company_id, party_id);
create index adjustment_payment on payables.adjustment (company_id, payment_id);
call kernel.posted_table('payables.adjustment');

-- What we owe (positive) or have to our credit (negative).
create table payables.open_item (
  company_id int not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('bill', 'credit', 'payment', 'adjustment')),
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
create index open_item_open on payables.open_item (company_id, party_id, due_on) where open_minor <> 0;
create index open_item_due on payables.open_item (company_id, due_on) where open_minor <> 0;
create index open_item_document on payables.open_item (company_id, document_id);
call kernel.company_table('payables.open_item', 'select, insert');
grant update (open_minor, open_base_minor) on payables.open_item to countinghouse_app;

-- What we owe, settled by a payment or credit. Undone by another row with the signs turned.
create table payables.match (
  company_id int not null,
  id uuid not null,
  party_id uuid not null,
  owed_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null check (amount_minor <> 0),
  owed_base_minor bigint not null,
  credit_base_minor bigint not null,
  matched_on date not null,
  undoes_id uuid,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, owed_id) references payables.open_item (company_id, id),
  foreign key (company_id, credit_id) references payables.open_item (company_id, id),
  foreign key (company_id, undoes_id) references payables.match (company_id, id)
);
create index match_owed on payables.match (company_id, owed_id);
create index match_credit on payables.match (company_id, credit_id);
create unique index match_undoes on payables.match (company_id, undoes_id) where undoes_id is not null;
call kernel.posted_table('payables.match');

-- Bank accounts of suppliers. A change waits for a second person; until then nothing is paid to the supplier.
create table payables.supplier_bank (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  state text not null check (state in ('pending', 'confirmed', 'replaced', 'rejected')),
  holder text not null,
  iban text,
  bic text,
  routing text,
  account text,
  entered_by text not null,
  entered_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (company_id, id),
  check (iban is not null or (routing is not null and account is not null)),
  foreign key (company_id, party_id) references parties.party (company_id, id)
);
create unique index supplier_bank_one on payables.supplier_bank (company_id, party_id, state) where state in ('pending', 'confirmed');
create index supplier_bank_party on payables.supplier_bank (company_id, party_id);
call kernel.company_table('payables.supplier_bank', 'select, insert, update');

-- A proposal of payments, approved by a second person, then paid.
create table payables.payment_run (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('proposed', 'approved', 'paid', 'cancelled')),
  pay_on date not null,
  currency text not null references organisation.currency,
  total_minor bigint not null,
  left_out jsonb not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  primary key (company_id, id),
  unique (company_id, number)
);
call kernel.company_table('payables.payment_run', 'select, insert, update');

create table payables.run_line (
  company_id int not null,
  id uuid not null,
  run_id uuid not null,
  party_id uuid not null,
  item_id uuid not null,
  amount_minor bigint not null check (amount_minor <> 0),
  discount_minor bigint not null default 0,
  reason text not null,
  primary key (company_id, id),
  unique (company_id, run_id, item_id),
  foreign key (company_id, run_id) references payables.payment_run (company_id, id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, item_id) references payables.open_item (company_id, id)
);
create index run_line_party on payables.run_line (company_id, party_id);
create index run_line_item on payables.run_line (company_id, item_id);
call kernel.company_table('payables.run_line', 'select, insert, delete');

-- Companies made before there were bills.
insert into kernel.number_series (company_id, series, year, prefix)
select c.id, s.series, 0, s.prefix
from kernel.company c, (values ('payables.bill', 'BILL-'), ('payables.payment', 'PMT-'), ('payables.run', 'RUN-')) s(series, prefix)
on conflict do nothing;
