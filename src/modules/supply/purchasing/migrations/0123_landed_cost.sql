-- Freight, duty and the like, spread over goods received: estimated at first, then as billed.
create table purchasing.landed_cost (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('estimated', 'billed', 'cancelled')),
  label text not null,
  basis text not null check (basis in ('value', 'quantity', 'weight', 'volume', 'equal', 'manual')),
  effective_on date not null,
  estimated_minor bigint not null,
  total_minor bigint not null,
  primary key (company_id, id),
  unique (company_id, number)
);
call kernel.company_table('purchasing.landed_cost', 'select, insert, update');

create table purchasing.landed_cost_line (
  company_id int not null,
  id uuid not null,
  landed_cost_id uuid not null,
  receipt_line_id uuid not null,
  share_minor bigint not null,
  primary key (company_id, id),
  unique (company_id, landed_cost_id, receipt_line_id),
  foreign key (company_id, landed_cost_id) references purchasing.landed_cost (company_id, id),
  foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id)
);
create index landed_cost_line_receipt on purchasing.landed_cost_line (company_id, receipt_line_id);
call kernel.company_table('purchasing.landed_cost_line', 'select, insert, update');

insert into kernel.number_series (company_id, series, year, prefix) select id, 'purchasing.landed_cost', 0, 'LC-' from kernel.company on conflict do nothing;
