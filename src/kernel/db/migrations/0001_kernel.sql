-- What every module stands on: companies, rights, the event log, numbers, the seal.

create function kernel.company_id() returns int language sql stable parallel safe
  return nullif(current_setting('countinghouse.company', true), '')::int;

-- The company's day of this transaction; the server's own where no transaction of the program runs.
create function kernel.today() returns date language sql stable parallel safe
  return coalesce(nullif(current_setting('countinghouse.today', true), '')::date, current_date);

-- Row security by company. The run-time role sees and writes rows of the company of its transaction alone.
create procedure kernel.company_table(name regclass, rights text default 'select, insert, update, delete') language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('create policy company on %s using (company_id = kernel.company_id()) with check (company_id = kernel.company_id())', name);
  execute format('grant %s on %s to countinghouse_app', rights, name);
end $$;

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_schema || '.' || tg_table_name using errcode = 'CH001';
end $$;

-- Only the columns named as arguments may change, and only from null to a value.
create function kernel.refuse_change_but_late() returns trigger language plpgsql as $$
declare late text;
declare before jsonb := to_jsonb(old);
declare after jsonb := to_jsonb(new);
begin
  foreach late in array tg_argv loop
    if before ->> late is null then
      before := before - late;
      after := after - late;
    end if;
  end loop;
  if before <> after then
    raise exception 'rows of % are never changed', tg_table_schema || '.' || tg_table_name using errcode = 'CH001';
  end if;
  return new;
end $$;

-- A posted table: its rows are written once. Columns named in `late` may be filled once after the insert (a number given last).
create procedure kernel.posted_table(name regclass, variadic late text[] default '{}') language plpgsql as $$
declare columns text;
begin
  call kernel.company_table(name, 'select, insert');
  -- The sealer finds the rows an event wrote. Not led by the company: before a new table has statistics the planner holds
  -- every index that begins with the company for equally good, and takes the one made last.
  if exists (select from pg_attribute where attrelid = name and attname = 'event_id') then
    execute format('create index on %s (event_id)', name);
  end if;
  execute format('create trigger never_removed before delete on %s for each row execute function kernel.refuse_change()', name);
  execute format('create trigger never_truncated before truncate on %s for each statement execute function kernel.refuse_change()', name);
  if cardinality(late) = 0 then
    execute format('create trigger never_changed before update on %s for each row execute function kernel.refuse_change()', name);
  else
    select string_agg(quote_literal(c), ', ') into columns from unnest(late) c;
    execute format('create trigger never_changed before update on %s for each row execute function kernel.refuse_change_but_late(%s)', name, columns);
    select string_agg(quote_ident(c), ', ') into columns from unnest(late) c;
    execute format('grant update (%s) on %s to countinghouse_app', columns, name);
  end if;
end $$;

-- Group-wide masters have no company: everybody reads them, the rights to write are the operation's.
create procedure kernel.shared_table(name regclass) language plpgsql as $$
begin
  execute format('grant select, insert, update, delete on %s to countinghouse_app', name);
end $$;

grant usage on schema kernel to countinghouse_app;

create table kernel.setting (name text primary key, value text not null);
grant select on kernel.setting to countinghouse_app;

create table kernel.company (
  id int generated always as identity primary key,
  code text not null unique check (code ~ '^[A-Z0-9_-]{1,20}$'),
  name text not null check (name <> ''),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  digits int not null default 2 check (digits between 0 and 4),
  time_zone text not null default 'UTC',
  country text check (country ~ '^[A-Z]{2}$'),
  created_at timestamptz not null default now()
);
grant select on kernel.company to countinghouse_app;

-- Roles a company made for itself; the seed roles live in the program.
create table kernel.role (
  company_id int not null references kernel.company,
  name text not null check (name ~ '^[a-z0-9_]{1,40}$'),
  label text not null,
  permissions text[] not null,
  primary key (company_id, name)
);
call kernel.company_table('kernel.role');

create table kernel.user_role (
  company_id int not null references kernel.company,
  user_id text not null,
  role text not null,
  granted_at timestamptz not null default now(),
  primary key (company_id, user_id, role)
);
create index on kernel.user_role (user_id);
call kernel.company_table('kernel.user_role');

-- One row for every command that was carried out: audit trail, idempotency and outbox at once.
create table kernel.event (
  company_id int not null,
  id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  actor text not null,
  actor_name text not null,
  via text not null,
  operation text not null,
  request_key text,
  input_hash text,
  input jsonb not null,
  output jsonb,
  facts jsonb,
  hash bytea not null,
  primary key (company_id, id)
);
create unique index event_request_key on kernel.event (company_id, request_key) where request_key is not null;
create index event_xid on kernel.event (xid);
create index event_recent on kernel.event (company_id, recorded_at);

create function kernel.event_digest(e kernel.event) returns bytea language sql immutable
  return sha256(convert_to((jsonb_strip_nulls(to_jsonb(e)) - 'hash')::text, 'UTF8'));

create function kernel.hash_event() returns trigger language plpgsql as $$
begin
  new.hash := kernel.event_digest(new);
  return new;
end $$;
create trigger hash before insert on kernel.event for each row execute function kernel.hash_event();
call kernel.posted_table('kernel.event');

-- Which records a command touched, and how they changed.
create table kernel.event_record (
  company_id int not null,
  record_id uuid not null,
  event_id uuid not null,
  id uuid not null,
  entity text not null,
  before jsonb,
  after jsonb,
  primary key (company_id, id)
);
create index event_record_of on kernel.event_record (company_id, record_id, event_id);
call kernel.posted_table('kernel.event_record');

-- Series of document numbers. A gapless one is taken last before the commit; a loose one is taken in blocks.
create table kernel.number_series (
  company_id int not null references kernel.company,
  series text not null,
  year int not null default 0,
  prefix text not null default '',
  width int not null default 5,
  next bigint not null default 1,
  primary key (company_id, series, year)
) with (fillfactor = 50);
call kernel.company_table('kernel.number_series', 'select, insert, update');

-- The seal: blocks of committed events, each holding the digest of the one before it.
create table kernel.seal_block (
  company_id int not null,
  number bigint not null,
  sealed_at timestamptz not null,
  events int not null,
  previous bytea not null,
  digest bytea not null,
  primary key (company_id, number)
);
create table kernel.seal_event (
  company_id int not null,
  event_id uuid not null,
  block bigint not null,
  position int not null,
  digest bytea not null,
  primary key (company_id, event_id)
);
create unique index seal_event_block on kernel.seal_event (company_id, block, position);
create table kernel.seal_state (
  one boolean primary key default true check (one),
  horizon xid8 not null default '0'
);
insert into kernel.seal_state default values;
call kernel.posted_table('kernel.seal_block');
call kernel.posted_table('kernel.seal_event');
revoke insert on kernel.seal_block, kernel.seal_event from countinghouse_app;
grant select on kernel.seal_state to countinghouse_app;
