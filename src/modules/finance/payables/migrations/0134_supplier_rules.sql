-- Taxes a payer keeps back from what some suppliers bill, by code.
create table payables.withholding (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  percent numeric not null check (percent > 0 and percent < 100),
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('payables.withholding');

-- What of the company's rules is otherwise for one supplier; what is null is as for all.
create table payables.supplier_rule (
  company_id int not null references kernel.company,
  id uuid not null,
  party_id uuid not null,
  price_percent numeric check (price_percent between 0 and 100),
  price_minor bigint check (price_minor >= 0),
  quantity_percent numeric check (quantity_percent between 0 and 100),
  withholding_id uuid,
  -- Why nothing is paid to it at present.
  payment_hold text,
  primary key (company_id, id),
  unique (company_id, party_id),
  foreign key (company_id, party_id) references parties.party (company_id, id),
  foreign key (company_id, withholding_id) references payables.withholding (company_id, id)
);
create index supplier_rule_withholding on payables.supplier_rule (company_id, withholding_id) where withholding_id is not null;
call kernel.company_table('payables.supplier_rule');

alter table payables.adjustment
  add column withholding_id uuid,
  add foreign key (company_id, withholding_id) references payables.withholding (company_id, id);
create index adjustment_withholding on payables.adjustment (company_id, withholding_id, adjusted_on) where withholding_id is not null;

alter table payables.run_line add column withheld_minor bigint not null default 0 check (withheld_minor >= 0);
