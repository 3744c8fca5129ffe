-- What was open in another currency at the end of a day, and how its worth differed at that day's rate.
create table receivables.revaluation (
  company_id int not null references kernel.company,
  id uuid not null,
  revalued_on date not null,
  currency text not null references organisation.currency,
  rate numeric not null check (rate > 0),
  open_minor bigint not null,
  base_minor bigint not null,
  difference_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, revalued_on, currency)
);
call kernel.posted_table('receivables.revaluation');
