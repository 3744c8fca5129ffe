create schema answers;
grant usage on schema answers to countinghouse_app;

-- What the last check of each rule found.
create table answers.proof (
  company_id int not null references kernel.company,
  name text not null,
  rule text not null,
  broken int not null,
  example jsonb,
  checked_at timestamptz not null,
  primary key (company_id, name)
);
call kernel.company_table('answers.proof');
