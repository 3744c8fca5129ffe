create schema access;
grant usage on schema access to countinghouse_app;

-- Who was ever given access to a company; it stays when the roles are taken away.
create table access.member (
  company_id int not null references kernel.company,
  id uuid not null,
  joined_at timestamptz not null default now(),
  primary key (company_id, id)
);
call kernel.company_table('access.member');

-- API keys as a company sees them. The hash that opens the door is kept by the sign-in library.
create table access.api_key (
  company_id int not null references kernel.company,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  scopes text[] not null,
  start text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (company_id, id),
  foreign key (company_id, user_id) references access.member (company_id, id)
);
create index on access.api_key (company_id, user_id);
call kernel.company_table('access.api_key', 'select, insert, update');
