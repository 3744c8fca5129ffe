-- The tables of the sign-in library, in a schema of their own: people are group-wide, their roles are a company's.
create schema auth;
grant usage on schema auth to countinghouse_app;

create table auth."user" (
  id text primary key,
  name text not null check (name <> ''),
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean default false,
  -- A one-time password was given; nothing else is allowed until it is changed.
  must_change_password boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table auth.session (
  id text primary key,
  user_id text not null references auth."user" on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on auth.session (user_id);

create table auth.account (
  id text primary key,
  user_id text not null references auth."user" on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index on auth.account (user_id);

create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on auth.verification (identifier);

create table auth.two_factor (
  id text primary key,
  user_id text not null references auth."user" on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count int default 0,
  locked_until timestamptz
);
create index on auth.two_factor (user_id);
create index on auth.two_factor (secret);

create table auth.apikey (
  id text primary key,
  config_id text not null default 'default',
  name text,
  start text,
  reference_id text not null references auth."user" on delete cascade,
  prefix text,
  key text not null unique,
  refill_interval int,
  refill_amount int,
  last_refill_at timestamptz,
  enabled boolean default true,
  rate_limit_enabled boolean default false,
  rate_limit_time_window int,
  rate_limit_max int,
  request_count int default 0,
  remaining int,
  last_request timestamptz,
  expires_at timestamptz,
  permissions text,
  metadata text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on auth.apikey (reference_id);

-- Wrong passwords in a row, by address typed: an address nobody has is counted too, so that the answer tells nothing.
create table auth.failure (
  email text primary key,
  count int not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- Signs cookies and encrypts second factors; shared by all processes of this database.
create table auth.secret (
  one boolean primary key default true check (one),
  value text not null
);
insert into auth.secret (value) values (replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

grant select, insert, update, delete on auth."user", auth.session, auth.account, auth.verification, auth.two_factor,
  auth.apikey, auth.failure to countinghouse_app;
grant select on auth.secret to countinghouse_app;

-- Row security shows a transaction one company; who signs in must first learn which companies are theirs.
create function auth.companies_of(person text) returns setof int language sql stable security definer
  set search_path = pg_catalog
  as $$ select distinct company_id from kernel.user_role where user_id = person order by company_id $$;
revoke all on function auth.companies_of(text) from public;
grant execute on function auth.companies_of(text) to countinghouse_app;
