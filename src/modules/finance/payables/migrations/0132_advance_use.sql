-- Which goods took what was billed before they came: what a credit for such a bill gives back.
create table payables.advance_use (
  company_id int not null,
  id uuid not null,
  advance_id uuid not null,
  receipt_line_id uuid not null,
  quantity numeric not null check (quantity > 0),
  billed_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, advance_id) references payables.advance (company_id, id),
  foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id)
);
create index advance_use_advance on payables.advance_use (company_id, advance_id);
create index advance_use_receipt_line on payables.advance_use (company_id, receipt_line_id);
call kernel.posted_table('payables.advance_use');
