create schema purchasing;
grant usage on schema purchasing to countinghouse_app;

create table purchasing.purchase_order (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('draft', 'sent', 'confirmed', 'done', 'cancelled')),
  version int not null default 1,
  supplier_id uuid not null,
  ordered_on date not null,
  expected_on date,
  site_id uuid not null,
  currency text not null references organisation.currency,
  terms_id uuid,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index purchase_order_supplier on purchasing.purchase_order (company_id, supplier_id, ordered_on);
create index purchase_order_site on purchasing.purchase_order (company_id, site_id);
call kernel.company_table('purchasing.purchase_order', 'select, insert, update');

create table purchasing.order_line (
  company_id int not null,
  id uuid not null,
  order_id uuid not null,
  position int not null,
  item_id uuid not null,
  quantity numeric not null check (quantity > 0),
  unit_price numeric not null check (unit_price >= 0),
  price_reason jsonb,
  expected_on date,
  received numeric not null default 0 check (received >= 0),
  cancelled numeric not null default 0 check (cancelled >= 0),
  primary key (company_id, id),
  unique (company_id, order_id, position),
  foreign key (company_id, order_id) references purchasing.purchase_order (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id)
);
create index order_line_item on purchasing.order_line (company_id, item_id);
call kernel.company_table('purchasing.order_line', 'select, insert, update');

-- What arrived, in the item's own unit. Rejected goods never entered stock; returned goods left before they were billed.
create table purchasing.receipt_line (
  company_id int not null,
  id uuid not null,
  order_line_id uuid not null,
  received_on date not null,
  received numeric not null check (received >= 0),
  rejected numeric not null default 0 check (rejected >= 0),
  reject_reason text,
  returned numeric not null default 0 check (returned >= 0),
  billed numeric not null default 0 check (billed >= 0),
  -- Still accrued as received and not billed, in the company's currency.
  grni_minor bigint not null,
  -- The stock receipt; a service has none.
  move_id uuid,
  primary key (company_id, id),
  foreign key (company_id, order_line_id) references purchasing.order_line (company_id, id),
  check (billed + returned <= received),
  check (billed + returned < received or grni_minor = 0),
  check (rejected = 0 or reject_reason is not null)
) with (fillfactor = 80);
create index receipt_line_order_line on purchasing.receipt_line (company_id, order_line_id);
create index receipt_line_open on purchasing.receipt_line (company_id, received_on) where billed + returned < received;
call kernel.company_table('purchasing.receipt_line', 'select, insert, update');
