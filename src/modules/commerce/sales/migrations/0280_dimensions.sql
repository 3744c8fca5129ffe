-- What a line of an order is for: its revenue and its cost are posted so.
alter table sales.order_line add column cost_centre_id uuid, add column project_id uuid,
  add foreign key (company_id, cost_centre_id) references ledger.cost_centre (company_id, id),
  add foreign key (company_id, project_id) references ledger.project (company_id, id);
create index order_line_cost_centre on sales.order_line (company_id, cost_centre_id) where cost_centre_id is not null;
create index order_line_project on sales.order_line (company_id, project_id) where project_id is not null;
