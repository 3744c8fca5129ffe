-- A service line of an order (freight, duty) that is borne by the goods of the order as they come, and how it is spread.
alter table purchasing.order_line
  add column spread_by text check (spread_by in ('value', 'quantity', 'weight', 'volume', 'equal')),
  add check (spread_by is null or not stocked);

-- The landed cost such a line made when it came with goods.
alter table purchasing.landed_cost
  add column receipt_line_id uuid,
  add foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id);
create unique index landed_cost_receipt_line on purchasing.landed_cost (company_id, receipt_line_id) where receipt_line_id is not null;
