create schema importing;
grant usage on schema importing to countinghouse_app;

-- One run of one step of a mapping; undone as a whole.
create table importing.batch (
  company_id int not null references kernel.company,
  id uuid not null,
  source text not null,
  step text not null,
  target text not null,
  state text not null check (state in ('running', 'done', 'undone')),
  rows_read int not null default 0,
  rows_made int not null default 0,
  started_at timestamptz not null,
  actor text not null,
  primary key (company_id, id)
);
create index batch_started on importing.batch (company_id, started_at desc);
call kernel.company_table('importing.batch', 'select, insert, update');

-- Which record a row of a source became: an import that finds its row here makes nothing.
create table importing.source_row (
  company_id int not null,
  source text not null,
  step text not null,
  key text not null,
  batch_id uuid not null,
  record_id uuid not null,
  -- The table of a plain record; null for documents, which are never deleted.
  made_in text,
  primary key (company_id, source, step, key),
  foreign key (company_id, batch_id) references importing.batch (company_id, id)
);
create index source_row_batch on importing.source_row (company_id, batch_id);
call kernel.company_table('importing.source_row', 'select, insert, delete');
