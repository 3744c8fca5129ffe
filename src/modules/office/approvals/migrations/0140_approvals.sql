-- What needs another person's approval before it is done, who may give it, and what was asked and decided.
create schema approvals;
grant usage on schema approvals to countinghouse_app;

-- A post that somebody holds; approvals go to the post, whoever holds it.
create table approvals.position (
  company_id int not null references kernel.company,
  id uuid not null,
  code text not null,
  name text not null,
  holder_id uuid,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, code),
  foreign key (company_id, holder_id) references access.member (company_id, id)
);
create index position_holder on approvals.position (company_id, holder_id);
call kernel.company_table('approvals.position');

create table approvals.policy (
  company_id int not null references kernel.company,
  id uuid not null,
  name text not null,
  operation text not null,
  -- [{field, is, value}]: all must hold.
  conditions jsonb not null,
  -- The value that tiers (a step's "from") look at.
  tier_field text,
  -- [{kind, who, needs, from, escalateAfterHours, escalateTo}], one after another.
  steps jsonb not null,
  summary text not null,
  active boolean not null default true,
  primary key (company_id, id),
  unique (company_id, name)
);
create index policy_operation on approvals.policy (company_id, operation) where active;
call kernel.company_table('approvals.policy');

create table approvals.request (
  company_id int not null references kernel.company,
  id uuid not null,
  number text not null,
  state text not null check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'done', 'failed')),
  operation text not null,
  label text not null,
  reason text not null,
  -- The facts stated, in words; and what would be done, as it was tried and taken back.
  summary text not null,
  preview jsonb not null,
  input jsonb not null,
  input_hash text not null,
  request_key text,
  asked_by text not null,
  asker text not null,
  -- What a program that asked may do; a person is looked up again when it is carried out.
  asked_rights text[] not null,
  asked_at timestamptz not null,
  step int not null default 1,
  step_since timestamptz not null,
  settled_at timestamptz,
  failure text,
  primary key (company_id, id),
  unique (company_id, number)
);
create index request_state on approvals.request (company_id, state, id);
create index request_asker on approvals.request (company_id, asked_by, id);
-- The same asked twice is one question.
create unique index request_once on approvals.request (company_id, operation, asked_by, input_hash) where state in ('pending', 'approved', 'failed');
call kernel.company_table('approvals.request', 'select, insert, update');

create table approvals.request_step (
  company_id int not null references kernel.company,
  id uuid not null,
  request_id uuid not null,
  position int not null,
  kind text not null check (kind in ('role', 'position', 'user')),
  who text not null,
  who_name text not null,
  needs int not null check (needs between 1 and 20),
  escalate_after_hours int check (escalate_after_hours > 0),
  escalate_kind text check (escalate_kind in ('role', 'position', 'user')),
  escalate_who text,
  escalate_name text,
  primary key (company_id, id),
  unique (company_id, request_id, position),
  foreign key (company_id, request_id) references approvals.request (company_id, id)
);
call kernel.company_table('approvals.request_step', 'select, insert');

create table approvals.decision (
  company_id int not null references kernel.company,
  id uuid not null,
  event_id uuid not null,
  request_id uuid not null,
  step_id uuid not null,
  verdict text not null check (verdict in ('approved', 'rejected')),
  decided_by text not null,
  decider text not null,
  -- For whom, when it was decided by a delegate.
  behalf_of text,
  behalf text,
  escalated boolean not null,
  comment text,
  decided_at timestamptz not null,
  primary key (company_id, id),
  -- Nobody counts twice in a step.
  unique (company_id, step_id, decided_by),
  foreign key (company_id, request_id) references approvals.request (company_id, id),
  foreign key (company_id, step_id) references approvals.request_step (company_id, id)
);
create index decision_request on approvals.decision (company_id, request_id);
call kernel.posted_table('approvals.decision');

-- Who decides in another's place, from a day to a day.
create table approvals.delegation (
  company_id int not null references kernel.company,
  id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  first_on date not null,
  last_on date not null,
  reason text,
  made_by text not null,
  ended_at timestamptz,
  primary key (company_id, id),
  check (from_id <> to_id),
  check (first_on <= last_on),
  foreign key (company_id, from_id) references access.member (company_id, id),
  foreign key (company_id, to_id) references access.member (company_id, id)
);
create index delegation_from on approvals.delegation (company_id, from_id);
create index delegation_to on approvals.delegation (company_id, to_id, last_on);
call kernel.company_table('approvals.delegation', 'select, insert, update');

insert into kernel.number_series (company_id, series, year, prefix, width)
select id, 'approvals.request', 0, 'AP-', 5 from kernel.company on conflict do nothing;
