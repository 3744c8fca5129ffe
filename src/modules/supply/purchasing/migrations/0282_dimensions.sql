-- What a line is for: its accrual and its cost are posted so. A receipt keeps what its accrual was posted with.
alter table purchasing.order_line add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index order_line_cost_centre on purchasing.order_line (company_id, cost_centre_id) where cost_centre_id is not null;
create index order_line_project on purchasing.order_line (company_id, project_id) where project_id is not null;
alter table purchasing.receipt_line add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index receipt_line_cost_centre on purchasing.receipt_line (company_id, cost_centre_id) where cost_centre_id is not null;
create index receipt_line_project on purchasing.receipt_line (company_id, project_id) where project_id is not null;
alter table purchasing.quotation_line add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index quotation_line_cost_centre on purchasing.quotation_line (company_id, cost_centre_id) where cost_centre_id is not null;
create index quotation_line_project on purchasing.quotation_line (company_id, project_id) where project_id is not null;
alter table purchasing.landed_cost add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index landed_cost_cost_centre on purchasing.landed_cost (company_id, cost_centre_id) where cost_centre_id is not null;
create index landed_cost_project on purchasing.landed_cost (company_id, project_id) where project_id is not null;
