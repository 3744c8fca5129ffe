-- The bill whose discount, withheld tax or rest given up a credit of it took back in part.
alter table payables.adjustment
  add column gives_back_id uuid,
  add foreign key (company_id, gives_back_id) references payables.bill (company_id, id);
create index adjustment_gives_back on payables.adjustment (company_id, gives_back_id) where gives_back_id is not null;
