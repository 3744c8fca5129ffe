-- The taxes of each line as they were posted, so that credits of a line add up to it; what freight a line billed.
alter table payables.bill_line
  add column taxes jsonb,
  add column landed_cost_id uuid,
  add foreign key (company_id, landed_cost_id) references purchasing.landed_cost (company_id, id);
create index bill_line_landed_cost on payables.bill_line (company_id, landed_cost_id) where landed_cost_id is not null;

-- A supplier's number comes again in another year, and when what stood under it was credited: so many came before under it.
alter table payables.bill
  add column again int not null default 0 check (again >= 0),
  drop constraint bill_company_id_party_id_kind_supplier_number_key,
  add unique (company_id, party_id, kind, supplier_number, again);
