-- Entries, their lines and the balances that follow from them. The database keeps what must never be false; see ledger.check_lines.
-- The order of indexes matters while a table has no statistics yet: of several that begin with the company, the planner then
-- takes the one made last. So primary keys come after the others, and indexes for one value begin with it.

-- No foreign key to the company, period or account: each posting would lock that hot row. ledger.check_entries proves the
-- period, `post` finds the account, and neither is ever removed.
create table ledger.entry (
  company_id int not null,
  id uuid not null,
  number bigint,
  journal text not null,
  period_id uuid not null,
  posted_on date not null,
  effective_on date not null,
  text text not null,
  source_entity text not null,
  source_id uuid not null,
  reverses uuid,
  cause text,
  actor text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  event_id uuid not null
);
create unique index entry_number on ledger.entry (company_id, number);
create index entry_posted on ledger.entry (company_id, posted_on, id);
create index entry_source on ledger.entry (source_id, company_id);
create unique index entry_reverses on ledger.entry (reverses, company_id) where reverses is not null;
alter table ledger.entry add primary key (company_id, id);
alter table ledger.entry add foreign key (company_id, reverses) references ledger.entry;
call kernel.posted_table('ledger.entry', 'number');

-- `amount_minor` is in the company's currency, debit positive. The order of ids is the order of the lines.
create table ledger.line (
  company_id int not null,
  id uuid not null,
  entry_id uuid not null,
  period_id uuid not null,
  posted_on date not null,
  account_id uuid not null,
  role text,
  amount_minor bigint not null,
  currency text,
  currency_minor bigint,
  party_id uuid,
  item_id uuid,
  site_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  tax_code_id uuid,
  text text,
  event_id uuid not null,
  check ((currency is null) = (currency_minor is null)),
  check (amount_minor <> 0 or currency_minor <> 0)
);
create index line_account on ledger.line (company_id, account_id, posted_on, id) include (amount_minor, period_id);
create index line_project on ledger.line (project_id, posted_on) where project_id is not null;
alter table ledger.line add primary key (company_id, id);
alter table ledger.line add foreign key (company_id, entry_id) references ledger.entry;
create index line_entry on ledger.line (entry_id, company_id);
call kernel.posted_table('ledger.line');

-- Sums of lines. Many connections add to the same account at once, so each adds to a row of its own slot; readers sum them.
create table ledger.balance (
  company_id int not null,
  account_id uuid not null,
  period_id uuid not null,
  cost_centre_id uuid,
  site_id uuid,
  slot int not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  unique nulls not distinct (company_id, account_id, period_id, cost_centre_id, site_id, slot)
) with (fillfactor = 50);
create index on ledger.balance (company_id, period_id);
call kernel.company_table('ledger.balance', 'select');

-- All lines of an entry come in the statement that writes the entry, sum to zero and carry its day. What they add to the
-- balances is added here, so that no writer can forget it; the run-time role has no right to write balances.
create function ledger.check_lines() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare wrong record;
begin
  select n.entry_id, n.total into wrong from (
    select company_id, entry_id, count(*) as lines, sum(amount_minor) as total from added group by company_id, entry_id) n
  where n.total <> 0
    or n.lines <> (select count(*) from ledger.line l join ledger.entry e on e.company_id = l.company_id and e.id = l.entry_id
      and e.period_id = l.period_id and e.posted_on = l.posted_on and e.event_id = l.event_id
      where l.company_id = n.company_id and l.entry_id = n.entry_id)
  limit 1;
  if found then
    raise exception 'the lines of entry % do not balance or are not all of its lines', wrong.entry_id
      using errcode = 'CH101', detail = wrong.total::text;
  end if;
  insert into ledger.balance as b (company_id, account_id, period_id, cost_centre_id, site_id, slot, debit_minor, credit_minor)
  select company_id, account_id, period_id, cost_centre_id, site_id, 1 + pg_backend_pid() % 32,
    sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0))
  from added group by company_id, account_id, period_id, cost_centre_id, site_id
  order by company_id, account_id, period_id, cost_centre_id, site_id
  on conflict (company_id, account_id, period_id, cost_centre_id, site_id, slot)
    do update set debit_minor = b.debit_minor + excluded.debit_minor, credit_minor = b.credit_minor + excluded.credit_minor;
  return null;
end $$;
create trigger check_lines after insert on ledger.line referencing new table as added
  for each statement execute function ledger.check_lines();

-- An entry has lines, lies in its period, and that period is not closed. The lock makes a close wait for it, and it for a close.
create function ledger.check_entries() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare wrong record;
begin
  perform ledger.share_periods(company_id) from (select distinct company_id from added) c;
  select p.code, a.posted_on into wrong
  from (select distinct company_id, period_id, posted_on, journal from added) a
  left join ledger.period p on p.company_id = a.company_id and p.id = a.period_id
    and a.posted_on between p.starts_on and p.ends_on and p.closing = (a.journal = 'closing')
  where p.id is null or coalesce(
    (select s.state from ledger.period_state s where s.company_id = a.company_id and s.period_id = a.period_id order by s.turn desc limit 1),
    'closed') = 'closed'
  limit 1;
  if found then
    raise exception 'the period % is closed or does not hold %', wrong.code, wrong.posted_on using errcode = 'CH102', detail = wrong.posted_on::text;
  end if;
  if exists (select from added a where not exists (select from ledger.line l where l.company_id = a.company_id and l.entry_id = a.id)) then
    raise exception 'an entry without lines' using errcode = 'CH101', detail = '0';
  end if;
  return null;
end $$;
create trigger check_entries after insert on ledger.entry referencing new table as added
  for each statement execute function ledger.check_entries();

-- Gathers the slots of the company into slot 0. Returns how many rows went.
create function ledger.fold_balances(company int) returns bigint language plpgsql security definer set search_path = pg_catalog as $$
declare gone bigint;
begin
  if company is distinct from kernel.company_id() then
    raise exception 'not the company of this transaction' using errcode = '42501';
  end if;
  with taken as (
    delete from ledger.balance where company_id = company and slot <> 0 returning *
  ), folded as (
    insert into ledger.balance as b (company_id, account_id, period_id, cost_centre_id, site_id, slot, debit_minor, credit_minor)
    select company_id, account_id, period_id, cost_centre_id, site_id, 0, sum(debit_minor), sum(credit_minor)
    from taken group by company_id, account_id, period_id, cost_centre_id, site_id
    on conflict (company_id, account_id, period_id, cost_centre_id, site_id, slot)
      do update set debit_minor = b.debit_minor + excluded.debit_minor, credit_minor = b.credit_minor + excluded.credit_minor
  )
  select count(*) into gone from taken;
  return gone;
end $$;
