-- How much of the value of stock that does not move is provided for.
create table inventory.provision_rule (
  company_id int not null references kernel.company,
  id uuid not null,
  idle_days int not null check (idle_days > 0),
  percent numeric not null check (percent > 0 and percent <= 100),
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, idle_days)
);
call kernel.company_table('inventory.provision_rule');

insert into inventory.provision_rule (company_id, id, idle_days, percent)
select c.id, gen_random_uuid(), r.days, r.percent from kernel.company c, (values (180, 50), (365, 100)) r(days, percent);

create table inventory.provision (
  company_id int not null references kernel.company,
  id uuid not null,
  event_id uuid not null,
  number text not null,
  day date not null,
  -- What the provision is after it, and what it added.
  total_minor bigint not null check (total_minor >= 0),
  delta_minor bigint not null,
  primary key (company_id, id),
  unique (company_id, number)
);
create index provision_day on inventory.provision (company_id, day);
call kernel.posted_table('inventory.provision');

-- Only what changed; the provision of a stock is the sum of its lines.
create table inventory.provision_line (
  company_id int not null references kernel.company,
  id uuid not null,
  event_id uuid not null,
  provision_id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  quantity numeric not null,
  value_minor bigint not null,
  idle_days int,
  percent numeric not null,
  delta_minor bigint not null check (delta_minor <> 0),
  primary key (company_id, id),
  unique (company_id, provision_id, item_id, site_id),
  foreign key (company_id, provision_id) references inventory.provision (company_id, id),
  foreign key (company_id, item_id) references catalog.item (company_id, id),
  foreign key (company_id, site_id) references organisation.site (company_id, id)
);
create index provision_line_item on inventory.provision_line (company_id, item_id, site_id);
create index provision_line_site on inventory.provision_line (company_id, site_id);
call kernel.posted_table('inventory.provision_line');

insert into kernel.number_series (company_id, series, year, prefix, width)
select id, 'inventory.provision', 0, 'PV-', 5 from kernel.company on conflict do nothing;
