-- The invoice whose discount a credit of it took back in part.
alter table receivables.adjustment add column gives_back_id uuid;
alter table receivables.adjustment add foreign key (company_id, gives_back_id) references receivables.invoice (company_id, id);
create index adjustment_gives_back on receivables.adjustment (company_id, gives_back_id) where gives_back_id is not null;
