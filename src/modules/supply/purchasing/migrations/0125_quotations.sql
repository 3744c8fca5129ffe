-- What suppliers are asked for: lines of items, the suppliers invited, and what each of them offers.
create table purchasing.quotation_request (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('draft', 'sent', 'closed', 'cancelled')),
  site_id uuid not null,
  requested_on date not null,
  reply_by date check (reply_by >= requested_on),
  note text,
  owner text not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index quotation_request_site on purchasing.quotation_request (company_id, site_id);
create index quotation_request_state on purchasing.quotation_request (company_id, state, reply_by);
call kernel.company_table('purchasing.quotation_request', 'select, insert, update');

-- Quantities are in the item's own unit. What is awarded never exceeds what was asked for.
create table purchasing.quotation_line (
  company_id int not null,
  id uuid not null,
  request_id uuid not null,
  position int not null,
  item_id uuid not null,
  description text not null,
  quantity numeric not null check (quantity > 0),
  unit text not null,
  needed_on date,
  awarded numeric not null default 0 check (awarded between 0 and quantity),
  primary key (company_id, id),
  unique (company_id, request_id, position),
  foreign key (company_id, request_id) references purchasing.quotation_request (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index quotation_line_item on purchasing.quotation_line (company_id, item_id);
call kernel.company_table('purchasing.quotation_line', 'select, insert, update');

-- A supplier asked, and the head of what it answered.
create table purchasing.quotation (
  company_id int not null,
  id uuid not null,
  request_id uuid not null,
  supplier_id uuid not null,
  state text not null check (state in ('invited', 'offered', 'declined')),
  asked_on date not null,
  replied_on date check (replied_on >= asked_on),
  reference text,
  currency text references organisation.currency,
  valid_until date,
  -- Freight, duty and the like, in percent of the price.
  extra_percent numeric not null default 0 check (extra_percent >= 0),
  reason text,
  primary key (company_id, id),
  unique (company_id, request_id, supplier_id),
  foreign key (company_id, request_id) references purchasing.quotation_request (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  check ((state = 'invited') = (replied_on is null)),
  check (state <> 'offered' or currency is not null)
);
create index quotation_supplier on purchasing.quotation (company_id, supplier_id, asked_on);
call kernel.company_table('purchasing.quotation', 'select, insert, update');

create table purchasing.quotation_offer (
  company_id int not null,
  id uuid not null,
  quotation_id uuid not null,
  line_id uuid not null,
  declined boolean not null default false,
  -- Of the item's own unit; null when declined.
  unit_price numeric check (unit_price >= 0),
  minimum numeric not null default 0 check (minimum >= 0),
  lead_days int check (lead_days between 0 and 3650),
  promised_on date,
  supplier_item text,
  primary key (company_id, id),
  unique (company_id, quotation_id, line_id),
  foreign key (company_id, quotation_id) references purchasing.quotation (company_id, id),
  foreign key (company_id, line_id) references purchasing.quotation_line (company_id, id),
  check (declined = (unit_price is null))
);
create index quotation_offer_line on purchasing.quotation_offer (company_id, line_id);
call kernel.company_table('purchasing.quotation_offer', 'select, insert, update');

-- What an offer won, and the order it became; more is ordered than awarded where the supplier's minimum asks for it.
create table purchasing.quotation_award (
  company_id int not null,
  id uuid not null,
  request_id uuid not null,
  line_id uuid not null,
  offer_id uuid not null,
  quantity numeric not null check (quantity > 0),
  ordered numeric not null check (ordered >= quantity),
  order_id uuid not null,
  awarded_on date not null,
  reason text,
  primary key (company_id, id),
  foreign key (company_id, request_id) references purchasing.quotation_request (company_id, id),
  foreign key (company_id, line_id) references purchasing.quotation_line (company_id, id),
  foreign key (company_id, offer_id) references purchasing.quotation_offer (company_id, id),
  foreign key (company_id, order_id) references purchasing.purchase_order (company_id, id)
);
create index quotation_award_request on purchasing.quotation_award (company_id, request_id);
create index quotation_award_line on purchasing.quotation_award (company_id, line_id);
create index quotation_award_offer on purchasing.quotation_award (company_id, offer_id);
create index quotation_award_order on purchasing.quotation_award (company_id, order_id);
call kernel.company_table('purchasing.quotation_award', 'select, insert');

-- Companies made before there were requests for quotation.
insert into kernel.number_series (company_id, series, year, prefix)
select id, 'purchasing.quotation_request', 0, 'RQ-' from kernel.company on conflict do nothing;
