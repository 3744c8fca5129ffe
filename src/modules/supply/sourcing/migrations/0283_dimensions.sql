-- What a line is needed for; the order it becomes is placed so.
alter table sourcing.requisition_line add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index requisition_line_cost_centre on sourcing.requisition_line (company_id, cost_centre_id) where cost_centre_id is not null;
create index requisition_line_project on sourcing.requisition_line (company_id, project_id) where project_id is not null;
