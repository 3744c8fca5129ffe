-- What entries are posted to: accounts, journals, dimensions, fiscal years and their periods.

create schema ledger;
grant usage on schema ledger to countinghouse_app;

-- Accounts are archived, never removed: posted lines name them for ever, so lines need no foreign key that would lock a hot row.
create table ledger.account (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null check (number <> ''),
  name text not null check (name <> ''),
  type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  heading text not null check (heading <> ''),
  requires text check (requires in ('party', 'item', 'site', 'cost_centre', 'project')),
  control boolean not null default false,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, number)
);
call kernel.company_table('ledger.account', 'select, insert, update');
create trigger never_removed before delete on ledger.account for each row execute function kernel.refuse_change();

-- What an account is for. Programs look up roles; numbers and names belong to the people who keep the books.
create table ledger.account_role (
  company_id int not null references kernel.company,
  id uuid not null,
  role text not null check (role ~ '^[a-z_]{1,40}$'),
  account_id uuid not null,
  primary key (company_id, id),
  unique (company_id, role),
  foreign key (company_id, account_id) references ledger.account
);
create index on ledger.account_role (company_id, account_id);
call kernel.company_table('ledger.account_role', 'select, insert, update');
create trigger never_removed before delete on ledger.account_role for each row execute function kernel.refuse_change();

create table ledger.journal (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null check (code ~ '^[a-z_]{1,40}$'),
  name text not null,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('ledger.journal', 'select, insert, update');
create trigger never_removed before delete on ledger.journal for each row execute function kernel.refuse_change();

create table ledger.cost_centre (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('ledger.cost_centre', 'select, insert, update');
create trigger never_removed before delete on ledger.cost_centre for each row execute function kernel.refuse_change();

create table ledger.project (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code)
);
call kernel.company_table('ledger.project', 'select, insert, update');
create trigger never_removed before delete on ledger.project for each row execute function kernel.refuse_change();

create table ledger.fiscal_year (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  starts_on date not null,
  ends_on date not null check (ends_on > starts_on),
  primary key (company_id, id),
  unique (company_id, code),
  unique (company_id, starts_on)
);
call kernel.company_table('ledger.fiscal_year', 'select, insert');
create trigger never_removed before delete on ledger.fiscal_year for each row execute function kernel.refuse_change();

-- A normal period is a month. The closing one is the last day of the year once more; only closing entries are posted to it,
-- so that the year's result can be read before and after it was carried forward.
create table ledger.period (
  company_id int not null references kernel.company,
  id uuid not null,
  year_id uuid not null,
  code text not null,
  closing boolean not null default false,
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  primary key (company_id, id),
  unique (company_id, code),
  unique (company_id, closing, starts_on),
  foreign key (company_id, year_id) references ledger.fiscal_year
);
create index on ledger.period (company_id, year_id);
create index on ledger.period (company_id, closing, ends_on);
call kernel.company_table('ledger.period', 'select, insert');
create trigger never_removed before delete on ledger.period for each row execute function kernel.refuse_change();

-- The state of a period is its last row: who opened, soft-closed, closed or reopened it, when and why.
create table ledger.period_state (
  company_id int not null,
  id uuid not null,
  period_id uuid not null,
  turn int not null check (turn > 0),
  state text not null check (state in ('open', 'soft_closed', 'closed')),
  actor text not null,
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, period_id, turn),
  foreign key (company_id, period_id) references ledger.period
);
call kernel.posted_table('ledger.period_state');

create function ledger.period_state_of(company int, period uuid) returns text language sql stable
  return (select state from ledger.period_state where company_id = company and period_id = period order by turn desc limit 1);

-- Postings hold this lock shared, a change of a period's state holds it alone. It lives in memory: no row is written.
create function ledger.share_periods(company int) returns void language sql volatile
  return pg_advisory_xact_lock_shared(7201970, company);
create function ledger.hold_periods(company int) returns void language sql volatile
  return pg_advisory_xact_lock(7201970, company);

create function ledger.refuse(code text, about text) returns uuid language plpgsql volatile as $$
begin
  raise exception 'the ledger refuses this' using errcode = code, detail = about;
end $$;

-- Where something true on `day` is posted: that day when its period is open, else the first day of the next open period.
-- No row when no period holds the day, or none after it is open.
create function ledger.posting_day(company int, day date, soft boolean) returns table (period_id uuid, posted_on date) language sql stable as $$
  select p.id, greatest(day, p.starts_on) from ledger.period p
  where p.company_id = company and not p.closing and p.ends_on >= day
    and exists (select from ledger.period h where h.company_id = company and not h.closing and h.starts_on <= day and h.ends_on >= day)
    and (select s.state from ledger.period_state s where s.company_id = company and s.period_id = p.id order by s.turn desc limit 1)
      = any (case when soft then array['open', 'soft_closed'] else array['open'] end)
  order by p.ends_on limit 1
$$;
