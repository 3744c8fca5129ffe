-- What is needed, before it is ordered.
create schema sourcing;
grant usage on schema sourcing to countinghouse_app;

-- How an item is kept in stock at a site. Items without a rule are bought when more is promised than there is.
create table sourcing.replenishment_rule (
  company_id int not null references kernel.company,
  id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  policy text not null check (policy in ('on_demand', 'min_max', 'reorder_point', 'order_up_to', 'days_of_cover')),
  minimum numeric not null default 0,
  target numeric not null default 0,
  lot numeric not null default 0 check (lot >= 0),
  review_days int not null default 0 check (review_days between 0 and 366),
  cover_days int not null default 0 check (cover_days between 0 and 1000),
  service_level text not null default '95' check (service_level in ('50', '80', '85', '90', '95', '97.5', '98', '99', '99.5', '99.9')),
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, item_id, site_id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index replenishment_rule_site on sourcing.replenishment_rule (company_id, site_id);
call kernel.company_table('sourcing.replenishment_rule');

create table sourcing.requisition (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('draft', 'submitted', 'approved', 'rejected', 'ordered', 'cancelled')),
  site_id uuid not null,
  needed_on date,
  note text,
  -- The actor's id, kept to keep them from approving it, and their name for people.
  requested_by text not null,
  requester text not null,
  decided_by text,
  reject_reason text,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, site_id) references organisation.site (company_id, id),
  check (decided_by is null or decided_by <> requested_by)
);
create index requisition_site on sourcing.requisition (company_id, site_id);
create index requisition_state on sourcing.requisition (company_id, state, id);
call kernel.company_table('sourcing.requisition', 'select, insert, update');

create table sourcing.requisition_line (
  company_id int not null references kernel.company,
  id uuid not null,
  requisition_id uuid not null,
  position int not null,
  item_id uuid not null,
  -- In the item's own unit.
  quantity numeric not null check (quantity > 0),
  supplier_id uuid,
  reason text,
  -- Why this supplier: filled when it is ordered.
  choice text,
  order_id uuid,
  primary key (company_id, id),
  unique (company_id, requisition_id, position),
  foreign key (company_id, requisition_id) references sourcing.requisition (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, supplier_id) references parties.party (company_id, id),
  foreign key (company_id, order_id) references purchasing.purchase_order (company_id, id)
);
create index requisition_line_item on sourcing.requisition_line (company_id, item_id) where order_id is null;
create index requisition_line_supplier on sourcing.requisition_line (company_id, supplier_id) where supplier_id is not null;
create index requisition_line_order on sourcing.requisition_line (company_id, order_id) where order_id is not null;
call kernel.company_table('sourcing.requisition_line', 'select, insert, update');

-- Companies made before there were requisitions.
insert into kernel.number_series (company_id, series, year, prefix)
select id, 'sourcing.requisition', 0, 'PR-' from kernel.company on conflict do nothing;
