alter table purchasing.purchase_order
  add column supplier_reference text,
  add column note text,
  add column owner text not null default '',
  add column over_percent numeric not null default 0 check (over_percent between 0 and 100),
  add column net_minor bigint not null default 0,
  add column sent_at timestamptz,
  add column confirmed_at timestamptz,
  add foreign key (company_id, terms_id) references parties.terms (company_id, id);
create index purchase_order_day on purchasing.purchase_order (company_id, ordered_on, id);
create index purchase_order_state on purchasing.purchase_order (company_id, state, expected_on);
create index purchase_order_terms on purchasing.purchase_order (company_id, terms_id) where terms_id is not null;

-- Quantities are in the item's own unit; what was written on the order stands beside it (ten packs of fifty).
alter table purchasing.order_line
  add column stocked boolean not null default true,
  add column description text not null default '',
  add column unit text not null default 'EA',
  add column ordered_unit text,
  add column ordered_quantity numeric,
  add column net_minor bigint not null default 0,
  -- What the supplier said: day and price (which then holds).
  add column confirmed_on date,
  add column confirmed_price numeric check (confirmed_price >= 0),
  add column rejected numeric not null default 0 check (rejected >= 0),
  -- A sales order line the goods are bought for.
  add column demand_id uuid;
create index order_line_demand on purchasing.order_line (company_id, demand_id) where demand_id is not null;

-- One arrival of goods of one order.
create table purchasing.receipt (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  order_id uuid not null,
  supplier_id uuid not null,
  site_id uuid not null,
  received_on date not null,
  delivery_note text,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, order_id) references purchasing.purchase_order (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index receipt_order on purchasing.receipt (company_id, order_id);
create index receipt_supplier on purchasing.receipt (company_id, supplier_id, received_on);
create index receipt_site on purchasing.receipt (company_id, site_id);
create index receipt_day on purchasing.receipt (company_id, received_on, id);
call kernel.posted_table('purchasing.receipt');

alter table purchasing.receipt_line
  add column receipt_id uuid,
  add column rate numeric not null default 1,
  add foreign key (company_id, receipt_id) references purchasing.receipt (company_id, id);
create index receipt_line_receipt on purchasing.receipt_line (company_id, receipt_id);

create table purchasing.supplier_return (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  receipt_id uuid not null,
  supplier_id uuid not null,
  returned_on date not null,
  reason text not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, receipt_id) references purchasing.receipt (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id)
);
create index supplier_return_receipt on purchasing.supplier_return (company_id, receipt_id);
create index supplier_return_supplier on purchasing.supplier_return (company_id, supplier_id);
call kernel.posted_table('purchasing.supplier_return');

create table purchasing.return_line (
  company_id int not null,
  id uuid not null,
  return_id uuid not null,
  receipt_line_id uuid not null,
  quantity numeric not null check (quantity > 0),
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, return_id) references purchasing.supplier_return (company_id, id),
  foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id)
);
create index return_line_return on purchasing.return_line (company_id, return_id);
create index return_line_receipt_line on purchasing.return_line (company_id, receipt_line_id);
call kernel.posted_table('purchasing.return_line');

-- Companies made before there were purchase orders.
insert into kernel.number_series (company_id, series, year, prefix)
select c.id, s.series, 0, s.prefix
from kernel.company c, (values ('purchasing.order', 'PO-'), ('purchasing.receipt', 'GR-'), ('purchasing.return', 'SR-')) s(series, prefix)
on conflict do nothing;
