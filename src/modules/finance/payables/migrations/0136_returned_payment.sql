-- A payment that the bank sent back names the payment that brought it.
alter table payables.payment
  add column returns_id uuid,
  add foreign key (company_id, returns_id) references payables.payment (company_id, id);
create unique index payment_returns on payables.payment (company_id, returns_id) where returns_id is not null;
