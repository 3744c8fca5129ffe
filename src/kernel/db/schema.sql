-- The present schema of the database, for reading: migrations and views make it. Written by `npm run reference`.

set check_function_bodies = off;

create schema access;
create schema answers;
create schema approvals;
create schema auth;
create schema catalog;
create schema files;
create schema importing;
create schema inventory;
create schema kernel;
create schema ledger;
create schema organisation;
create schema parties;
create schema payables;
create schema purchasing;
create schema receivables;
create schema sales;
create schema sourcing;
create schema tax;

create sequence inventory.move_seq as bigint increment 1 start 1 cache 1;

create table access.api_key (
  company_id integer not null,
  id uuid not null,
  user_id uuid not null,
  name text not null,
  scopes text[] not null,
  start text not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (company_id, id)
);

create table access.invitation (
  company_id integer not null,
  id uuid not null,
  user_id uuid not null,
  email text not null,
  name text not null,
  roles text[] not null,
  code_hash text not null,
  invited_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint invitation_pkey PRIMARY KEY (company_id, id)
);

create table access.member (
  company_id integer not null,
  id uuid not null,
  joined_at timestamp with time zone default now() not null,
  constraint member_pkey PRIMARY KEY (company_id, id)
);

create table answers.proof (
  company_id integer not null,
  name text not null,
  rule text not null,
  broken integer not null,
  example jsonb,
  checked_at timestamp with time zone not null,
  constraint proof_pkey PRIMARY KEY (company_id, name)
);

create table approvals."position" (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  holder_id uuid,
  active boolean default true not null,
  constraint position_pkey PRIMARY KEY (company_id, id),
  constraint position_company_id_code_key UNIQUE (company_id, code)
);

create table approvals.decision (
  company_id integer not null,
  id uuid not null,
  event_id uuid not null,
  request_id uuid not null,
  step_id uuid not null,
  verdict text not null,
  decided_by text not null,
  decider text not null,
  behalf_of text,
  behalf text,
  escalated boolean not null,
  comment text,
  decided_at timestamp with time zone not null,
  constraint decision_pkey PRIMARY KEY (company_id, id),
  constraint decision_company_id_step_id_decided_by_key UNIQUE (company_id, step_id, decided_by),
  constraint decision_verdict_check CHECK ((verdict = ANY (ARRAY['approved'::text, 'rejected'::text])))
);

create table approvals.delegation (
  company_id integer not null,
  id uuid not null,
  from_id uuid not null,
  to_id uuid not null,
  first_on date not null,
  last_on date not null,
  reason text,
  made_by text not null,
  ended_at timestamp with time zone,
  constraint delegation_pkey PRIMARY KEY (company_id, id),
  constraint delegation_check CHECK ((from_id <> to_id)),
  constraint delegation_check1 CHECK ((first_on <= last_on))
);

create table approvals.policy (
  company_id integer not null,
  id uuid not null,
  name text not null,
  operation text not null,
  conditions jsonb not null,
  tier_field text,
  steps jsonb not null,
  summary text not null,
  active boolean default true not null,
  constraint policy_pkey PRIMARY KEY (company_id, id),
  constraint policy_company_id_name_key UNIQUE (company_id, name)
);

create table approvals.request (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  operation text not null,
  label text not null,
  reason text not null,
  summary text not null,
  preview jsonb not null,
  input jsonb not null,
  input_hash text not null,
  request_key text,
  asked_by text not null,
  asker text not null,
  asked_rights text[] not null,
  asked_at timestamp with time zone not null,
  step integer default 1 not null,
  step_since timestamp with time zone not null,
  settled_at timestamp with time zone,
  failure text,
  facts jsonb default '[]'::jsonb not null,
  standing jsonb default '[]'::jsonb not null,
  constraint request_pkey PRIMARY KEY (company_id, id),
  constraint request_company_id_number_key UNIQUE (company_id, number),
  constraint request_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text, 'done'::text, 'failed'::text, 'outdated'::text])))
);

create table approvals.request_step (
  company_id integer not null,
  id uuid not null,
  request_id uuid not null,
  "position" integer not null,
  kind text not null,
  who text not null,
  who_name text not null,
  needs integer not null,
  escalate_after_hours integer,
  escalate_kind text,
  escalate_who text,
  escalate_name text,
  constraint request_step_pkey PRIMARY KEY (company_id, id),
  constraint request_step_company_id_request_id_position_key UNIQUE (company_id, request_id, "position"),
  constraint request_step_escalate_after_hours_check CHECK ((escalate_after_hours > 0)),
  constraint request_step_escalate_kind_check CHECK ((escalate_kind = ANY (ARRAY['role'::text, 'position'::text, 'user'::text]))),
  constraint request_step_kind_check CHECK ((kind = ANY (ARRAY['role'::text, 'position'::text, 'user'::text]))),
  constraint request_step_needs_check CHECK (((needs >= 1) AND (needs <= 20)))
);

create table auth."user" (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean default false not null,
  image text,
  two_factor_enabled boolean default false,
  must_change_password boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint user_pkey PRIMARY KEY (id),
  constraint user_email_key UNIQUE (email),
  constraint user_email_check CHECK ((email = lower(email))),
  constraint user_name_check CHECK ((name <> ''::text))
);

create table auth.account (
  id text not null,
  user_id text not null,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_provider_id_account_id_key UNIQUE (provider_id, account_id)
);

create table auth.apikey (
  id text not null,
  config_id text default 'default'::text not null,
  name text,
  start text,
  reference_id text not null,
  prefix text,
  key text not null,
  refill_interval integer,
  refill_amount integer,
  last_refill_at timestamp with time zone,
  enabled boolean default true,
  rate_limit_enabled boolean default false,
  rate_limit_time_window integer,
  rate_limit_max integer,
  request_count integer default 0,
  remaining integer,
  last_request timestamp with time zone,
  expires_at timestamp with time zone,
  permissions text,
  metadata text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint apikey_pkey PRIMARY KEY (id),
  constraint apikey_key_key UNIQUE (key)
);

create table auth.failure (
  email text not null,
  count integer not null,
  last_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint failure_pkey PRIMARY KEY (email)
);

create table auth.secret (
  one boolean default true not null,
  value text not null,
  constraint secret_pkey PRIMARY KEY (one),
  constraint secret_one_check CHECK (one)
);

create table auth.session (
  id text not null,
  user_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_key UNIQUE (token)
);

create table auth.two_factor (
  id text not null,
  user_id text not null,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamp with time zone,
  constraint two_factor_pkey PRIMARY KEY (id)
);

create table auth.used_code (
  user_id text not null,
  code text not null,
  used_at timestamp with time zone not null,
  constraint used_code_pkey PRIMARY KEY (user_id, code)
);

create table auth.verification (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint verification_pkey PRIMARY KEY (id)
);

create table catalog.item (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  description text,
  kind text not null,
  category_id uuid,
  unit text not null,
  list_price numeric,
  standard_cost numeric,
  costing_method text default 'fifo'::text not null,
  allow_negative boolean default false not null,
  tax_class text,
  weight_kg numeric,
  volume_m3 numeric,
  sold boolean default true not null,
  bought boolean default true not null,
  active boolean default true not null,
  custom jsonb default '{}'::jsonb not null,
  tracking text default 'none'::text not null,
  shelf_days integer,
  constraint item_pkey PRIMARY KEY (company_id, id),
  constraint item_company_id_code_key UNIQUE (company_id, code),
  constraint item_costing_method_check CHECK ((costing_method = ANY (ARRAY['fifo'::text, 'average'::text, 'standard'::text]))),
  constraint item_kind_check CHECK ((kind = ANY (ARRAY['stocked'::text, 'service'::text]))),
  constraint item_list_price_check CHECK ((list_price >= (0)::numeric)),
  constraint item_name_check CHECK ((name <> ''::text)),
  constraint item_shelf_days_check CHECK ((shelf_days > 0)),
  constraint item_standard_cost_check CHECK ((standard_cost >= (0)::numeric)),
  constraint item_tracking_check CHECK ((tracking = ANY (ARRAY['none'::text, 'lot'::text, 'serial'::text]))),
  constraint item_volume_m3_check CHECK ((volume_m3 >= (0)::numeric)),
  constraint item_weight_kg_check CHECK ((weight_kg >= (0)::numeric))
);

create table catalog.item_category (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  parent_id uuid,
  active boolean default true not null,
  constraint item_category_pkey PRIMARY KEY (company_id, id),
  constraint item_category_company_id_code_key UNIQUE (company_id, code),
  constraint item_category_name_check CHECK ((name <> ''::text))
);

create table catalog.item_unit (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  unit text not null,
  factor numeric not null,
  barcode text,
  constraint item_unit_pkey PRIMARY KEY (company_id, id),
  constraint item_unit_company_id_item_id_unit_key UNIQUE (company_id, item_id, unit),
  constraint item_unit_factor_check CHECK ((factor > (0)::numeric))
);

create table catalog.price_list (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  currency text not null,
  is_default boolean default false not null,
  active boolean default true not null,
  constraint price_list_pkey PRIMARY KEY (company_id, id),
  constraint price_list_company_id_code_key UNIQUE (company_id, code)
);

create table catalog.price_rule (
  company_id integer not null,
  id uuid not null,
  price_list_id uuid not null,
  item_id uuid,
  category_id uuid,
  customer_id uuid,
  customer_group text,
  minimum numeric default 0 not null,
  from_day date,
  to_day date,
  kind text not null,
  value numeric not null,
  constraint price_rule_pkey PRIMARY KEY (company_id, id),
  constraint price_rule_check CHECK (((num_nonnulls(item_id, category_id) <= 1) AND (num_nonnulls(customer_id, customer_group) <= 1))),
  constraint price_rule_check1 CHECK (((to_day IS NULL) OR (from_day IS NULL) OR (to_day >= from_day))),
  constraint price_rule_kind_check CHECK ((kind = ANY (ARRAY['fixed'::text, 'percent_of_list'::text, 'discount_percent'::text, 'amount_off'::text]))),
  constraint price_rule_minimum_check CHECK ((minimum >= (0)::numeric)),
  constraint price_rule_value_check CHECK ((value >= (0)::numeric))
);

create table files.attachment (
  company_id integer not null,
  id uuid not null,
  file_id uuid not null,
  entity text not null,
  record_id uuid not null,
  attached_by text not null,
  attached_at timestamp with time zone not null,
  constraint attachment_pkey PRIMARY KEY (company_id, id),
  constraint attachment_company_id_entity_record_id_file_id_key UNIQUE (company_id, entity, record_id, file_id)
);

create table files.file (
  company_id integer not null,
  id uuid not null,
  name text not null,
  media_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  content bytea not null,
  uploaded_by text not null,
  uploaded_by_id text not null,
  uploaded_at timestamp with time zone not null,
  constraint file_pkey PRIMARY KEY (company_id, id),
  constraint file_company_id_sha256_uploaded_by_id_key UNIQUE (company_id, sha256, uploaded_by_id),
  constraint file_check CHECK ((octet_length(content) = size_bytes)),
  constraint file_media_type_check CHECK ((media_type = ANY (ARRAY['application/pdf'::text, 'image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
  constraint file_name_check CHECK ((name <> ''::text)),
  constraint file_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint file_size_bytes_check CHECK ((size_bytes > 0))
);

create table importing.batch (
  company_id integer not null,
  id uuid not null,
  source text not null,
  step text not null,
  target text not null,
  state text not null,
  rows_read integer default 0 not null,
  rows_made integer default 0 not null,
  started_at timestamp with time zone not null,
  actor text not null,
  constraint batch_pkey PRIMARY KEY (company_id, id),
  constraint batch_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'undone'::text])))
);

create table importing.source_row (
  company_id integer not null,
  source text not null,
  step text not null,
  key text not null,
  batch_id uuid not null,
  record_id uuid not null,
  made_in text,
  constraint source_row_pkey PRIMARY KEY (company_id, source, step, key)
);

create table inventory.count_line (
  company_id integer not null,
  id uuid not null,
  count_id uuid not null,
  item_id uuid not null,
  book_quantity numeric not null,
  counted_quantity numeric,
  times_counted integer default 0 not null,
  counted_by text,
  counted_at timestamp with time zone,
  lot_id uuid,
  frozen_at timestamp with time zone not null,
  earlier_quantity numeric,
  earlier_by text,
  found boolean default false not null,
  new_lot text,
  expires_on date,
  unit_cost numeric,
  changed_at timestamp with time zone,
  constraint count_line_pkey PRIMARY KEY (company_id, id),
  constraint count_line_company_id_count_id_item_id_lot_id_new_lot_key UNIQUE NULLS NOT DISTINCT (company_id, count_id, item_id, lot_id, new_lot),
  constraint count_line_check CHECK (((new_lot IS NULL) OR (lot_id IS NULL))),
  constraint count_line_counted_quantity_check CHECK ((counted_quantity >= (0)::numeric)),
  constraint count_line_unit_cost_check CHECK ((unit_cost >= (0)::numeric))
);

create table inventory.inspection (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  supplier_id uuid,
  quantity numeric not null,
  accepted numeric default 0 not null,
  rejected numeric default 0 not null,
  gone numeric default 0 not null,
  reason text,
  received_at timestamp with time zone not null,
  received_by text not null,
  inspected_at timestamp with time zone,
  inspected_by text,
  is_open boolean generated always as (((accepted + gone) < quantity)) stored not null,
  missing numeric default 0 not null,
  constraint inspection_pkey PRIMARY KEY (company_id, id),
  constraint inspection_company_id_move_id_key UNIQUE (company_id, move_id),
  constraint inspection_accepted_check CHECK ((accepted >= (0)::numeric)),
  constraint inspection_check CHECK ((((accepted + gone) <= quantity) AND ((accepted + rejected) <= quantity))),
  constraint inspection_check1 CHECK (((missing >= (0)::numeric) AND (missing <= gone))),
  constraint inspection_gone_check CHECK ((gone >= (0)::numeric)),
  constraint inspection_parts CHECK (((((accepted + rejected) + missing) <= quantity) AND (gone <= (rejected + missing)))),
  constraint inspection_quantity_check CHECK ((quantity >= (0)::numeric)),
  constraint inspection_rejected_check CHECK ((rejected >= (0)::numeric))
);

create table inventory.inspection_rule (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  supplier_id uuid,
  note text,
  active boolean default true not null,
  constraint inspection_rule_pkey PRIMARY KEY (company_id, id),
  constraint inspection_rule_company_id_item_id_supplier_id_key UNIQUE NULLS NOT DISTINCT (company_id, item_id, supplier_id)
);

create table inventory.layer_entry (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  layer_id uuid not null,
  move_id uuid not null,
  cause_id uuid not null,
  kind text not null,
  quantity numeric not null,
  value_minor bigint not null,
  effective_on date not null,
  posted_on date not null,
  ledger_entry_id uuid,
  event_id uuid not null,
  constraint layer_entry_pkey PRIMARY KEY (company_id, id),
  constraint layer_entry_kind_check CHECK ((kind = ANY (ARRAY['RECEIPT'::text, 'CONSUME'::text, 'DEFICIT'::text, 'SETTLE'::text, 'REVALUE'::text, 'ADJUST'::text, 'REVERSE'::text])))
);

create table inventory.layer_state (
  company_id integer not null,
  layer_id uuid not null,
  stock_id uuid not null,
  effective_on date not null,
  seq bigint not null,
  quantity numeric not null,
  value_minor bigint not null,
  owner_side text,
  owner_role text,
  owner_parcel uuid,
  is_open boolean generated always as ((quantity <> (0)::numeric)) stored not null,
  constraint layer_state_pkey PRIMARY KEY (company_id, layer_id),
  constraint layer_state_check CHECK (((quantity <> (0)::numeric) OR (value_minor = 0)))
) with (fillfactor=60);

create table inventory.location (
  company_id integer not null,
  id uuid not null,
  site_id uuid,
  code text not null,
  name text not null,
  kind text default 'stock'::text not null,
  active boolean default true not null,
  constraint location_pkey PRIMARY KEY (company_id, id),
  constraint location_company_id_site_id_code_key UNIQUE NULLS NOT DISTINCT (company_id, site_id, code),
  constraint location_check CHECK (((kind = 'stock'::text) = (site_id IS NOT NULL))),
  constraint location_code_check CHECK ((code <> ''::text)),
  constraint location_kind_check CHECK ((kind = ANY (ARRAY['stock'::text, 'supplier'::text, 'customer'::text, 'production'::text, 'loss'::text, 'transit'::text]))),
  constraint location_name_check CHECK ((name <> ''::text))
);

create table inventory.lot (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  number text not null,
  supplier_lot text,
  made_on date,
  received_on date not null,
  expires_on date,
  state text default 'released'::text not null,
  state_reason text,
  constraint lot_pkey PRIMARY KEY (company_id, id),
  constraint lot_company_id_item_id_number_key UNIQUE (company_id, item_id, number),
  constraint lot_number_check CHECK ((number <> ''::text)),
  constraint lot_state_check CHECK ((state = ANY (ARRAY['released'::text, 'quarantine'::text, 'blocked'::text])))
);

create table inventory.move (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  kind text not null,
  quantity numeric not null,
  value_minor bigint,
  unit_minor numeric,
  fallback_minor numeric,
  parcel_id uuid,
  layer_id uuid,
  other_side text not null,
  counterpart text not null,
  location_id uuid,
  effective_on date not null,
  seq bigint not null,
  reason text,
  source_entity text not null,
  source_id uuid not null,
  line_id uuid,
  demand_id uuid,
  recorded_at timestamp with time zone not null,
  event_id uuid not null,
  unbilled numeric,
  constraint move_pkey PRIMARY KEY (company_id, id),
  constraint move_check CHECK (((quantity > (0)::numeric) OR ((kind = 'revalue'::text) AND (quantity = (0)::numeric)))),
  constraint move_check1 CHECK (((kind = 'carried'::text) = (parcel_id IS NOT NULL))),
  constraint move_check2 CHECK (((kind <> 'receipt'::text) OR (value_minor IS NOT NULL))),
  constraint move_check3 CHECK (((kind = 'revalue'::text) = (unit_minor IS NOT NULL))),
  constraint move_check4 CHECK (((unbilled IS NULL) OR ((unbilled > (0)::numeric) AND (unbilled <= quantity) AND (kind = 'supplier_return'::text)))),
  constraint move_counterpart_check CHECK ((counterpart = ANY (ARRAY['supplier'::text, 'customer'::text, 'production'::text, 'loss'::text, 'transit'::text, 'opening'::text]))),
  constraint move_kind_check CHECK ((kind = ANY (ARRAY['receipt'::text, 'gain'::text, 'carried'::text, 'issue'::text, 'transfer'::text, 'supplier_return'::text, 'revalue'::text])))
);

create table inventory.move_correction (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  quantity numeric not null,
  value_minor bigint,
  effective_on date not null,
  reason text not null,
  recorded_at timestamp with time zone not null,
  event_id uuid not null,
  unbilled numeric,
  constraint move_correction_pkey PRIMARY KEY (company_id, id),
  constraint move_correction_check CHECK (((unbilled >= (0)::numeric) AND (unbilled <= quantity))),
  constraint move_correction_quantity_check CHECK ((quantity >= (0)::numeric))
);

create table inventory.move_cost (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  label text not null,
  value_minor bigint not null,
  other_side text not null,
  source_entity text not null,
  source_id uuid not null,
  effective_on date not null,
  recorded_at timestamp with time zone not null,
  event_id uuid not null,
  of_bill boolean default false not null,
  constraint move_cost_pkey PRIMARY KEY (company_id, id)
);

create table inventory.move_lot (
  company_id integer not null,
  id uuid not null,
  move_id uuid not null,
  lot_id uuid not null,
  quantity numeric not null,
  party_id uuid,
  event_id uuid not null,
  constraint move_lot_pkey PRIMARY KEY (company_id, id),
  constraint move_lot_quantity_check CHECK ((quantity <> (0)::numeric))
);

create table inventory.provision (
  company_id integer not null,
  id uuid not null,
  event_id uuid not null,
  number text not null,
  day date not null,
  total_minor bigint not null,
  delta_minor bigint not null,
  constraint provision_pkey PRIMARY KEY (company_id, id),
  constraint provision_company_id_number_key UNIQUE (company_id, number),
  constraint provision_total_minor_check CHECK ((total_minor >= 0))
);

create table inventory.provision_line (
  company_id integer not null,
  id uuid not null,
  event_id uuid not null,
  provision_id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  quantity numeric not null,
  value_minor bigint not null,
  idle_days integer,
  percent numeric not null,
  delta_minor bigint not null,
  constraint provision_line_pkey PRIMARY KEY (company_id, id),
  constraint provision_line_company_id_provision_id_item_id_site_id_key UNIQUE (company_id, provision_id, item_id, site_id),
  constraint provision_line_delta_minor_check CHECK ((delta_minor <> 0))
);

create table inventory.provision_rule (
  company_id integer not null,
  id uuid not null,
  idle_days integer not null,
  percent numeric not null,
  active boolean default true not null,
  constraint provision_rule_pkey PRIMARY KEY (company_id, id),
  constraint provision_rule_company_id_idle_days_key UNIQUE (company_id, idle_days),
  constraint provision_rule_idle_days_check CHECK ((idle_days > 0)),
  constraint provision_rule_percent_check CHECK (((percent > (0)::numeric) AND (percent <= (100)::numeric)))
);

create table inventory.reservation (
  company_id integer not null,
  demand_id uuid not null,
  stock_id uuid not null,
  quantity numeric not null,
  source_entity text not null,
  source_id uuid not null,
  reserved_at timestamp with time zone not null,
  constraint reservation_pkey PRIMARY KEY (company_id, demand_id, stock_id),
  constraint reservation_quantity_check CHECK ((quantity > (0)::numeric))
);

create table inventory.shift (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  move_id uuid not null,
  at_move_id uuid not null,
  cause_id uuid not null,
  role text not null,
  other_side text not null,
  value_minor bigint not null,
  effective_on date not null,
  posted_on date not null,
  event_id uuid not null,
  constraint shift_pkey PRIMARY KEY (company_id, id),
  constraint shift_role_check CHECK ((role = ANY (ARRAY['move'::text, 'variance'::text, 'revaluation'::text])))
);

create table inventory.standard_cost (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  effective_on date not null,
  unit_cost numeric not null,
  recorded_at timestamp with time zone not null,
  event_id uuid not null,
  constraint standard_cost_pkey PRIMARY KEY (company_id, id),
  constraint standard_cost_unit_cost_check CHECK ((unit_cost >= (0)::numeric))
);

create table inventory.stock (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  method text not null,
  on_hand numeric default 0 not null,
  reserved numeric default 0 not null,
  value_minor bigint default 0 not null,
  placed numeric default 0 not null,
  first_standard_minor numeric,
  standard_minor numeric,
  last_cost_quantity numeric,
  last_cost_minor bigint,
  last_on date,
  last_seq bigint,
  snapshot_on date,
  held numeric default 0 not null,
  constraint stock_pkey PRIMARY KEY (company_id, id),
  constraint stock_company_id_item_id_site_id_key UNIQUE (company_id, item_id, site_id),
  constraint stock_check CHECK (((on_hand <> (0)::numeric) OR (value_minor = 0))),
  constraint stock_held_check CHECK ((held >= (0)::numeric)),
  constraint stock_method_check CHECK ((method = ANY (ARRAY['fifo'::text, 'average'::text, 'standard'::text, 'specific'::text]))),
  constraint stock_placed_check CHECK ((placed >= (0)::numeric)),
  constraint stock_reserved_check CHECK ((reserved >= (0)::numeric))
) with (fillfactor=60);

create table inventory.stock_count (
  company_id integer not null,
  id uuid not null,
  number text not null,
  site_id uuid not null,
  location_id uuid,
  state text not null,
  blind boolean not null,
  limit_minor bigint not null,
  note text,
  started_at timestamp with time zone not null,
  started_by text not null,
  approved_at timestamp with time zone,
  approved_by text,
  changed_at timestamp with time zone,
  difference_minor bigint,
  constraint stock_count_pkey PRIMARY KEY (company_id, id),
  constraint stock_count_company_id_number_key UNIQUE (company_id, number),
  constraint stock_count_difference_minor_check CHECK ((difference_minor >= 0)),
  constraint stock_count_limit_minor_check CHECK ((limit_minor >= 0)),
  constraint stock_count_state_check CHECK ((state = ANY (ARRAY['counting'::text, 'posted'::text, 'cancelled'::text])))
);

create table inventory.stock_day (
  company_id integer not null,
  stock_id uuid not null,
  day date not null,
  reported_quantity numeric not null,
  reported_minor bigint not null,
  known_quantity numeric not null,
  known_minor bigint not null,
  constraint stock_day_pkey PRIMARY KEY (company_id, stock_id, day)
);

create table inventory.stock_document (
  company_id integer not null,
  id uuid not null,
  number text not null,
  kind text not null,
  site_id uuid not null,
  to_site_id uuid,
  reason text not null,
  note text,
  effective_on date not null,
  recorded_at timestamp with time zone not null,
  event_id uuid not null,
  constraint stock_document_pkey PRIMARY KEY (company_id, id),
  constraint stock_document_company_id_number_key UNIQUE (company_id, number),
  constraint stock_document_kind_check CHECK ((kind = ANY (ARRAY['receipt'::text, 'issue'::text, 'transfer'::text, 'revaluation'::text, 'standard_cost'::text, 'cost_correction'::text, 'correction'::text, 'count'::text])))
);

create table inventory.stock_location (
  company_id integer not null,
  stock_id uuid not null,
  location_id uuid not null,
  on_hand numeric not null,
  constraint stock_location_pkey PRIMARY KEY (company_id, stock_id, location_id),
  constraint stock_location_on_hand_check CHECK ((on_hand >= (0)::numeric))
);

create table inventory.stock_lot (
  company_id integer not null,
  id uuid not null,
  stock_id uuid not null,
  lot_id uuid not null,
  on_hand numeric not null,
  constraint stock_lot_pkey PRIMARY KEY (company_id, id),
  constraint stock_lot_company_id_stock_id_lot_id_key UNIQUE (company_id, stock_id, lot_id),
  constraint stock_lot_on_hand_check CHECK ((on_hand >= (0)::numeric))
);

create table kernel.company (
  id integer generated always as identity not null,
  code text not null,
  name text not null,
  currency text not null,
  digits integer default 2 not null,
  time_zone text default 'UTC'::text not null,
  country text,
  created_at timestamp with time zone default now() not null,
  constraint company_pkey PRIMARY KEY (id),
  constraint company_code_key UNIQUE (code),
  constraint company_code_check CHECK ((code ~ '^[A-Z0-9_-]{1,20}$'::text)),
  constraint company_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint company_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint company_digits_check CHECK (((digits >= 0) AND (digits <= 4))),
  constraint company_name_check CHECK ((name <> ''::text))
);

create table kernel.event (
  company_id integer not null,
  id uuid not null,
  xid xid8 default pg_current_xact_id() not null,
  at timestamp with time zone not null,
  recorded_at timestamp with time zone default clock_timestamp() not null,
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
  constraint event_pkey PRIMARY KEY (company_id, id)
);

create table kernel.event_record (
  company_id integer not null,
  record_id uuid not null,
  event_id uuid not null,
  id uuid not null,
  entity text not null,
  before jsonb,
  after jsonb,
  constraint event_record_pkey PRIMARY KEY (company_id, id)
);

create table kernel.migration (
  number integer not null,
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone default now() not null,
  constraint migration_pkey PRIMARY KEY (number)
);

create table kernel.number_series (
  company_id integer not null,
  series text not null,
  year integer default 0 not null,
  prefix text default ''::text not null,
  width integer default 5 not null,
  next bigint default 1 not null,
  constraint number_series_pkey PRIMARY KEY (company_id, series, year)
) with (fillfactor=50);

create table kernel.role (
  company_id integer not null,
  name text not null,
  label text not null,
  permissions text[] not null,
  constraint role_pkey PRIMARY KEY (company_id, name),
  constraint role_name_check CHECK ((name ~ '^[a-z0-9_]{1,40}$'::text))
);

create table kernel.row_change (
  company_id integer not null,
  table_name text not null,
  id bigint generated by default as identity not null,
  event_id uuid,
  added bytea[] not null,
  removed bytea[] not null,
  written_by text default SESSION_USER not null,
  constraint row_change_pkey PRIMARY KEY (company_id, table_name, id)
);

create table kernel.row_past (
  company_id integer not null,
  source text not null,
  record_id uuid not null,
  event_id uuid not null,
  content jsonb,
  constraint row_past_pkey PRIMARY KEY (company_id, source, record_id, event_id)
);

create table kernel.row_watch (
  table_name text not null,
  shape text not null,
  constraint row_watch_pkey PRIMARY KEY (table_name)
);

create table kernel.seal_block (
  company_id integer not null,
  number bigint not null,
  sealed_at timestamp with time zone not null,
  events integer not null,
  previous bytea not null,
  digest bytea not null,
  format integer default 2 not null,
  constraint seal_block_pkey PRIMARY KEY (company_id, number)
);

create table kernel.seal_event (
  company_id integer not null,
  event_id uuid not null,
  block bigint not null,
  "position" integer not null,
  digest bytea not null,
  constraint seal_event_pkey PRIMARY KEY (company_id, event_id)
);

create table kernel.seal_state (
  one boolean default true not null,
  horizon xid8 default '0'::xid8 not null,
  constraint seal_state_pkey PRIMARY KEY (one),
  constraint seal_state_one_check CHECK (one)
);

create table kernel.setting (
  name text not null,
  value text not null,
  constraint setting_pkey PRIMARY KEY (name)
);

create table kernel.user_role (
  company_id integer not null,
  user_id text not null,
  role text not null,
  granted_at timestamp with time zone default now() not null,
  constraint user_role_pkey PRIMARY KEY (company_id, user_id, role)
);

create table ledger.account (
  company_id integer not null,
  id uuid not null,
  number text not null,
  name text not null,
  type text not null,
  heading text not null,
  requires text,
  active boolean default true not null,
  kept_for text,
  control boolean generated always as ((kept_for IS NOT NULL)) stored,
  constraint account_pkey PRIMARY KEY (company_id, id),
  constraint account_company_id_id_kept_for_key UNIQUE (company_id, id, kept_for),
  constraint account_company_id_number_key UNIQUE (company_id, number),
  constraint account_check CHECK (((kept_for IS NULL) OR (type = ANY (ARRAY['asset'::text, 'liability'::text])))),
  constraint account_heading_check CHECK ((heading <> ''::text)),
  constraint account_kept_for_check CHECK ((kept_for ~ '^[a-z_]{1,40}$'::text)),
  constraint account_name_check CHECK ((name <> ''::text)),
  constraint account_number_check CHECK ((number <> ''::text)),
  constraint account_requires_check CHECK ((requires = ANY (ARRAY['party'::text, 'item'::text, 'site'::text, 'cost_centre'::text, 'project'::text]))),
  constraint account_type_check CHECK ((type = ANY (ARRAY['asset'::text, 'liability'::text, 'equity'::text, 'income'::text, 'expense'::text])))
);

create table ledger.account_role (
  company_id integer not null,
  id uuid not null,
  role text not null,
  account_id uuid not null,
  constraint account_role_pkey PRIMARY KEY (company_id, id),
  constraint account_role_company_id_role_key UNIQUE (company_id, role),
  constraint account_role_role_check CHECK ((role ~ '^[a-z_]{1,40}$'::text))
);

create table ledger.balance (
  company_id integer not null,
  account_id uuid not null,
  period_id uuid not null,
  cost_centre_id uuid,
  site_id uuid,
  slot integer not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  constraint balance_company_id_account_id_period_id_cost_centre_id_site_key UNIQUE NULLS NOT DISTINCT (company_id, account_id, period_id, cost_centre_id, site_id, slot)
) with (fillfactor=50);

create table ledger.cost_centre (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  active boolean default true not null,
  constraint cost_centre_pkey PRIMARY KEY (company_id, id),
  constraint cost_centre_company_id_code_key UNIQUE (company_id, code)
);

create table ledger.entry (
  company_id integer not null,
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
  recorded_at timestamp with time zone default clock_timestamp() not null,
  event_id uuid not null,
  constraint entry_pkey PRIMARY KEY (company_id, id)
);

create table ledger.fiscal_year (
  company_id integer not null,
  id uuid not null,
  code text not null,
  starts_on date not null,
  ends_on date not null,
  constraint fiscal_year_pkey PRIMARY KEY (company_id, id),
  constraint fiscal_year_company_id_code_key UNIQUE (company_id, code),
  constraint fiscal_year_company_id_starts_on_key UNIQUE (company_id, starts_on),
  constraint fiscal_year_check CHECK ((ends_on > starts_on))
);

create table ledger.journal (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  constraint journal_pkey PRIMARY KEY (company_id, id),
  constraint journal_company_id_code_key UNIQUE (company_id, code),
  constraint journal_code_check CHECK ((code ~ '^[a-z_]{1,40}$'::text))
);

create table ledger.line (
  company_id integer not null,
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
  constraint line_pkey PRIMARY KEY (company_id, id),
  constraint line_check CHECK (((currency IS NULL) = (currency_minor IS NULL))),
  constraint line_check1 CHECK (((amount_minor <> 0) OR (currency_minor <> 0)))
);

create table ledger.period (
  company_id integer not null,
  id uuid not null,
  year_id uuid not null,
  code text not null,
  closing boolean default false not null,
  starts_on date not null,
  ends_on date not null,
  constraint period_pkey PRIMARY KEY (company_id, id),
  constraint period_company_id_closing_starts_on_key UNIQUE (company_id, closing, starts_on),
  constraint period_company_id_code_key UNIQUE (company_id, code),
  constraint period_check CHECK ((ends_on >= starts_on))
);

create table ledger.period_state (
  company_id integer not null,
  id uuid not null,
  period_id uuid not null,
  turn integer not null,
  state text not null,
  actor text not null,
  reason text,
  recorded_at timestamp with time zone default clock_timestamp() not null,
  event_id uuid not null,
  constraint period_state_pkey PRIMARY KEY (company_id, id),
  constraint period_state_company_id_period_id_turn_key UNIQUE (company_id, period_id, turn),
  constraint period_state_state_check CHECK ((state = ANY (ARRAY['open'::text, 'soft_closed'::text, 'closed'::text]))),
  constraint period_state_turn_check CHECK ((turn > 0))
);

create table ledger.project (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  active boolean default true not null,
  constraint project_pkey PRIMARY KEY (company_id, id),
  constraint project_company_id_code_key UNIQUE (company_id, code)
);

create table organisation.company_detail (
  company_id integer not null,
  id uuid not null,
  legal_name text not null,
  street text,
  postal_code text,
  city text,
  country text,
  tax_id text,
  register text,
  email text,
  phone text,
  bank_name text,
  iban text,
  bic text,
  constraint company_detail_pkey PRIMARY KEY (company_id, id),
  constraint company_detail_company_id_key UNIQUE (company_id),
  constraint company_detail_legal_name_check CHECK ((legal_name <> ''::text))
);

create table organisation.country (
  code text not null,
  name text not null,
  eu boolean default false not null,
  active boolean default true not null,
  constraint country_pkey PRIMARY KEY (code),
  constraint country_code_check CHECK ((code ~ '^[A-Z]{2}$'::text))
);

create table organisation.currency (
  code text not null,
  name text not null,
  digits integer default 2 not null,
  active boolean default true not null,
  constraint currency_pkey PRIMARY KEY (code),
  constraint currency_code_check CHECK ((code ~ '^[A-Z]{3}$'::text)),
  constraint currency_digits_check CHECK (((digits >= 0) AND (digits <= 4)))
);

create table organisation.currency_rate (
  company_id integer not null,
  id uuid not null,
  currency text not null,
  day date not null,
  rate numeric not null,
  constraint currency_rate_pkey PRIMARY KEY (company_id, id),
  constraint currency_rate_company_id_currency_day_key UNIQUE (company_id, currency, day),
  constraint currency_rate_rate_check CHECK ((rate > (0)::numeric))
);

create table organisation.site (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  street text,
  city text,
  region text,
  postal_code text,
  country text,
  is_default boolean default false not null,
  active boolean default true not null,
  constraint site_pkey PRIMARY KEY (company_id, id),
  constraint site_company_id_code_key UNIQUE (company_id, code)
);

create table organisation.unit (
  code text not null,
  name text not null,
  dimension text not null,
  numerator numeric not null,
  denominator numeric default 1 not null,
  active boolean default true not null,
  constraint unit_pkey PRIMARY KEY (code),
  constraint unit_denominator_check CHECK (((denominator > (0)::numeric) AND (denominator = trunc(denominator)))),
  constraint unit_dimension_check CHECK ((dimension = ANY (ARRAY['count'::text, 'mass'::text, 'length'::text, 'area'::text, 'volume'::text, 'time'::text]))),
  constraint unit_numerator_check CHECK (((numerator > (0)::numeric) AND (numerator = trunc(numerator))))
);

create table parties.address (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null,
  label text default ''::text not null,
  street text not null,
  street2 text,
  city text not null,
  region text,
  postal_code text,
  country text not null,
  is_default boolean default false not null,
  active boolean default true not null,
  constraint address_pkey PRIMARY KEY (company_id, id),
  constraint address_kind_check CHECK ((kind = ANY (ARRAY['billing'::text, 'delivery'::text, 'office'::text])))
);

create table parties.contact (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  name text not null,
  role text,
  email text,
  phone text,
  active boolean default true not null,
  constraint contact_pkey PRIMARY KEY (company_id, id),
  constraint contact_name_check CHECK ((name <> ''::text))
);

create table parties.party (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  kind text default 'company'::text not null,
  is_customer boolean default false not null,
  is_supplier boolean default false not null,
  is_carrier boolean default false not null,
  is_employee boolean default false not null,
  customer_group text,
  supplier_group text,
  currency text,
  language text default 'en'::text not null,
  country text,
  region text,
  email text,
  phone text,
  tax_id text,
  tax_class text,
  sales_terms_id uuid,
  purchase_terms_id uuid,
  price_list_id uuid,
  credit_limit_minor bigint,
  credit_hold boolean default false not null,
  note text,
  active boolean default true not null,
  custom jsonb default '{}'::jsonb not null,
  tax_id_country text,
  tax_id_valid boolean generated always as (COALESCE((tax_id_country = country), false)) stored not null,
  constraint party_pkey PRIMARY KEY (company_id, id),
  constraint party_company_id_code_key UNIQUE (company_id, code),
  constraint party_credit_limit_minor_check CHECK ((credit_limit_minor >= 0)),
  constraint party_kind_check CHECK ((kind = ANY (ARRAY['company'::text, 'person'::text]))),
  constraint party_name_check CHECK ((name <> ''::text))
);

create table parties.terms (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  definition jsonb not null,
  active boolean default true not null,
  constraint terms_pkey PRIMARY KEY (company_id, id),
  constraint terms_company_id_code_key UNIQUE (company_id, code)
);

create table payables.adjustment (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null,
  adjusted_on date not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  payment_id uuid,
  event_id uuid not null,
  reason text,
  withholding_id uuid,
  given_up_minor bigint,
  gives_back_id uuid,
  constraint adjustment_pkey PRIMARY KEY (company_id, id),
  constraint adjustment_kind_check CHECK ((kind = ANY (ARRAY['discount'::text, 'withholding'::text, 'write_off'::text, 'conversion'::text])))
);

create table payables.advance (
  company_id integer not null,
  id uuid not null,
  bill_line_id uuid not null,
  order_line_id uuid not null,
  open_quantity numeric not null,
  open_minor bigint not null,
  constraint advance_pkey PRIMARY KEY (company_id, id),
  constraint advance_check CHECK (((open_quantity > (0)::numeric) OR (open_minor = 0))),
  constraint advance_open_quantity_check CHECK ((open_quantity >= (0)::numeric))
);

create table payables.advance_use (
  company_id integer not null,
  id uuid not null,
  advance_id uuid not null,
  receipt_line_id uuid not null,
  quantity numeric not null,
  billed_minor bigint not null,
  event_id uuid not null,
  constraint advance_use_pkey PRIMARY KEY (company_id, id),
  constraint advance_use_quantity_check CHECK ((quantity > (0)::numeric))
);

create table payables.bill (
  company_id integer not null,
  id uuid not null,
  number text,
  kind text not null,
  party_id uuid not null,
  supplier_number text not null,
  credits_id uuid,
  billed_on date not null,
  currency text not null,
  digits integer not null,
  rate numeric not null,
  terms_id uuid,
  note text,
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  base_minor bigint not null,
  event_id uuid not null,
  again integer default 0 not null,
  constraint bill_pkey PRIMARY KEY (company_id, id),
  constraint bill_company_id_number_key UNIQUE (company_id, number),
  constraint bill_company_id_party_id_kind_supplier_number_again_key UNIQUE (company_id, party_id, kind, supplier_number, again),
  constraint bill_again_check CHECK ((again >= 0)),
  constraint bill_check CHECK ((total_minor = (net_minor + tax_minor))),
  constraint bill_kind_check CHECK ((kind = ANY (ARRAY['bill'::text, 'credit'::text]))),
  constraint bill_rate_check CHECK ((rate > (0)::numeric)),
  constraint not_negative CHECK ((total_minor >= 0))
);

create table payables.bill_line (
  company_id integer not null,
  id uuid not null,
  bill_id uuid not null,
  "position" integer not null,
  receipt_line_id uuid,
  order_line_id uuid,
  order_id uuid,
  item_id uuid,
  description text not null,
  quantity numeric not null,
  unit_price numeric not null,
  net_minor bigint not null,
  base_minor bigint not null,
  grni_minor bigint default 0 not null,
  account_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  tax_codes uuid[],
  credits_line_id uuid,
  event_id uuid not null,
  taxes jsonb,
  landed_cost_id uuid,
  supplied_on date,
  constraint bill_line_pkey PRIMARY KEY (company_id, id),
  constraint bill_line_company_id_bill_id_position_key UNIQUE (company_id, bill_id, "position")
);

create table payables.held_bill (
  company_id integer not null,
  id uuid not null,
  state text not null,
  party_id uuid not null,
  supplier_number text not null,
  billed_on date not null,
  currency text not null,
  total_minor bigint not null,
  input jsonb not null,
  holds jsonb not null,
  owner text not null,
  captured_by text not null,
  captured_at timestamp with time zone not null,
  decided_by text,
  decided_at timestamp with time zone,
  reason text,
  bill_id uuid,
  corrected_by text[] default '{}'::text[] not null,
  constraint held_bill_pkey PRIMARY KEY (company_id, id),
  constraint held_bill_state_check CHECK ((state = ANY (ARRAY['held'::text, 'posted'::text, 'rejected'::text])))
);

create table payables.match (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  owed_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null,
  owed_base_minor bigint not null,
  credit_base_minor bigint not null,
  matched_on date not null,
  undoes_id uuid,
  event_id uuid not null,
  constraint match_pkey PRIMARY KEY (company_id, id),
  constraint match_amount_minor_check CHECK ((amount_minor <> 0))
);

create table payables.open_item (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null,
  document_id uuid not null,
  opened_on date not null,
  due_on date not null,
  discount_on date,
  discount_minor bigint default 0 not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  open_minor bigint not null,
  open_base_minor bigint not null,
  discounted_minor bigint default 0 not null,
  written_off_minor bigint default 0 not null,
  constraint open_item_pkey PRIMARY KEY (company_id, id),
  constraint open_item_check CHECK ((((sign((open_minor)::double precision) = (0)::double precision) OR (sign((open_minor)::double precision) = sign((amount_minor)::double precision))) AND (abs(open_minor) <= abs(amount_minor)))),
  constraint open_item_check1 CHECK (((open_minor <> 0) OR (open_base_minor = 0))),
  constraint open_item_kind_check CHECK ((kind = ANY (ARRAY['bill'::text, 'credit'::text, 'payment'::text, 'adjustment'::text])))
) with (fillfactor=80);

create table payables.payment (
  company_id integer not null,
  id uuid not null,
  number text,
  party_id uuid not null,
  paid_on date not null,
  currency text not null,
  digits integer not null,
  rate numeric not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  account_id uuid,
  method text not null,
  reference text,
  run_id uuid,
  event_id uuid not null,
  returns_id uuid,
  order_id uuid,
  constraint payment_pkey PRIMARY KEY (company_id, id),
  constraint payment_company_id_number_key UNIQUE (company_id, number),
  constraint payment_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint payment_rate_check CHECK ((rate > (0)::numeric))
);

create table payables.payment_run (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  pay_on date not null,
  currency text not null,
  total_minor bigint not null,
  left_out jsonb not null,
  proposed_by text not null,
  proposed_at timestamp with time zone not null,
  approved_by text,
  approved_at timestamp with time zone,
  constraint payment_run_pkey PRIMARY KEY (company_id, id),
  constraint payment_run_company_id_number_key UNIQUE (company_id, number),
  constraint payment_run_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'paid'::text, 'cancelled'::text])))
);

create table payables.revaluation (
  company_id integer not null,
  id uuid not null,
  revalued_on date not null,
  currency text not null,
  rate numeric not null,
  open_minor bigint not null,
  base_minor bigint not null,
  difference_minor bigint not null,
  event_id uuid not null,
  corrects_id uuid,
  constraint revaluation_pkey PRIMARY KEY (company_id, id),
  constraint revaluation_rate_check CHECK ((rate > (0)::numeric))
);

create table payables.run_line (
  company_id integer not null,
  id uuid not null,
  run_id uuid not null,
  party_id uuid not null,
  item_id uuid not null,
  amount_minor bigint not null,
  discount_minor bigint default 0 not null,
  reason text not null,
  bank_id uuid,
  withheld_minor bigint default 0 not null,
  constraint run_line_pkey PRIMARY KEY (company_id, id),
  constraint run_line_company_id_run_id_item_id_key UNIQUE (company_id, run_id, item_id),
  constraint run_line_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint run_line_withheld_minor_check CHECK ((withheld_minor >= 0))
);

create table payables.supplier_bank (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  state text not null,
  holder text not null,
  iban text,
  bic text,
  routing text,
  account text,
  entered_by text not null,
  entered_at timestamp with time zone not null,
  decided_by text,
  decided_at timestamp with time zone,
  constraint supplier_bank_pkey PRIMARY KEY (company_id, id),
  constraint supplier_bank_check CHECK (((iban IS NOT NULL) OR ((routing IS NOT NULL) AND (account IS NOT NULL)))),
  constraint supplier_bank_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'confirmed'::text, 'replaced'::text, 'rejected'::text])))
);

create table payables.supplier_rule (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  price_percent numeric,
  price_minor bigint,
  quantity_percent numeric,
  withholding_id uuid,
  payment_hold text,
  constraint supplier_rule_pkey PRIMARY KEY (company_id, id),
  constraint supplier_rule_company_id_party_id_key UNIQUE (company_id, party_id),
  constraint supplier_rule_price_minor_check CHECK ((price_minor >= 0)),
  constraint supplier_rule_price_percent_check CHECK (((price_percent >= (0)::numeric) AND (price_percent <= (100)::numeric))),
  constraint supplier_rule_quantity_percent_check CHECK (((quantity_percent >= (0)::numeric) AND (quantity_percent <= (100)::numeric)))
);

create table payables.tolerance (
  company_id integer not null,
  id uuid not null,
  price_percent numeric default 2 not null,
  price_minor bigint default 1000 not null,
  quantity_percent numeric default 0 not null,
  duplicate_days integer default 30 not null,
  constraint tolerance_pkey PRIMARY KEY (company_id, id),
  constraint tolerance_company_id_key UNIQUE (company_id),
  constraint tolerance_duplicate_days_check CHECK (((duplicate_days >= 0) AND (duplicate_days <= 365))),
  constraint tolerance_price_minor_check CHECK ((price_minor >= 0)),
  constraint tolerance_price_percent_check CHECK (((price_percent >= (0)::numeric) AND (price_percent <= (100)::numeric))),
  constraint tolerance_quantity_percent_check CHECK (((quantity_percent >= (0)::numeric) AND (quantity_percent <= (100)::numeric)))
);

create table payables.withholding (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  percent numeric not null,
  active boolean default true not null,
  constraint withholding_pkey PRIMARY KEY (company_id, id),
  constraint withholding_company_id_code_key UNIQUE (company_id, code),
  constraint withholding_percent_check CHECK (((percent > (0)::numeric) AND (percent < (100)::numeric)))
);

create table purchasing.accrual (
  company_id integer not null,
  id uuid not null,
  receipt_line_id uuid not null,
  kind text not null,
  effective_on date not null,
  open_quantity numeric default 0 not null,
  open_minor bigint default 0 not null,
  claim_quantity numeric default 0 not null,
  claim_minor bigint default 0 not null,
  source_entity text not null,
  source_id uuid not null,
  event_id uuid not null,
  posted_on date,
  constraint accrual_pkey PRIMARY KEY (company_id, id),
  constraint accrual_kind_check CHECK ((kind = ANY (ARRAY['received'::text, 'returned'::text, 'billed'::text, 'credited'::text, 'settled'::text])))
);

create table purchasing.blanket_line (
  company_id integer not null,
  id uuid not null,
  blanket_id uuid not null,
  "position" integer not null,
  item_id uuid not null,
  quantity numeric,
  drawn numeric default 0 not null,
  constraint blanket_line_pkey PRIMARY KEY (company_id, id),
  constraint blanket_line_company_id_blanket_id_position_key UNIQUE (company_id, blanket_id, "position"),
  constraint blanket_line_check CHECK (((quantity IS NULL) OR (drawn <= quantity))),
  constraint blanket_line_drawn_check CHECK ((drawn >= (0)::numeric)),
  constraint blanket_line_quantity_check CHECK ((quantity > (0)::numeric))
);

create table purchasing.blanket_order (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  supplier_id uuid not null,
  reference text,
  currency text not null,
  valid_from date not null,
  valid_to date not null,
  amount_minor bigint,
  drawn_minor bigint default 0 not null,
  note text,
  owner text not null,
  constraint blanket_order_pkey PRIMARY KEY (company_id, id),
  constraint blanket_order_company_id_number_key UNIQUE (company_id, number),
  constraint blanket_order_amount_minor_check CHECK ((amount_minor > 0)),
  constraint blanket_order_check CHECK ((valid_to >= valid_from)),
  constraint blanket_order_check1 CHECK (((amount_minor IS NULL) OR (drawn_minor <= amount_minor))),
  constraint blanket_order_drawn_minor_check CHECK ((drawn_minor >= 0)),
  constraint blanket_order_state_check CHECK ((state = ANY (ARRAY['active'::text, 'closed'::text])))
);

create table purchasing.blanket_price (
  company_id integer not null,
  id uuid not null,
  line_id uuid not null,
  from_quantity numeric not null,
  unit_price numeric not null,
  constraint blanket_price_pkey PRIMARY KEY (company_id, id),
  constraint blanket_price_company_id_line_id_from_quantity_key UNIQUE (company_id, line_id, from_quantity),
  constraint blanket_price_from_quantity_check CHECK ((from_quantity >= (0)::numeric)),
  constraint blanket_price_unit_price_check CHECK ((unit_price >= (0)::numeric))
);

create table purchasing.item_supplier (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  supplier_id uuid not null,
  standing text not null,
  from_day date,
  to_day date,
  reason text,
  constraint item_supplier_pkey PRIMARY KEY (company_id, id),
  constraint item_supplier_company_id_item_id_supplier_id_from_day_key UNIQUE NULLS NOT DISTINCT (company_id, item_id, supplier_id, from_day),
  constraint item_supplier_check CHECK ((to_day >= from_day)),
  constraint item_supplier_standing_check CHECK ((standing = ANY (ARRAY['approved'::text, 'conditional'::text, 'blocked'::text])))
);

create table purchasing.landed_cost (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  label text not null,
  basis text not null,
  effective_on date not null,
  estimated_minor bigint not null,
  total_minor bigint not null,
  receipt_line_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  constraint landed_cost_pkey PRIMARY KEY (company_id, id),
  constraint landed_cost_company_id_number_key UNIQUE (company_id, number),
  constraint landed_cost_basis_check CHECK ((basis = ANY (ARRAY['value'::text, 'quantity'::text, 'weight'::text, 'volume'::text, 'equal'::text, 'manual'::text]))),
  constraint landed_cost_state_check CHECK ((state = ANY (ARRAY['estimated'::text, 'billed'::text, 'cancelled'::text])))
);

create table purchasing.landed_cost_line (
  company_id integer not null,
  id uuid not null,
  landed_cost_id uuid not null,
  receipt_line_id uuid not null,
  share_minor bigint not null,
  constraint landed_cost_line_pkey PRIMARY KEY (company_id, id),
  constraint landed_cost_line_company_id_landed_cost_id_receipt_line_id_key UNIQUE (company_id, landed_cost_id, receipt_line_id)
);

create table purchasing.order_line (
  company_id integer not null,
  id uuid not null,
  order_id uuid not null,
  "position" integer not null,
  item_id uuid not null,
  quantity numeric not null,
  unit_price numeric not null,
  price_reason jsonb,
  expected_on date,
  received numeric default 0 not null,
  cancelled numeric default 0 not null,
  stocked boolean default true not null,
  description text default ''::text not null,
  unit text default 'EA'::text not null,
  ordered_unit text,
  ordered_quantity numeric,
  net_minor bigint default 0 not null,
  confirmed_on date,
  confirmed_price numeric,
  rejected numeric default 0 not null,
  demand_id uuid,
  blanket_line_id uuid,
  replaced numeric default 0 not null,
  spread_by text,
  cost_centre_id uuid,
  project_id uuid,
  constraint order_line_pkey PRIMARY KEY (company_id, id),
  constraint order_line_company_id_order_id_position_key UNIQUE (company_id, order_id, "position"),
  constraint order_line_cancelled_check CHECK ((cancelled >= (0)::numeric)),
  constraint order_line_check CHECK (((spread_by IS NULL) OR (NOT stocked))),
  constraint order_line_confirmed_price_check CHECK ((confirmed_price >= (0)::numeric)),
  constraint order_line_quantity_check CHECK ((quantity > (0)::numeric)),
  constraint order_line_received_check CHECK ((received >= (0)::numeric)),
  constraint order_line_rejected_check CHECK ((rejected >= (0)::numeric)),
  constraint order_line_replaced_check CHECK ((replaced >= (0)::numeric)),
  constraint order_line_spread_by_check CHECK ((spread_by = ANY (ARRAY['value'::text, 'quantity'::text, 'weight'::text, 'volume'::text, 'equal'::text]))),
  constraint order_line_unit_price_check CHECK ((unit_price >= (0)::numeric))
);

create table purchasing.purchase_order (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  version integer default 1 not null,
  supplier_id uuid not null,
  ordered_on date not null,
  expected_on date,
  site_id uuid not null,
  currency text not null,
  terms_id uuid,
  supplier_reference text,
  note text,
  owner text default ''::text not null,
  over_percent numeric default 0 not null,
  net_minor bigint default 0 not null,
  sent_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  direct boolean default false not null,
  ship_to_id uuid,
  constraint purchase_order_pkey PRIMARY KEY (company_id, id),
  constraint purchase_order_company_id_number_key UNIQUE (company_id, number),
  constraint purchase_order_check CHECK ((direct OR (ship_to_id IS NULL))),
  constraint purchase_order_over_percent_check CHECK (((over_percent >= (0)::numeric) AND (over_percent <= (100)::numeric))),
  constraint purchase_order_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'confirmed'::text, 'done'::text, 'cancelled'::text])))
);

create table purchasing.quotation (
  company_id integer not null,
  id uuid not null,
  request_id uuid not null,
  supplier_id uuid not null,
  state text not null,
  asked_on date not null,
  replied_on date,
  reference text,
  currency text,
  valid_until date,
  extra_percent numeric default 0 not null,
  reason text,
  constraint quotation_pkey PRIMARY KEY (company_id, id),
  constraint quotation_company_id_request_id_supplier_id_key UNIQUE (company_id, request_id, supplier_id),
  constraint quotation_check CHECK ((replied_on >= asked_on)),
  constraint quotation_check1 CHECK (((state = 'invited'::text) = (replied_on IS NULL))),
  constraint quotation_check2 CHECK (((state <> 'offered'::text) OR (currency IS NOT NULL))),
  constraint quotation_extra_percent_check CHECK ((extra_percent >= (0)::numeric)),
  constraint quotation_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'offered'::text, 'declined'::text])))
);

create table purchasing.quotation_award (
  company_id integer not null,
  id uuid not null,
  request_id uuid not null,
  line_id uuid not null,
  offer_id uuid not null,
  quantity numeric not null,
  ordered numeric not null,
  order_id uuid not null,
  awarded_on date not null,
  reason text,
  constraint quotation_award_pkey PRIMARY KEY (company_id, id),
  constraint quotation_award_check CHECK ((ordered >= quantity)),
  constraint quotation_award_quantity_check CHECK ((quantity > (0)::numeric))
);

create table purchasing.quotation_line (
  company_id integer not null,
  id uuid not null,
  request_id uuid not null,
  "position" integer not null,
  item_id uuid not null,
  description text not null,
  quantity numeric not null,
  unit text not null,
  needed_on date,
  awarded numeric default 0 not null,
  cost_centre_id uuid,
  project_id uuid,
  constraint quotation_line_pkey PRIMARY KEY (company_id, id),
  constraint quotation_line_company_id_request_id_position_key UNIQUE (company_id, request_id, "position"),
  constraint quotation_line_check CHECK (((awarded >= (0)::numeric) AND (awarded <= quantity))),
  constraint quotation_line_quantity_check CHECK ((quantity > (0)::numeric))
);

create table purchasing.quotation_offer (
  company_id integer not null,
  id uuid not null,
  quotation_id uuid not null,
  line_id uuid not null,
  declined boolean default false not null,
  unit_price numeric,
  minimum numeric default 0 not null,
  lead_days integer,
  promised_on date,
  supplier_item text,
  constraint quotation_offer_pkey PRIMARY KEY (company_id, id),
  constraint quotation_offer_company_id_quotation_id_line_id_key UNIQUE (company_id, quotation_id, line_id),
  constraint quotation_offer_check CHECK ((declined = (unit_price IS NULL))),
  constraint quotation_offer_lead_days_check CHECK (((lead_days >= 0) AND (lead_days <= 3650))),
  constraint quotation_offer_minimum_check CHECK ((minimum >= (0)::numeric)),
  constraint quotation_offer_unit_price_check CHECK ((unit_price >= (0)::numeric))
);

create table purchasing.quotation_request (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  site_id uuid not null,
  requested_on date not null,
  reply_by date,
  note text,
  owner text not null,
  constraint quotation_request_pkey PRIMARY KEY (company_id, id),
  constraint quotation_request_company_id_number_key UNIQUE (company_id, number),
  constraint quotation_request_check CHECK ((reply_by >= requested_on)),
  constraint quotation_request_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'sent'::text, 'closed'::text, 'cancelled'::text])))
);

create table purchasing.receipt (
  company_id integer not null,
  id uuid not null,
  number text not null,
  order_id uuid not null,
  supplier_id uuid not null,
  site_id uuid not null,
  received_on date not null,
  delivery_note text,
  event_id uuid not null,
  constraint receipt_pkey PRIMARY KEY (company_id, id),
  constraint receipt_company_id_number_key UNIQUE (company_id, number)
);

create table purchasing.receipt_line (
  company_id integer not null,
  id uuid not null,
  order_line_id uuid not null,
  received_on date not null,
  received numeric not null,
  rejected numeric default 0 not null,
  reject_reason text,
  returned numeric default 0 not null,
  billed numeric default 0 not null,
  grni_minor bigint not null,
  move_id uuid,
  receipt_id uuid,
  rate numeric default 1 not null,
  billed_minor bigint default 0 not null,
  claimed numeric default 0 not null,
  claim_minor bigint default 0 not null,
  carried numeric default 0 not null,
  carried_minor bigint default 0 not null,
  surplus numeric,
  cleared_minor bigint default 0 not null,
  cost_centre_id uuid,
  project_id uuid,
  given_up numeric default 0 not null,
  constraint receipt_line_pkey PRIMARY KEY (company_id, id),
  constraint receipt_line_billed_check CHECK ((billed >= (0)::numeric)),
  constraint receipt_line_check CHECK (((surplus >= (0)::numeric) AND (surplus <= rejected))),
  constraint receipt_line_check2 CHECK (((rejected = (0)::numeric) OR (reject_reason IS NOT NULL))),
  constraint receipt_line_claim_check CHECK (((claimed > (0)::numeric) OR (claim_minor = 0))),
  constraint receipt_line_claimed_check CHECK ((claimed >= (0)::numeric)),
  constraint receipt_line_claimed_check1 CHECK (((claimed <= billed) AND (claimed <= returned))),
  constraint receipt_line_given_up_check CHECK ((given_up >= (0)::numeric)),
  constraint receipt_line_grni_check CHECK (((((billed + returned) - claimed) < received) OR (grni_minor = 0))),
  constraint receipt_line_open_check CHECK ((((billed + returned) - claimed) <= received)),
  constraint receipt_line_received_check CHECK ((received >= (0)::numeric)),
  constraint receipt_line_rejected_check CHECK ((rejected >= (0)::numeric)),
  constraint receipt_line_returned_check CHECK ((returned >= (0)::numeric))
) with (fillfactor=80);

create table purchasing.return_line (
  company_id integer not null,
  id uuid not null,
  return_id uuid not null,
  receipt_line_id uuid not null,
  quantity numeric not null,
  event_id uuid not null,
  claimed numeric,
  corrects_id uuid,
  returned_on date,
  cleared_minor bigint,
  constraint return_line_pkey PRIMARY KEY (company_id, id),
  constraint return_line_claimed_check CHECK (((claimed > (0)::numeric) OR (corrects_id IS NOT NULL))),
  constraint return_line_quantity_check CHECK (((quantity > (0)::numeric) OR (corrects_id IS NOT NULL)))
);

create table purchasing.source_policy (
  company_id integer not null,
  id uuid not null,
  item_id uuid,
  category_id uuid,
  only_approved boolean default true not null,
  constraint source_policy_pkey PRIMARY KEY (company_id, id),
  constraint source_policy_company_id_category_id_key UNIQUE (company_id, category_id),
  constraint source_policy_company_id_item_id_key UNIQUE (company_id, item_id),
  constraint source_policy_check CHECK ((num_nonnulls(item_id, category_id) = 1))
);

create table purchasing.supplier_price (
  company_id integer not null,
  id uuid not null,
  supplier_id uuid not null,
  item_id uuid not null,
  currency text not null,
  from_quantity numeric default 0 not null,
  unit_price numeric not null,
  from_day date,
  to_day date,
  minimum numeric default 0 not null,
  pack numeric default 0 not null,
  lead_days integer default 0 not null,
  supplier_item text,
  active boolean default true not null,
  constraint supplier_price_pkey PRIMARY KEY (company_id, id),
  constraint supplier_price_company_id_supplier_id_item_id_currency_from_key UNIQUE NULLS NOT DISTINCT (company_id, supplier_id, item_id, currency, from_quantity, from_day),
  constraint supplier_price_check CHECK ((to_day >= from_day)),
  constraint supplier_price_from_quantity_check CHECK ((from_quantity >= (0)::numeric)),
  constraint supplier_price_lead_days_check CHECK (((lead_days >= 0) AND (lead_days <= 3650))),
  constraint supplier_price_minimum_check CHECK ((minimum >= (0)::numeric)),
  constraint supplier_price_pack_check CHECK ((pack >= (0)::numeric)),
  constraint supplier_price_unit_price_check CHECK ((unit_price >= (0)::numeric))
);

create table purchasing.supplier_return (
  company_id integer not null,
  id uuid not null,
  number text not null,
  receipt_id uuid not null,
  supplier_id uuid not null,
  returned_on date not null,
  reason text not null,
  event_id uuid not null,
  replace boolean,
  constraint supplier_return_pkey PRIMARY KEY (company_id, id),
  constraint supplier_return_company_id_number_key UNIQUE (company_id, number)
);

create table purchasing.supplier_standing (
  company_id integer not null,
  id uuid not null,
  supplier_id uuid not null,
  standing text not null,
  reason text,
  constraint supplier_standing_pkey PRIMARY KEY (company_id, id),
  constraint supplier_standing_company_id_supplier_id_key UNIQUE (company_id, supplier_id),
  constraint supplier_standing_standing_check CHECK ((standing = ANY (ARRAY['approved'::text, 'warned'::text, 'blocked'::text])))
);

create table receivables.adjustment (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null,
  adjusted_on date not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  reason text,
  event_id uuid not null,
  gives_back_id uuid,
  payment_id uuid,
  withholding_id uuid,
  given_up_minor bigint,
  constraint adjustment_pkey PRIMARY KEY (company_id, id),
  constraint adjustment_kind_check CHECK ((kind = ANY (ARRAY['discount'::text, 'withholding'::text, 'write_off'::text, 'conversion'::text])))
);

create table receivables.invoice (
  company_id integer not null,
  id uuid not null,
  number text,
  kind text not null,
  party_id uuid not null,
  source_entity text not null,
  source_id uuid not null,
  credits_id uuid,
  invoiced_on date not null,
  currency text not null,
  digits integer not null,
  rate numeric not null,
  terms_id uuid,
  bill_to_id uuid,
  ship_to_id uuid,
  reference text,
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  base_minor bigint not null,
  event_id uuid not null,
  constraint invoice_pkey PRIMARY KEY (company_id, id),
  constraint invoice_company_id_number_key UNIQUE (company_id, number),
  constraint invoice_check CHECK ((total_minor = (net_minor + tax_minor))),
  constraint invoice_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text]))),
  constraint invoice_rate_check CHECK ((rate > (0)::numeric)),
  constraint not_negative CHECK ((total_minor >= 0))
);

create table receivables.invoice_line (
  company_id integer not null,
  id uuid not null,
  invoice_id uuid not null,
  "position" integer not null,
  item_id uuid,
  description text not null,
  quantity numeric not null,
  unit text,
  unit_price numeric not null,
  discount_percent numeric not null,
  net_minor bigint not null,
  role text,
  account_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  source_line_id uuid,
  event_id uuid not null,
  tax_codes uuid[],
  taxes jsonb,
  credits_line_id uuid,
  price_only boolean,
  supplied_on date,
  delivery_note text,
  site_id uuid,
  for_good boolean,
  lowered_minor bigint,
  constraint invoice_line_pkey PRIMARY KEY (company_id, id)
);

create table receivables.match (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  debit_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null,
  debit_base_minor bigint not null,
  credit_base_minor bigint not null,
  matched_on date not null,
  undoes_id uuid,
  event_id uuid not null,
  constraint match_pkey PRIMARY KEY (company_id, id),
  constraint match_amount_minor_check CHECK ((amount_minor <> 0))
);

create table receivables.open_item (
  company_id integer not null,
  id uuid not null,
  party_id uuid not null,
  kind text not null,
  document_id uuid not null,
  opened_on date not null,
  due_on date not null,
  discount_on date,
  discount_minor bigint default 0 not null,
  currency text not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  open_minor bigint not null,
  open_base_minor bigint not null,
  discounted_minor bigint default 0 not null,
  written_off_minor bigint default 0 not null,
  constraint open_item_pkey PRIMARY KEY (company_id, id),
  constraint open_item_check CHECK ((((sign((open_minor)::double precision) = (0)::double precision) OR (sign((open_minor)::double precision) = sign((amount_minor)::double precision))) AND (abs(open_minor) <= abs(amount_minor)))),
  constraint open_item_check1 CHECK (((open_minor <> 0) OR (open_base_minor = 0))),
  constraint open_item_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text, 'payment'::text, 'adjustment'::text])))
) with (fillfactor=80);

create table receivables.payment (
  company_id integer not null,
  id uuid not null,
  number text,
  party_id uuid not null,
  received_on date not null,
  currency text not null,
  digits integer not null,
  rate numeric not null,
  amount_minor bigint not null,
  base_minor bigint not null,
  account_id uuid,
  method text not null,
  reference text,
  event_id uuid not null,
  returns_id uuid,
  constraint payment_pkey PRIMARY KEY (company_id, id),
  constraint payment_company_id_number_key UNIQUE (company_id, number),
  constraint payment_amount_minor_check CHECK ((amount_minor <> 0)),
  constraint payment_rate_check CHECK ((rate > (0)::numeric))
);

create table receivables.revaluation (
  company_id integer not null,
  id uuid not null,
  revalued_on date not null,
  currency text not null,
  rate numeric not null,
  open_minor bigint not null,
  base_minor bigint not null,
  difference_minor bigint not null,
  event_id uuid not null,
  corrects_id uuid,
  constraint revaluation_pkey PRIMARY KEY (company_id, id),
  constraint revaluation_rate_check CHECK ((rate > (0)::numeric))
);

create table sales.billing (
  company_id integer not null,
  id uuid not null,
  order_line_id uuid not null,
  delivery_line_id uuid not null,
  invoice_id uuid not null,
  invoice_line_id uuid not null,
  quantity numeric not null,
  credited numeric default 0 not null,
  constraint billing_pkey PRIMARY KEY (company_id, id),
  constraint billing_check CHECK (((credited >= (0)::numeric) AND (credited <= quantity))),
  constraint billing_quantity_check CHECK ((quantity > (0)::numeric))
) with (fillfactor=80);

create table sales.delivery (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  order_id uuid not null,
  customer_id uuid not null,
  site_id uuid not null,
  ship_to_id uuid,
  shipped_on date,
  carrier text,
  tracking text,
  constraint delivery_pkey PRIMARY KEY (company_id, id),
  constraint delivery_company_id_number_key UNIQUE (company_id, number),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['picking'::text, 'shipped'::text, 'cancelled'::text])))
);

create table sales.delivery_line (
  company_id integer not null,
  id uuid not null,
  delivery_id uuid not null,
  order_line_id uuid not null,
  item_id uuid not null,
  quantity numeric not null,
  returned numeric default 0 not null,
  move_id uuid,
  billed numeric default 0 not null,
  credited numeric default 0 not null,
  forgone numeric default 0 not null,
  constraint delivery_line_pkey PRIMARY KEY (company_id, id),
  constraint delivery_line_billed_check CHECK ((billed >= (0)::numeric)),
  constraint delivery_line_check CHECK ((returned <= quantity)),
  constraint delivery_line_check1 CHECK (((credited >= (0)::numeric) AND (credited <= billed))),
  constraint delivery_line_check2 CHECK (((forgone >= (0)::numeric) AND (forgone <= credited))),
  constraint delivery_line_quantity_check CHECK ((quantity >= (0)::numeric)),
  constraint delivery_line_returned_check CHECK ((returned >= (0)::numeric))
) with (fillfactor=80);

create table sales.order_line (
  company_id integer not null,
  id uuid not null,
  order_id uuid not null,
  "position" integer not null,
  item_id uuid not null,
  stocked boolean not null,
  description text not null,
  quantity numeric not null,
  unit text not null,
  unit_price numeric not null,
  discount_percent numeric default 0 not null,
  price_reason jsonb not null,
  tax_codes uuid[],
  net_minor bigint not null,
  requested_on date,
  promised_on date,
  shipped numeric default 0 not null,
  invoiced numeric default 0 not null,
  returned numeric default 0 not null,
  cancelled numeric default 0 not null,
  taxes jsonb default '[]'::jsonb not null,
  tax_minor bigint default 0 not null,
  credited numeric default 0 not null,
  billed_minor bigint default 0 not null,
  billed_taxes jsonb default '[]'::jsonb not null,
  billed_tax_minor bigint default 0 not null,
  replaced numeric default 0 not null,
  cost_centre_id uuid,
  project_id uuid,
  waived numeric default 0 not null,
  forgone numeric default 0 not null,
  lowered numeric default 0 not null,
  lowered_minor bigint default 0 not null,
  constraint order_line_pkey PRIMARY KEY (company_id, id),
  constraint order_line_cancelled_check CHECK ((cancelled >= (0)::numeric)),
  constraint order_line_check CHECK ((((shipped + cancelled) <= (quantity + replaced)) AND (((invoiced - credited) + forgone) <= shipped) AND (returned <= shipped) AND (replaced <= returned) AND (credited <= invoiced))),
  constraint order_line_check1 CHECK (((waived >= (0)::numeric) AND (waived <= credited))),
  constraint order_line_check2 CHECK (((forgone >= (0)::numeric) AND (forgone <= waived))),
  constraint order_line_check3 CHECK (((lowered > (0)::numeric) OR (lowered_minor = 0))),
  constraint order_line_credited_check CHECK ((credited >= (0)::numeric)),
  constraint order_line_discount_percent_check CHECK (((discount_percent >= (0)::numeric) AND (discount_percent <= (100)::numeric))),
  constraint order_line_invoiced_check CHECK ((invoiced >= (0)::numeric)),
  constraint order_line_lowered_check CHECK ((lowered >= (0)::numeric)),
  constraint order_line_quantity_check CHECK ((quantity > (0)::numeric)),
  constraint order_line_replaced_check CHECK ((replaced >= (0)::numeric)),
  constraint order_line_returned_check CHECK ((returned >= (0)::numeric)),
  constraint order_line_shipped_check CHECK ((shipped >= (0)::numeric))
) with (fillfactor=80);

create table sales.return_line (
  company_id integer not null,
  id uuid not null,
  return_id uuid not null,
  delivery_line_id uuid not null,
  item_id uuid not null,
  quantity numeric not null,
  restocked boolean not null,
  replaced boolean default false not null,
  corrects_id uuid,
  returned_on date,
  unbilled numeric,
  waived jsonb default '[]'::jsonb not null,
  lowered numeric default 0 not null,
  lowered_minor bigint default 0 not null,
  constraint return_line_pkey PRIMARY KEY (company_id, id),
  constraint return_line_quantity_check CHECK (((quantity > (0)::numeric) OR (corrects_id IS NOT NULL)))
);

create table sales.sales_order (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  version integer default 1 not null,
  customer_id uuid not null,
  customer_reference text,
  ordered_on date not null,
  requested_on date,
  promised_on date,
  confirmed_at timestamp with time zone,
  site_id uuid not null,
  currency text not null,
  terms_id uuid,
  price_list_id uuid,
  bill_to_id uuid,
  ship_to_id uuid,
  channel text default 'desk'::text not null,
  owner text not null,
  hold_reason text,
  note text,
  freight_minor bigint default 0 not null,
  given_tax_minor bigint,
  net_minor bigint not null,
  tax_minor bigint not null,
  open_base_minor bigint not null,
  minor_rate numeric default 1 not null,
  freight_tax_minor bigint default 0 not null,
  freight_billed_minor bigint default 0 not null,
  freight_waived_minor bigint default 0 not null,
  constraint sales_order_pkey PRIMARY KEY (company_id, id),
  constraint sales_order_company_id_number_key UNIQUE (company_id, number),
  constraint sales_order_freight_minor_check CHECK ((freight_minor >= 0)),
  constraint sales_order_minor_rate_check CHECK ((minor_rate > (0)::numeric)),
  constraint sales_order_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'confirmed'::text, 'on_hold'::text, 'done'::text, 'cancelled'::text])))
);

create table sales.sales_return (
  company_id integer not null,
  id uuid not null,
  number text not null,
  delivery_id uuid not null,
  customer_id uuid not null,
  returned_on date not null,
  reason text not null,
  credit_note_id uuid,
  constraint sales_return_pkey PRIMARY KEY (company_id, id),
  constraint sales_return_company_id_number_key UNIQUE (company_id, number)
);

create table sourcing.replenishment_rule (
  company_id integer not null,
  id uuid not null,
  item_id uuid not null,
  site_id uuid not null,
  policy text not null,
  minimum numeric,
  target numeric,
  lot numeric default 0 not null,
  review_days integer default 0 not null,
  cover_days integer default 0 not null,
  service_level text default '95'::text not null,
  active boolean default true not null,
  constraint replenishment_rule_pkey PRIMARY KEY (company_id, id),
  constraint replenishment_rule_company_id_item_id_site_id_key UNIQUE (company_id, item_id, site_id),
  constraint replenishment_rule_cover_days_check CHECK (((cover_days >= 0) AND (cover_days <= 1000))),
  constraint replenishment_rule_lot_check CHECK ((lot >= (0)::numeric)),
  constraint replenishment_rule_policy_check CHECK ((policy = ANY (ARRAY['on_demand'::text, 'min_max'::text, 'reorder_point'::text, 'order_up_to'::text, 'days_of_cover'::text]))),
  constraint replenishment_rule_review_days_check CHECK (((review_days >= 0) AND (review_days <= 366))),
  constraint replenishment_rule_service_level_check CHECK ((service_level = ANY (ARRAY['50'::text, '80'::text, '85'::text, '90'::text, '95'::text, '97.5'::text, '98'::text, '99'::text, '99.5'::text, '99.9'::text])))
);

create table sourcing.requisition (
  company_id integer not null,
  id uuid not null,
  number text not null,
  state text not null,
  site_id uuid not null,
  needed_on date,
  note text,
  requested_by text not null,
  requester text not null,
  decided_by text,
  reject_reason text,
  constraint requisition_pkey PRIMARY KEY (company_id, id),
  constraint requisition_company_id_number_key UNIQUE (company_id, number),
  constraint requisition_check CHECK (((decided_by IS NULL) OR (decided_by <> requested_by))),
  constraint requisition_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'ordered'::text, 'cancelled'::text])))
);

create table sourcing.requisition_line (
  company_id integer not null,
  id uuid not null,
  requisition_id uuid not null,
  "position" integer not null,
  item_id uuid not null,
  quantity numeric not null,
  supplier_id uuid,
  reason text,
  choice text,
  order_id uuid,
  cost_centre_id uuid,
  project_id uuid,
  given_up boolean default false not null,
  constraint requisition_line_pkey PRIMARY KEY (company_id, id),
  constraint requisition_line_company_id_requisition_id_position_key UNIQUE (company_id, requisition_id, "position"),
  constraint requisition_line_check CHECK ((NOT (given_up AND (order_id IS NOT NULL)))),
  constraint requisition_line_quantity_check CHECK ((quantity > (0)::numeric))
);

create table tax.code (
  company_id integer not null,
  id uuid not null,
  code text not null,
  name text not null,
  direction text not null,
  kind text default 'percent'::text not null,
  included boolean default false not null,
  affects_next boolean default false not null,
  affected_by_previous boolean default true not null,
  deductible_percent numeric default 100 not null,
  reverse_charge boolean default false not null,
  account_id uuid,
  box text,
  reverse_box text,
  note text,
  active boolean default true not null,
  kept_for text generated always as (
CASE direction
    WHEN 'sale'::text THEN 'tax_payable'::text
    ELSE 'tax_receivable'::text
END) stored,
  constraint code_pkey PRIMARY KEY (company_id, id),
  constraint code_company_id_code_key UNIQUE (company_id, code),
  constraint code_check CHECK (((NOT reverse_charge) OR ((direction = 'purchase'::text) AND (kind = 'percent'::text)))),
  constraint code_code_check CHECK ((code <> ''::text)),
  constraint code_deductible_percent_check CHECK (((deductible_percent >= (0)::numeric) AND (deductible_percent <= (100)::numeric))),
  constraint code_direction_check CHECK ((direction = ANY (ARRAY['sale'::text, 'purchase'::text]))),
  constraint code_kind_check CHECK ((kind = ANY (ARRAY['percent'::text, 'fixed'::text, 'group'::text]))),
  constraint code_name_check CHECK ((name <> ''::text))
);

create table tax.filed_box (
  company_id integer not null,
  id uuid not null,
  filing_id uuid not null,
  box text not null,
  documents integer not null,
  base_minor bigint not null,
  due_minor bigint not null,
  late_base_minor bigint not null,
  late_minor bigint not null,
  event_id uuid not null,
  constraint filed_box_pkey PRIMARY KEY (company_id, id),
  constraint filed_box_company_id_filing_id_box_key UNIQUE (company_id, filing_id, box)
);

create table tax.filing (
  company_id integer not null,
  id uuid not null,
  starts_on date not null,
  ends_on date not null,
  filed_on date not null,
  reference text,
  note text,
  actor text not null,
  due_minor bigint not null,
  event_id uuid not null,
  constraint filing_pkey PRIMARY KEY (company_id, id),
  constraint filing_check CHECK ((ends_on >= starts_on))
);

create table tax.filing_withdrawal (
  company_id integer not null,
  id uuid not null,
  filing_id uuid not null,
  reason text not null,
  actor text not null,
  withdrawn_on date not null,
  event_id uuid not null,
  constraint filing_withdrawal_pkey PRIMARY KEY (company_id, id),
  constraint filing_withdrawal_company_id_filing_id_key UNIQUE (company_id, filing_id)
);

create table tax.group_member (
  company_id integer not null,
  id uuid not null,
  group_id uuid not null,
  code_id uuid not null,
  "position" integer not null,
  constraint group_member_pkey PRIMARY KEY (company_id, id),
  constraint group_member_company_id_group_id_code_id_key UNIQUE (company_id, group_id, code_id)
);

create table tax.rate (
  company_id integer not null,
  id uuid not null,
  code_id uuid not null,
  from_day date,
  rate numeric not null,
  constraint rate_pkey PRIMARY KEY (company_id, id),
  constraint rate_company_id_code_id_from_day_key UNIQUE NULLS NOT DISTINCT (company_id, code_id, from_day),
  constraint rate_rate_check CHECK ((rate >= (0)::numeric))
);

create table tax.rule (
  company_id integer not null,
  id uuid not null,
  direction text not null,
  priority integer default 0 not null,
  code_id uuid not null,
  party_tax_class text,
  item_tax_class text,
  area text,
  country text,
  region text,
  from_day date,
  to_day date,
  note text,
  active boolean default true not null,
  constraint rule_pkey PRIMARY KEY (company_id, id),
  constraint region_of_country CHECK (((region IS NULL) OR (country IS NOT NULL))),
  constraint rule_area_check CHECK ((area = ANY (ARRAY['domestic'::text, 'union'::text, 'abroad'::text]))),
  constraint rule_check CHECK (((to_day IS NULL) OR (from_day IS NULL) OR (to_day >= from_day))),
  constraint rule_direction_check CHECK ((direction = ANY (ARRAY['sale'::text, 'purchase'::text])))
);

create table tax.tax_line (
  company_id integer not null,
  id uuid not null,
  document_entity text not null,
  document_id uuid not null,
  party_id uuid not null,
  day date not null,
  direction text not null,
  code_id uuid,
  box text,
  base_minor bigint not null,
  tax_minor bigint not null,
  base_base_minor bigint not null,
  tax_base_minor bigint not null,
  event_id uuid not null,
  posted_on date,
  return_on date,
  role text,
  rate numeric,
  constraint tax_line_pkey PRIMARY KEY (company_id, id),
  constraint tax_line_direction_check CHECK ((direction = ANY (ARRAY['sale'::text, 'purchase'::text]))),
  constraint tax_line_role_check CHECK ((role = ANY (ARRAY['tax_payable'::text, 'tax_receivable'::text])))
);


CREATE OR REPLACE FUNCTION access.invited_to(person text, hash text DEFAULT NULL::text)
 RETURNS SETOF integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
    select company_id from access.invitation
    where user_id::text = person and accepted_at is null and revoked_at is null and expires_at > now()
      and (hash is null or code_hash = hash)
  $function$;

CREATE OR REPLACE FUNCTION access.known_elsewhere(person text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select exists (select from access.member where id::text = person and company_id <> kernel.company_id()) $function$;

CREATE OR REPLACE FUNCTION auth.companies_of(person text)
 RETURNS SETOF integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select distinct company_id from kernel.user_role where user_id = person order by company_id $function$;

CREATE OR REPLACE FUNCTION catalog.check_other_unit()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if exists (select from catalog.item i where i.company_id = new.company_id and i.id = new.item_id and i.unit = new.unit) then
    raise exception 'the unit % is the own unit of its item', new.unit
      using errcode = 'check_violation', schema = 'catalog', table = 'item_unit', constraint = 'item_unit_unit_other_check';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION kernel.as_of(company integer, source text, record uuid, event uuid, present jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case when p.event_id is null then present else p.content end
  from (select) one left join lateral (
    select r.event_id, r.content from kernel.row_past r
    where r.company_id = company and r.source = as_of.source and r.record_id = record and r.event_id > event order by r.event_id limit 1
  ) p on true $function$;

CREATE OR REPLACE FUNCTION kernel.company_id()
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('countinghouse.company'::text, true), ''::text))::integer;

CREATE OR REPLACE PROCEDURE kernel.company_table(IN name regclass, IN rights text DEFAULT 'select, insert, update, delete'::text)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', name);
  execute format('create policy company on %s using (company_id = kernel.company_id()) with check (company_id = kernel.company_id())', name);
  execute format('grant %s on %s to countinghouse_app', rights, name);
end $procedure$;

CREATE OR REPLACE FUNCTION kernel.enqueue(job text, payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  perform graphile_worker.add_job(job, payload::json, max_attempts => 10);
end $function$;

CREATE OR REPLACE FUNCTION kernel.event_text(e kernel.event)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN (jsonb_strip_nulls(((to_jsonb(e) - 'hash'::text) || jsonb_build_object('input', ((e).input)::text, 'output', ((e).output)::text, 'facts', ((e).facts)::text))))::text;

CREATE OR REPLACE FUNCTION kernel.event_text_1(e kernel.event)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN ((jsonb_strip_nulls(to_jsonb(e)) - 'hash'::text))::text;

CREATE OR REPLACE FUNCTION kernel.hash_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.hash := kernel.event_digest(new);
  return new;
end $function$;

CREATE OR REPLACE FUNCTION kernel.keep_past()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  event uuid := nullif(current_setting('countinghouse.event', true), '')::uuid;
  changed jsonb := to_jsonb(coalesce(old, new));
begin
  if event is not null and old is distinct from new then
    insert into kernel.row_past (company_id, source, record_id, event_id, content)
    values ((changed ->> 'company_id')::int, tg_table_schema || '.' || tg_table_name, (changed ->> 'id')::uuid, event, to_jsonb(old))
    on conflict do nothing;
  end if;
  return null;
end $function$;

CREATE OR REPLACE PROCEDURE kernel.keeps_past(IN name regclass)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('create trigger keep_past after insert or update or delete on %s for each row execute function kernel.keep_past()', name);
end $procedure$;

CREATE OR REPLACE PROCEDURE kernel.log_migration(IN what text)
 LANGUAGE sql
AS $procedure$
  insert into kernel.event (company_id, id, at, actor, actor_name, via, operation, input, hash)
  select distinct company_id, event_id, now(), 'migration', 'Migration', 'setup', 'kernel.migrate', jsonb_build_object('what', what), ''::bytea
  from kernel.row_change where event_id = current_setting('countinghouse.event')::uuid
$procedure$;

CREATE OR REPLACE FUNCTION kernel.log_row()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET "TimeZone" TO 'UTC'
AS $function$
declare omitted text[] := tg_argv[0];
declare nested text[] := tg_argv[1];
declare made jsonb := to_jsonb(new);
declare added bytea := kernel.row_digest(made, omitted, nested);
declare removed bytea := kernel.row_digest(to_jsonb(old), omitted, nested);
begin
  if added <> removed then
    perform kernel.row_change((made ->> 'company_id')::int, tg_table_schema || '.' || tg_table_name, array[added], array[removed]);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION kernel.log_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
 SET "TimeZone" TO 'UTC'
AS $function$
declare omitted text[] := tg_argv[0];
declare nested text[] := tg_argv[1];
declare name text := tg_table_schema || '.' || tg_table_name;
begin
  if tg_op = 'INSERT' then
    perform kernel.row_change(r.company, name, array_agg(r.digest), '{}') from (
      select (line ->> 'company_id')::int as company,
        case when nested = '{}' then kernel.row_digest(line, omitted) else kernel.row_digest(line, omitted, nested) end as digest
      from (select to_jsonb(n) as line from new_rows n) l
    ) r group by r.company;
  elsif tg_op = 'DELETE' then
    perform kernel.row_change(r.company, name, '{}', array_agg(r.digest)) from (
      select (line ->> 'company_id')::int as company,
        case when nested = '{}' then kernel.row_digest(line, omitted) else kernel.row_digest(line, omitted, nested) end as digest
      from (select to_jsonb(o) as line from old_rows o) l
    ) r group by r.company;
  else
    perform kernel.row_change(r.company, name, r.added, r.removed) from (
      select company, coalesce(array_agg(digest) filter (where made), '{}') as added, coalesce(array_agg(digest) filter (where not made), '{}') as removed
      from (
        select (line ->> 'company_id')::int as company, made,
          case when nested = '{}' then kernel.row_digest(line, omitted) else kernel.row_digest(line, omitted, nested) end as digest
        from (select to_jsonb(n) as line, true as made from new_rows n union all select to_jsonb(o), false from old_rows o) l
      ) d group by company
    ) r where r.added <> r.removed;
  end if;
  return null;
end $function$;

CREATE OR REPLACE PROCEDURE kernel.log_table(IN name text, IN omitted text[], IN nested text[])
 LANGUAGE plpgsql
 SET "TimeZone" TO 'UTC'
AS $procedure$
declare has_company boolean := exists (select from pg_attribute where attrelid = name::regclass and attname = 'company_id' and not attisdropped);
begin
  execute format($sql$
    with present as (
      select %s as company, kernel.row_digest(to_jsonb(t), $1, $2) as digest from %s t
    ), known as (
      select company, digest from (
        select %s as company, unnest(added) as digest, 1 as n from kernel.row_change where table_name = $3
        union all select %3$s, unnest(removed), -1 from kernel.row_change where table_name = $3
      ) c group by company, digest having sum(n) > 0
    ), differing as (
      select company, digest, true as made from present where not exists (select from known k where (k.company, k.digest) = (present.company, present.digest))
      union all select company, digest, false from known where not exists (select from present p where (p.company, p.digest) = (known.company, known.digest))
    )
    select kernel.row_change(company, $3, coalesce(array_agg(digest) filter (where made), '{}'), coalesce(array_agg(digest) filter (where not made), '{}'))
    from differing group by company
  $sql$, case when has_company then 'company_id' else '0' end, name, case when has_company then 'company_id' else '0' end)
  using omitted, nested, name;
end $procedure$;

CREATE OR REPLACE FUNCTION kernel.person_name(company integer, person text)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN (SELECT e.actor_name FROM kernel.event e WHERE ((e.company_id = person_name.company) AND (e.actor = person_name.person)) ORDER BY e.id DESC LIMIT 1);

CREATE OR REPLACE PROCEDURE kernel.posted_table(IN name regclass, VARIADIC late text[] DEFAULT '{}'::text[])
 LANGUAGE plpgsql
AS $procedure$
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
end $procedure$;

CREATE OR REPLACE FUNCTION kernel.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'rows of % are never changed or removed', tg_table_schema || '.' || tg_table_name using errcode = 'CH001';
end $function$;

CREATE OR REPLACE FUNCTION kernel.refuse_change_but_late()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION kernel.row_digest(line jsonb, omitted text[])
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN sha256(convert_to((jsonb_strip_nulls((line - omitted)))::text, 'UTF8'::name));

CREATE OR REPLACE PROCEDURE kernel.shared_table(IN name regclass)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('grant select, insert, update, delete on %s to countinghouse_app', name);
end $procedure$;

CREATE OR REPLACE FUNCTION kernel.today()
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((NULLIF(current_setting('countinghouse.today'::text, true), ''::text))::date, CURRENT_DATE);

CREATE OR REPLACE PROCEDURE kernel.unwatch_table(IN name text)
 LANGUAGE plpgsql
AS $procedure$
begin
  if to_regclass(name) is null then return; end if;
  execute format('drop trigger if exists log_insert on %s; drop trigger if exists log_delete on %1$s; drop trigger if exists log_update on %1$s', name);
end $procedure$;

CREATE OR REPLACE PROCEDURE kernel.watch_table(IN name text, IN omitted text[], IN nested text[])
 LANGUAGE plpgsql
AS $procedure$
declare arguments text := format('(%L, %L)', omitted, nested);
declare columns text;
begin
  execute format('drop trigger if exists log_insert on %s; drop trigger if exists log_delete on %1$s; drop trigger if exists log_update on %1$s', name);
  execute format('create trigger log_insert after insert on %s referencing new table as new_rows for each statement execute function kernel.log_rows%s', name, arguments);
  execute format('create trigger log_delete after delete on %s referencing old table as old_rows for each statement execute function kernel.log_rows%s', name, arguments);
  if omitted = '{}' then
    execute format('create trigger log_update after update on %s referencing new table as new_rows old table as old_rows for each statement execute function kernel.log_rows%s', name, arguments);
  else
    select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
    where attrelid = name::regclass and attnum > 0 and not attisdropped and not attname = any(omitted);
    execute format('create trigger log_update after update of %s on %s for each row execute function kernel.log_row%s', columns, name, arguments);
  end if;
end $procedure$;

CREATE OR REPLACE FUNCTION ledger.check_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION ledger.check_lines()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION ledger.check_out_of_use()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if new.kept_for is not null or exists (
    select from ledger.account_role r where r.company_id = new.company_id and r.account_id = new.id) then
    raise exception 'documents post to the account %', new.number
      using errcode = 'check_violation', schema = 'ledger', table = 'account', constraint = 'account_active_role_check';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION ledger.check_requires()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if exists (
    select from ledger.account_role r
    where r.company_id = new.company_id and r.account_id = new.id and not ledger.may_require(r.role, new.requires)) then
    raise exception 'what is posted to the account % names no %', new.number, new.requires
      using errcode = 'check_violation', schema = 'ledger', table = 'account', constraint = 'account_requires_role_check';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION ledger.fold_balances(company integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION ledger.hold_periods(company integer)
 RETURNS void
 LANGUAGE sql
RETURN pg_advisory_xact_lock(7201970, company);

CREATE OR REPLACE FUNCTION ledger.may_require(role text, dimension text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog'
AS $function$
  select case dimension
    when 'party' then role in ('receivable', 'payable', 'bank', 'cash', 'revenue', 'revenue_service', 'freight_revenue', 'cash_discount_given',
      'cash_discount_taken', 'withholding_payable', 'withholding_receivable')
    when 'item' then role in ('revenue', 'revenue_service')
    when 'site' then role in ('inventory', 'provision_stock', 'stock_gain', 'stock_loss', 'stock_adjustment')
    else role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount', 'cogs', 'purchase_variance', 'bill_clearing',
      'freight_expense', 'expense') end
$function$;

CREATE OR REPLACE FUNCTION ledger.period_state_of(company integer, period uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN (SELECT period_state.state FROM ledger.period_state WHERE ((period_state.company_id = period_state_of.company) AND (period_state.period_id = period_state_of.period)) ORDER BY period_state.turn DESC LIMIT 1);

CREATE OR REPLACE FUNCTION ledger.posting_day(company integer, day date, soft boolean)
 RETURNS TABLE(period_id uuid, posted_on date)
 LANGUAGE sql
 STABLE
AS $function$
  select p.id, greatest(day, p.starts_on) from ledger.period p
  where p.company_id = company and not p.closing and p.ends_on >= day
    and exists (select from ledger.period h where h.company_id = company and not h.closing and h.starts_on <= day and h.ends_on >= day)
    and (select s.state from ledger.period_state s where s.company_id = company and s.period_id = p.id order by s.turn desc limit 1)
      = any (case when soft then array['open', 'soft_closed'] else array['open'] end)
  order by p.ends_on limit 1
$function$;

CREATE OR REPLACE FUNCTION ledger.refuse(code text, about text)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the ledger refuses this' using errcode = code, detail = about;
end $function$;

CREATE OR REPLACE FUNCTION ledger.share_periods(company integer)
 RETURNS void
 LANGUAGE sql
RETURN pg_advisory_xact_lock_shared(7201970, company);

CREATE OR REPLACE FUNCTION payables.plain_number(number text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ltrim(regexp_replace(upper(number), '[^A-Z0-9]'::text, ''::text, 'g'::text), '0'::text);

CREATE OR REPLACE FUNCTION tax.check_code_out_of_use()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if exists (select from tax.rule r where r.company_id = new.company_id and r.code_id = new.id and r.active)
    or exists (
      select from tax.group_member m join tax.code g on g.company_id = m.company_id and g.id = m.group_id and g.active
      where m.company_id = new.company_id and m.code_id = new.id) then
    raise exception 'the tax code % is charged by a rule or a group', new.code
      using errcode = 'check_violation', schema = 'tax', table = 'code', constraint = 'code_active_charged_check';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION tax.check_rule_in_use()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog'
AS $function$
begin
  if new.active and not (select c.active from tax.code c where c.company_id = new.company_id and c.id = new.code_id for share) then
    raise exception 'the rule charges a tax code that is out of use'
      using errcode = 'check_violation', schema = 'tax', table = 'rule', constraint = 'rule_code_active_check';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION kernel.event_digest(e kernel.event)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE
RETURN sha256(convert_to(kernel.event_text(e), 'UTF8'::name));

CREATE OR REPLACE FUNCTION kernel.row_change(company integer, name text, added bytea[], removed bytea[])
 RETURNS void
 LANGUAGE sql
BEGIN ATOMIC
 INSERT INTO kernel.row_change (company_id, table_name, event_id, added, removed)
   VALUES (COALESCE(row_change.company, kernel.company_id(), 0), row_change.name, (NULLIF(current_setting('countinghouse.event'::text, true), ''::text))::uuid, row_change.added, row_change.removed);
END;

CREATE OR REPLACE FUNCTION kernel.row_digest(line jsonb, omitted text[], nested text[])
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN kernel.row_digest((line || (SELECT COALESCE(jsonb_object_agg(name.name, NULLIF(((row_digest.line -> name.name))::text, 'null'::text)), '{}'::jsonb) AS "coalesce" FROM unnest(row_digest.nested) name(name))), omitted);


create view access.v_api_key with (security_invoker=true) as
 SELECT k.company_id, k.id, k.name, k.user_id, u.email,
    array_to_string(k.scopes, ', '::text) AS scopes, k.start || '…'::text AS start, k.created_at,
    k.expires_at, k.revoked_at, COALESCE(a.last_request, k.last_used_at) AS last_used_at,
        CASE
            WHEN k.revoked_at IS NOT NULL OR a.id IS NULL THEN 'revoked'::text
            WHEN k.expires_at <= now() THEN 'expired'::text
            ELSE 'active'::text
        END AS state
   FROM access.api_key k
     JOIN auth."user" u ON u.id = k.user_id::text
     LEFT JOIN auth.apikey a ON a.id = k.id::text;

create view access.v_invitation with (security_invoker=true) as
 SELECT company_id, id, email, name,
    ( SELECT string_agg(COALESCE(k.label, upper("left"(g.role, 1)) || replace(substr(g.role, 2), '_'::text, ' '::text)), ', '::text ORDER BY g.role) AS string_agg
           FROM unnest(i.roles) g(role)
             LEFT JOIN kernel.role k ON k.company_id = i.company_id AND k.name = g.role) AS roles,
    invited_at, expires_at, accepted_at,
        CASE
            WHEN accepted_at IS NOT NULL THEN 'accepted'::text
            WHEN revoked_at IS NOT NULL THEN 'revoked'::text
            WHEN expires_at <= now() THEN 'expired'::text
            ELSE 'open'::text
        END AS state
   FROM access.invitation i;

create view access.v_role with (security_invoker=true) as
 SELECT company_id, name, label, array_to_string(permissions, ', '::text) AS permissions,
    (( SELECT count(*) AS count
           FROM kernel.user_role g
          WHERE g.company_id = r.company_id AND g.role = r.name))::integer AS users
   FROM kernel.role r;

create view access.v_user with (security_invoker=true) as
 SELECT m.company_id, m.id, u.name, u.email, COALESCE(u.two_factor_enabled, false) AS two_factor,
    m.joined_at, COALESCE(r.roles, ''::text) AS roles, r.roles IS NOT NULL AS active,
    ( SELECT max(s.updated_at) AS max
           FROM auth.session s
          WHERE s.user_id = u.id) AS last_seen_at
   FROM access.member m
     JOIN auth."user" u ON u.id = m.id::text
     LEFT JOIN LATERAL ( SELECT string_agg(COALESCE(k.label, upper("left"(g.role, 1)) || replace(substr(g.role, 2), '_'::text, ' '::text)), ', '::text ORDER BY g.role) AS roles
           FROM kernel.user_role g
             LEFT JOIN kernel.role k ON k.company_id = g.company_id AND k.name = g.role
          WHERE g.company_id = m.company_id AND g.user_id = u.id) r ON true;

create view files.v_attachment with (security_invoker=true) as
 SELECT a.company_id, a.id, a.file_id, a.entity, a.record_id::text AS record_id, f.name,
    f.media_type, f.size_bytes, a.attached_by, a.attached_at
   FROM files.attachment a
     JOIN files.file f ON f.company_id = a.company_id AND f.id = a.file_id;

create view inventory.v_count_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.count_id, l.item_id, i.code AS item_code, l.lot_id,
        CASE
            WHEN NOT (c.blind AND c.state = 'counting'::text) THEN l.book_quantity
            ELSE NULL::numeric
        END AS book_quantity,
    l.counted_quantity,
        CASE
            WHEN NOT (c.blind AND c.state = 'counting'::text) THEN l.counted_quantity - l.book_quantity
            ELSE NULL::numeric
        END AS difference,
    l.times_counted, l.counted_by, l.counted_at, l.earlier_quantity, l.earlier_by, l.found,
    l.new_lot, COALESCE(t.number, l.new_lot) AS lot_number, i.name AS item_name, i.unit
   FROM inventory.count_line l
     JOIN inventory.stock_count c ON c.company_id = l.company_id AND c.id = l.count_id
     JOIN catalog.item i ON i.company_id = l.company_id AND i.id = l.item_id
     LEFT JOIN inventory.lot t ON t.company_id = l.company_id AND t.id = l.lot_id;

create view inventory.v_inspection with (security_invoker=true) as
 SELECT n.company_id, n.id, s.item_id, i.code AS item_code, s.site_id, n.supplier_id, n.move_id,
    n.quantity, n.quantity - n.accepted - n.rejected - n.missing AS waiting,
    n.quantity > (n.accepted + n.rejected + n.missing) AS open, n.accepted, n.rejected, n.missing,
    n.quantity - n.accepted - n.gone AS held, n.reason, n.received_at, n.received_by, n.inspected_at,
    n.inspected_by
   FROM inventory.inspection n
     JOIN inventory.stock s ON s.company_id = n.company_id AND s.id = n.stock_id
     JOIN catalog.item i ON i.company_id = s.company_id AND i.id = s.item_id;

create view inventory.v_move with (security_invoker=true) as
 SELECT m.company_id, m.id, m.stock_id, s.item_id, s.site_id, m.kind,
    COALESCE(c.quantity, m.quantity) AS quantity,
        CASE
            WHEN m.kind = ANY (ARRAY['receipt'::text, 'gain'::text, 'carried'::text]) THEN 1
            WHEN m.kind = 'revalue'::text THEN 0
            ELSE '-1'::integer
        END::numeric * COALESCE(c.quantity, m.quantity) AS change,
    COALESCE(c.effective_on, m.effective_on) AS effective_on, m.quantity AS recorded_quantity,
    m.effective_on AS recorded_effective_on, m.seq, m.counterpart,
    split_part(m.other_side, '/'::text, 1) AS other_side,
    NULLIF(split_part(m.other_side, '/'::text, 2), ''::text)::uuid AS cost_centre_id,
    NULLIF(split_part(m.other_side, '/'::text, 3), ''::text)::uuid AS project_id, m.parcel_id,
    m.layer_id, m.location_id, m.reason, m.source_entity, m.source_id, m.line_id, m.demand_id,
    m.recorded_at, m.event_id,
    m.kind = 'issue'::text AND ((m.counterpart = ANY (ARRAY['customer'::text, 'production'::text])) OR split_part(m.other_side, '/'::text, 1) = 'expense'::text) AND COALESCE(c.quantity, m.quantity) > 0::numeric AS used,
    ( SELECT (((i.name || ', '::text) ||
                CASE m.kind
                    WHEN 'carried'::text THEN 'value carried over'::text
                    WHEN 'supplier_return'::text THEN 'return to supplier'::text
                    WHEN 'revalue'::text THEN 'revaluation'::text
                    ELSE m.kind
                END) || ' of '::text) || to_char(COALESCE(c.effective_on, m.effective_on)::timestamp with time zone, 'FMDD Mon YYYY'::text)
           FROM catalog.item i
          WHERE i.company_id = s.company_id AND i.id = s.item_id) AS label
   FROM inventory.move m
     JOIN inventory.stock s ON s.company_id = m.company_id AND s.id = m.stock_id
     LEFT JOIN LATERAL ( SELECT c_1.quantity, c_1.effective_on
           FROM inventory.move_correction c_1
          WHERE c_1.company_id = m.company_id AND c_1.move_id = m.id
          ORDER BY c_1.id DESC
         LIMIT 1) c ON true;

create view inventory.v_move_lot with (security_invoker=true) as
 SELECT t.company_id, t.id, t.move_id, t.lot_id, l.number, l.item_id, s.site_id, t.quantity,
    t.party_id, m.effective_on, m.kind, m.counterpart, m.source_entity, m.source_id, m.line_id
   FROM inventory.move_lot t
     JOIN inventory.lot l ON l.company_id = t.company_id AND l.id = t.lot_id
     JOIN inventory.move m ON m.company_id = t.company_id AND m.id = t.move_id
     JOIN inventory.stock s ON s.company_id = m.company_id AND s.id = m.stock_id;

create view inventory.v_move_value with (security_invoker=true) as
 SELECT m.company_id, m.id, COALESCE(e.value_minor, 0::bigint) AS stock_minor,
    COALESCE(e.value_minor, 0::bigint) + COALESCE(f.value_minor, 0::bigint) AS borne_minor
   FROM inventory.move m
     LEFT JOIN LATERAL ( SELECT sum(e_1.value_minor)::bigint AS value_minor
           FROM inventory.layer_entry e_1
          WHERE e_1.company_id = m.company_id AND e_1.move_id = m.id) e ON true
     LEFT JOIN LATERAL ( SELECT sum(f_1.value_minor)::bigint AS value_minor
           FROM inventory.shift f_1
          WHERE f_1.company_id = m.company_id AND f_1.move_id = m.id AND f_1.role = 'move'::text) f ON true;

create view inventory.v_reserved with (security_invoker=true) as
 SELECT r.company_id, r.demand_id, s.item_id, s.site_id, r.quantity, r.source_entity, r.source_id,
    r.reserved_at
   FROM inventory.reservation r
     JOIN inventory.stock s ON s.company_id = r.company_id AND s.id = r.stock_id;

create view inventory.v_stock with (security_invoker=true) as
 SELECT s.company_id, s.id, s.item_id, i.code AS item_code, s.site_id, s.method, s.on_hand,
    s.reserved, s.held, s.on_hand - s.reserved - s.held AS available, s.value_minor,
        CASE
            WHEN s.on_hand <> 0::numeric THEN round(s.value_minor::numeric / s.on_hand / (10::numeric ^ k.digits::numeric), 6)
            ELSE NULL::numeric
        END AS unit_cost
   FROM inventory.stock s
     JOIN catalog.item i ON i.company_id = s.company_id AND i.id = s.item_id
     JOIN kernel.company k ON k.id = s.company_id;

create view inventory.v_stock_location with (security_invoker=true) as
 SELECT t.company_id, t.stock_id, s.item_id, s.site_id, t.location_id, l.code, l.name, t.on_hand
   FROM inventory.stock_location t
     JOIN inventory.stock s ON s.company_id = t.company_id AND s.id = t.stock_id
     JOIN inventory.location l ON l.company_id = t.company_id AND l.id = t.location_id
  WHERE t.on_hand > 0::numeric;

create view inventory.v_stock_lot with (security_invoker=true) as
 SELECT t.company_id, t.id, t.stock_id, s.item_id, s.site_id, t.lot_id, l.number, l.expires_on,
    l.received_on, l.state, t.on_hand
   FROM inventory.stock_lot t
     JOIN inventory.stock s ON s.company_id = t.company_id AND s.id = t.stock_id
     JOIN inventory.lot l ON l.company_id = t.company_id AND l.id = t.lot_id
  WHERE t.on_hand > 0::numeric;

create view ledger.v_account_role with (security_invoker=true) as
 SELECT r.company_id, r.role, r.account_id, NOT a.kept_for IS DISTINCT FROM r.role AS kept
   FROM ledger.account_role r
     LEFT JOIN ledger.account a ON a.company_id = r.company_id AND a.id = r.account_id;

create view ledger.v_balance with (security_invoker=true) as
 SELECT b.company_id, b.account_id, a.number AS account_number, a.name AS account_name,
    a.type AS account_type, b.period_id, p.code AS period, p.closing, p.starts_on, p.ends_on,
    b.cost_centre_id, b.site_id, sum(b.debit_minor)::bigint AS debit_minor,
    sum(b.credit_minor)::bigint AS credit_minor,
    (sum(b.debit_minor) - sum(b.credit_minor))::bigint AS amount_minor
   FROM ledger.balance b
     JOIN ledger.account a ON a.company_id = b.company_id AND a.id = b.account_id
     JOIN ledger.period p ON p.company_id = b.company_id AND p.id = b.period_id
  GROUP BY b.company_id, b.account_id, a.company_id, a.id, b.period_id, p.company_id, p.id, b.cost_centre_id, b.site_id;

create view ledger.v_entry with (security_invoker=true) as
 SELECT e.company_id, e.id, e.number, e.journal, e.period_id, e.posted_on, e.effective_on, e.text,
    e.source_entity, e.source_id, e.reverses, e.cause, e.actor, e.recorded_at, e.event_id,
    e.reverses IS NOT NULL AS reversal, t.total_minor, t.lines, r.id AS reversed_by,
        CASE
            WHEN r.id IS NULL THEN 'posted'::text
            ELSE 'reversed'::text
        END AS state
   FROM ledger.entry e
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(GREATEST(l.amount_minor, 0::bigint)), 0::numeric)::bigint AS total_minor,
            count(*)::integer AS lines
           FROM ledger.line l
          WHERE l.company_id = e.company_id AND l.entry_id = e.id) t
     LEFT JOIN ledger.entry r ON r.company_id = e.company_id AND r.reverses = e.id;

create view ledger.v_fiscal_year with (security_invoker=true) as
 SELECT company_id, id, code, starts_on, ends_on,
    (EXISTS ( SELECT
           FROM ledger.entry e
          WHERE e.company_id = y.company_id AND e.source_id = y.id AND e.journal = 'closing'::text AND e.reverses IS NULL AND NOT (EXISTS ( SELECT
                   FROM ledger.entry r
                  WHERE r.company_id = e.company_id AND r.reverses = e.id)))) AS closed
   FROM ledger.fiscal_year y;

create view ledger.v_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.entry_id, e.number AS entry_number, e.journal, l.period_id,
    l.posted_on, e.effective_on, l.account_id, a.number AS account_number, a.name AS account_name,
    a.type AS account_type, a.kept_for, l.role, l.amount_minor,
    GREATEST(l.amount_minor, 0::bigint) AS debit_minor,
    GREATEST(- l.amount_minor, 0::bigint) AS credit_minor, l.currency, l.currency_minor, l.party_id,
    l.item_id, l.site_id, l.cost_centre_id, l.project_id, l.tax_code_id,
    COALESCE(l.text, e.text) AS text, e.source_entity, e.source_id, e.reverses, e.cause, e.actor,
    e.recorded_at, l.event_id
   FROM ledger.line l
     JOIN ledger.entry e ON e.company_id = l.company_id AND e.id = l.entry_id
     JOIN ledger.account a ON a.company_id = l.company_id AND a.id = l.account_id;

create view ledger.v_period with (security_invoker=true) as
 SELECT p.company_id, p.id, p.year_id, p.code,
        CASE
            WHEN p.closing THEN p.code
            ELSE to_char(p.starts_on::timestamp with time zone, 'Mon YYYY'::text)
        END AS name,
    p.closing, p.starts_on, p.ends_on, s.state, s.actor, s.reason, s.recorded_at
   FROM ledger.period p
     CROSS JOIN LATERAL ( SELECT s_1.company_id, s_1.id, s_1.period_id, s_1.turn, s_1.state,
            s_1.actor, s_1.reason, s_1.recorded_at, s_1.event_id
           FROM ledger.period_state s_1
          WHERE s_1.company_id = p.company_id AND s_1.period_id = p.id
          ORDER BY s_1.turn DESC
         LIMIT 1) s;

create view payables.v_bill with (security_invoker=true) as
 SELECT b.company_id, b.id, b.number, b.kind, b.party_id, b.supplier_number, b.credits_id,
    b.billed_on, b.currency, b.digits, b.rate, b.terms_id, b.note, b.net_minor, b.tax_minor,
    b.total_minor, b.base_minor, b.event_id, b.again,
    COALESCE(o.open_minor, 0::numeric)::bigint AS open_minor, o.due_on,
        CASE
            WHEN COALESCE(o.open_minor, 0::numeric) = 0::numeric THEN 'paid'::text
            WHEN o.overdue THEN 'overdue'::text
            WHEN o.open_minor <> o.amount_minor THEN 'part_paid'::text
            ELSE 'open'::text
        END AS state,
    ( SELECT min(e.posted_on) AS min
           FROM ledger.entry e
          WHERE e.company_id = b.company_id AND e.source_id = b.id AND e.journal = 'purchase'::text) AS posted_on,
    ( SELECT ((('Posted on '::text || to_char(min(e.posted_on)::timestamp with time zone, 'FMDD Mon YYYY'::text)) || ', since '::text) || to_char(b.billed_on::timestamp with time zone, 'FMMonth'::text)) || ' is closed'::text
           FROM ledger.entry e
          WHERE e.company_id = b.company_id AND e.source_id = b.id AND e.journal = 'purchase'::text
         HAVING min(e.posted_on) > b.billed_on) AS posted_later
   FROM payables.bill b
     LEFT JOIN LATERAL ( SELECT sum(x.open_minor) AS open_minor, sum(x.amount_minor) AS amount_minor,
            min(x.due_on) FILTER (WHERE x.open_minor <> 0) AS due_on,
            bool_or(x.open_minor > 0 AND x.due_on < kernel.today()) AS overdue
           FROM payables.open_item x
          WHERE x.company_id = b.company_id AND x.document_id = b.id) o ON true;

create view payables.v_bill_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.bill_id, l."position", l.receipt_line_id, l.order_line_id, l.order_id,
    l.item_id, l.description, l.quantity, l.unit_price, l.net_minor, l.base_minor, l.grni_minor,
    l.account_id, l.cost_centre_id, l.project_id, l.tax_codes, l.credits_line_id, l.event_id,
    l.taxes, l.landed_cost_id, l.supplied_on,
    GREATEST(l.quantity - c.quantity, 0::numeric) AS to_credit,
        CASE
            WHEN l.quantity <= c.quantity THEN NULLIF(l.net_minor - c.net_minor, 0)
            ELSE NULL::bigint
        END AS to_lower_minor
   FROM payables.bill_line l
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(x.quantity), 0::numeric) AS quantity,
            COALESCE(sum(x.net_minor), 0::numeric)::bigint AS net_minor
           FROM payables.bill_line x
          WHERE x.company_id = l.company_id AND x.credits_line_id = l.id) c;

create view payables.v_held_bill with (security_invoker=true) as
 SELECT company_id, id, state, party_id, supplier_number, billed_on, currency, total_minor, owner,
    captured_by, captured_at, decided_by, decided_at, reason, bill_id, input,
    ( SELECT string_agg((('Line '::text || (e.r ->> 'position'::text)) || ': '::text) || (e.r ->> 'text'::text), '; '::text ORDER BY e.ord) AS string_agg
           FROM jsonb_array_elements(h.holds) WITH ORDINALITY e(r, ord)) AS why
   FROM payables.held_bill h;

create view payables.v_open_item with (security_invoker=true) as
 SELECT x.company_id, x.id, x.party_id, x.kind, x.document_id, x.opened_on, x.due_on, x.discount_on,
    x.discount_minor, x.currency, x.amount_minor, x.base_minor, x.open_minor, x.open_base_minor,
    x.discounted_minor, x.written_off_minor,
    COALESCE(b.number, p.number, 'Adjustment'::text) AS number, b.supplier_number,
        CASE
            WHEN x.open_minor = 0 THEN 'settled'::text
            WHEN x.open_minor > 0 AND x.due_on < kernel.today() THEN 'overdue'::text
            ELSE 'open'::text
        END AS state,
    x.amount_minor < 0 AS credit, x.open_minor = 0 AS settled, c.name AS party_name
   FROM payables.open_item x
     JOIN parties.party c ON c.company_id = x.company_id AND c.id = x.party_id
     LEFT JOIN payables.bill b ON b.company_id = x.company_id AND b.id = x.document_id
     LEFT JOIN payables.payment p ON p.company_id = x.company_id AND p.id = x.document_id;

create view payables.v_payment with (security_invoker=true) as
 SELECT p.company_id, p.id, p.number, p.party_id, p.paid_on, p.currency, p.digits, p.rate,
    p.amount_minor, p.base_minor, p.account_id, p.method, p.reference, p.run_id, p.event_id,
    p.returns_id, p.order_id, COALESCE(- x.open_minor, 0::bigint) AS unmatched_minor,
        CASE
            WHEN p.returns_id IS NOT NULL THEN 'return'::text
            WHEN r.id IS NOT NULL THEN 'sent_back'::text
            WHEN x.open_minor = 0 THEN 'settled'::text
            ELSE 'open'::text
        END AS state
   FROM payables.payment p
     LEFT JOIN payables.payment r ON r.company_id = p.company_id AND r.returns_id = p.id
     LEFT JOIN payables.open_item x ON x.company_id = p.company_id AND x.document_id = p.id;

create view payables.v_run_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.run_id, l.party_id, l.item_id, l.amount_minor, l.discount_minor,
    l.withheld_minor, l.reason, b.supplier_number, b.number AS bill_number, x.document_id AS bill_id,
    x.due_on, r.currency, k.holder, COALESCE(k.iban, k.account) AS account
   FROM payables.run_line l
     JOIN payables.payment_run r ON r.company_id = l.company_id AND r.id = l.run_id
     JOIN payables.open_item x ON x.company_id = l.company_id AND x.id = l.item_id
     LEFT JOIN payables.bill b ON b.company_id = x.company_id AND b.id = x.document_id
     LEFT JOIN payables.supplier_bank k ON k.company_id = l.company_id AND
        CASE
            WHEN l.bank_id IS NULL THEN k.party_id = l.party_id AND k.state = 'confirmed'::text
            ELSE k.id = l.bank_id
        END;

create view payables.v_settlement with (security_invoker=true) as
 SELECT m.company_id, m.id, s.payment_id, s.kind, x.id AS item_id,
    COALESCE(b.supplier_number, b.number, p.number, 'Adjustment'::text) AS number, x.due_on,
    x.currency, m.amount_minor, x.open_minor, m.matched_on
   FROM payables.match m
     JOIN LATERAL ( SELECT c.document_id AS payment_id, 'money'::text AS kind,
                CASE
                    WHEN c.id = m.credit_id THEN m.owed_id
                    ELSE m.credit_id
                END AS item_id
           FROM payables.open_item c
          WHERE c.company_id = m.company_id AND (c.id = ANY (ARRAY[m.credit_id, m.owed_id])) AND c.kind = 'payment'::text
        UNION ALL
         SELECT a.payment_id, a.kind, m.owed_id
           FROM payables.open_item c
             JOIN payables.adjustment a ON a.company_id = c.company_id AND a.id = c.document_id
          WHERE c.company_id = m.company_id AND c.id = m.credit_id AND a.payment_id IS NOT NULL) s ON true
     JOIN payables.open_item x ON x.company_id = m.company_id AND x.id = s.item_id
     LEFT JOIN payables.bill b ON b.company_id = x.company_id AND b.id = x.document_id
     LEFT JOIN payables.payment p ON p.company_id = x.company_id AND p.id = x.document_id
  WHERE m.undoes_id IS NULL AND NOT (EXISTS ( SELECT
           FROM payables.match u
          WHERE u.company_id = m.company_id AND u.undoes_id = m.id)) AND NOT (EXISTS ( SELECT
           FROM payables.adjustment a
          WHERE a.company_id = x.company_id AND a.id = x.document_id AND (a.payment_id = s.payment_id OR s.kind <> 'money'::text)));

create view payables.v_supplier_rule with (security_invoker=true) as
 SELECT r.company_id, r.id, r.party_id, r.price_percent, r.price_minor, r.quantity_percent,
    r.withholding_id, r.payment_hold, p.name AS supplier
   FROM payables.supplier_rule r
     JOIN parties.party p ON p.company_id = r.company_id AND p.id = r.party_id;

create view purchasing.v_blanket_order with (security_invoker=true) as
 SELECT company_id, id, number, state, supplier_id, reference, currency, valid_from, valid_to,
    amount_minor, drawn_minor, amount_minor - drawn_minor AS open_minor, note, owner,
        CASE
            WHEN state = 'closed'::text THEN 'closed'::text
            WHEN valid_to < kernel.today() THEN 'expired'::text
            WHEN valid_from > kernel.today() THEN 'not_yet'::text
            WHEN drawn_minor >= amount_minor OR NOT (EXISTS ( SELECT
               FROM purchasing.blanket_line l
              WHERE l.company_id = b.company_id AND l.blanket_id = b.id AND (l.quantity IS NULL OR l.drawn < l.quantity))) THEN 'used_up'::text
            ELSE 'open'::text
        END AS standing
   FROM purchasing.blanket_order b;

create view purchasing.v_order with (security_invoker=true) as
 SELECT company_id, id, number, state, version, supplier_id, supplier_reference, ordered_on,
    expected_on, site_id, currency, terms_id, over_percent, note, direct, ship_to_id, net_minor,
    owner,
        CASE
            WHEN state = ANY (ARRAY['draft'::text, 'cancelled'::text]) THEN state
            ELSE ( SELECT
                    CASE
                        WHEN bool_and((l.received + l.cancelled) >= (l.quantity + l.replaced)) THEN 'received'::text
                        WHEN bool_or(l.received > 0::numeric) THEN 'part_received'::text
                        ELSE 'open'::text
                    END AS "case"
               FROM purchasing.order_line l
              WHERE l.company_id = o.company_id AND l.order_id = o.id)
        END AS receipt_state,
    (state = ANY (ARRAY['sent'::text, 'confirmed'::text])) AND expected_on < kernel.today() AS late
   FROM purchasing.purchase_order o;

create view purchasing.v_order_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.order_id, l."position", l.item_id, l.stocked, l.description,
    l.quantity, l.unit, COALESCE(l.ordered_unit, l.unit) AS ordered_unit,
    COALESCE(l.ordered_quantity, l.quantity) AS ordered_quantity, l.unit_price,
    trim_scale(round(l.unit_price * l.quantity / COALESCE(NULLIF(l.ordered_quantity, 0::numeric), l.quantity), 9)) AS ordered_price,
    l.confirmed_price, l.price_reason, l.net_minor, l.expected_on, l.confirmed_on,
    COALESCE(l.confirmed_on, l.expected_on) AS due_on, l.received, l.rejected, l.replaced,
    l.cancelled,
        CASE
            WHEN o.state = ANY (ARRAY['sent'::text, 'confirmed'::text]) THEN GREATEST(l.quantity + l.replaced - l.received - l.cancelled, 0::numeric)
            ELSE 0::numeric
        END AS open,
        CASE
            WHEN o.state = ANY (ARRAY['sent'::text, 'confirmed'::text]) THEN trim_scale(GREATEST((l.quantity - l.cancelled) * (100::numeric +
            CASE
                WHEN l.blanket_line_id IS NULL THEN o.over_percent
                ELSE 0::numeric
            END) / 100::numeric + l.replaced - l.received, 0::numeric))
            ELSE 0::numeric
        END AS may_come,
    l.demand_id, l.blanket_line_id, l.spread_by, l.cost_centre_id, l.project_id, o.currency, o.state,
    o.supplier_id, o.site_id, o.direct, o.ordered_on, o.number AS order_number,
    (o.number || ' '::text) || l.description AS label
   FROM purchasing.order_line l
     JOIN purchasing.purchase_order o ON o.company_id = l.company_id AND o.id = l.order_id;

create view purchasing.v_quotation with (security_invoker=true) as
 SELECT q.company_id, q.id, q.request_id, q.supplier_id, q.state, q.asked_on, q.replied_on,
    q.reference, q.currency, q.valid_until, q.extra_percent, q.reason, r.number AS request_number,
    r.reply_by, r.state AS request_state,
    r.state = 'sent'::text AND q.state = 'invited'::text AND r.reply_by < kernel.today() OR q.replied_on > r.reply_by AS late,
    COALESCE(q.replied_on, kernel.today()) - q.asked_on AS days,
    (r.number || ' '::text) || p.name AS label
   FROM purchasing.quotation q
     JOIN purchasing.quotation_request r ON r.company_id = q.company_id AND r.id = q.request_id
     JOIN parties.party p ON p.company_id = q.company_id AND p.id = q.supplier_id;

create view purchasing.v_quotation_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.request_id, l."position", l.item_id, l.description, l.quantity, l.unit,
    l.needed_on, l.awarded, l.quantity - l.awarded AS open, l.cost_centre_id, l.project_id,
    (r.number || ' '::text) || l.description AS label
   FROM purchasing.quotation_line l
     JOIN purchasing.quotation_request r ON r.company_id = l.company_id AND r.id = l.request_id;

create view purchasing.v_quotation_offer with (security_invoker=true) as
 SELECT o.company_id, o.id, o.quotation_id, o.line_id, o.declined, o.unit_price, o.minimum,
    o.lead_days, o.promised_on, o.supplier_item, q.request_id, q.supplier_id, q.currency,
    q.valid_until, q.extra_percent, l.item_id, l."position",
    COALESCE(o.promised_on, kernel.today() + o.lead_days) AS arrives_on,
    (p.name || ' '::text) || l.description AS label
   FROM purchasing.quotation_offer o
     JOIN purchasing.quotation q ON q.company_id = o.company_id AND q.id = o.quotation_id
     JOIN purchasing.quotation_line l ON l.company_id = o.company_id AND l.id = o.line_id
     JOIN parties.party p ON p.company_id = q.company_id AND p.id = q.supplier_id;

create view purchasing.v_quotation_request with (security_invoker=true) as
 SELECT company_id, id, number, state, site_id, requested_on, reply_by, note, owner,
    ( SELECT count(*)::integer AS count
           FROM purchasing.quotation q
          WHERE q.company_id = r.company_id AND q.request_id = r.id) AS asked,
    ( SELECT count(*)::integer AS count
           FROM purchasing.quotation q
          WHERE q.company_id = r.company_id AND q.request_id = r.id AND q.state <> 'invited'::text) AS replied,
    state = 'sent'::text AND reply_by < kernel.today() AND (EXISTS ( SELECT
           FROM purchasing.quotation q
          WHERE q.company_id = r.company_id AND q.request_id = r.id AND q.state = 'invited'::text)) AS late
   FROM purchasing.quotation_request r;

create view purchasing.v_receipt with (security_invoker=true) as
 SELECT r.company_id, r.id, r.number, r.order_id, r.supplier_id, r.site_id, r.received_on,
    r.delivery_note, r.event_id, o.direct
   FROM purchasing.receipt r
     JOIN purchasing.purchase_order o ON o.company_id = r.company_id AND o.id = r.order_id;

create view purchasing.v_receipt_line with (security_invoker=true) as
 SELECT r.company_id, r.id, r.receipt_id, r.order_line_id, l.order_id, l.item_id, l.description,
    l.unit, r.received_on, r.received, r.rejected, r.reject_reason, r.surplus, r.returned,
    r.received - r.returned AS kept, r.billed,
    r.received - r.returned - r.billed + r.claimed AS open, r.grni_minor, r.billed_minor, r.claimed,
    r.claim_minor, r.move_id, r.cost_centre_id, r.project_id, l.unit_price, o.currency,
    o.supplier_id, o.site_id, h.number AS receipt_number, o.number AS order_number,
    (h.number || ' '::text) || l.description AS label
   FROM purchasing.receipt_line r
     JOIN purchasing.receipt h ON h.company_id = r.company_id AND h.id = r.receipt_id
     JOIN purchasing.order_line l ON l.company_id = r.company_id AND l.id = r.order_line_id
     JOIN purchasing.purchase_order o ON o.company_id = l.company_id AND o.id = l.order_id;

create view purchasing.v_return_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.return_id, l.receipt_line_id,
    l.quantity + COALESCE(x.quantity, 0::numeric) AS quantity,
    NULLIF(COALESCE(l.claimed, 0::numeric) + COALESCE(x.claimed, 0::numeric), 0::numeric) AS claimed,
    l.event_id, (r.number || ' '::text) || o.description AS label
   FROM purchasing.return_line l
     LEFT JOIN LATERAL ( SELECT sum(x_1.quantity) AS quantity, sum(x_1.claimed) AS claimed
           FROM purchasing.return_line x_1
          WHERE x_1.company_id = l.company_id AND x_1.corrects_id = l.id) x ON true
     JOIN purchasing.supplier_return r ON r.company_id = l.company_id AND r.id = l.return_id
     JOIN purchasing.receipt_line c ON c.company_id = l.company_id AND c.id = l.receipt_line_id
     JOIN purchasing.order_line o ON o.company_id = c.company_id AND o.id = c.order_line_id
  WHERE l.corrects_id IS NULL;

create view purchasing.v_source_policy with (security_invoker=true) as
 SELECT s.company_id, s.id, s.item_id, s.category_id, s.only_approved,
    COALESCE(i.name, c.name) AS label
   FROM purchasing.source_policy s
     LEFT JOIN catalog.item i ON i.company_id = s.company_id AND i.id = s.item_id
     LEFT JOIN catalog.item_category c ON c.company_id = s.company_id AND c.id = s.category_id;

create view purchasing.v_supplier_return with (security_invoker=true) as
 SELECT r.company_id, r.id, r.number, r.receipt_id, r.supplier_id,
    COALESCE(c.returned_on, r.returned_on) AS returned_on, r.reason, r.replace, r.event_id
   FROM purchasing.supplier_return r
     LEFT JOIN LATERAL ( SELECT l.returned_on
           FROM purchasing.return_line l
          WHERE l.company_id = r.company_id AND l.return_id = r.id AND l.returned_on IS NOT NULL
          ORDER BY l.id DESC
         LIMIT 1) c ON true;

create view receivables.v_billed_freight with (security_invoker=true) as
 SELECT i.company_id, i.source_id AS order_id, i.id AS invoice_id, l.id AS line_id,
    'invoice'::text AS kind, false AS price_only, false AS for_good, l.net_minor
   FROM receivables.invoice i
     JOIN receivables.invoice_line l ON l.company_id = i.company_id AND l.invoice_id = i.id AND l.role = 'freight_revenue'::text
  WHERE i.kind = 'invoice'::text AND i.source_id IS NOT NULL
UNION ALL
 SELECT i.company_id, i.source_id AS order_id, i.id AS invoice_id, l.id AS line_id,
    'credit_note'::text AS kind, COALESCE(c.price_only, false) AS price_only,
    COALESCE(c.for_good, false) AS for_good, c.net_minor
   FROM receivables.invoice i
     JOIN receivables.invoice_line l ON l.company_id = i.company_id AND l.invoice_id = i.id AND l.role = 'freight_revenue'::text
     JOIN receivables.invoice_line c ON c.company_id = l.company_id AND c.credits_line_id = l.id
  WHERE i.kind = 'invoice'::text AND i.source_id IS NOT NULL;

create view receivables.v_billed_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.invoice_id, i.number, i.kind, i.invoiced_on, l.source_line_id,
    l.credits_line_id, COALESCE(l.price_only, false) AS price_only,
    COALESCE(l.for_good, false) AS for_good, l.quantity, l.net_minor,
    COALESCE(( SELECT sum((t.value ->> 'taxMinor'::text)::bigint) AS sum
           FROM jsonb_array_elements(l.taxes) t(value)), 0::numeric)::bigint AS tax_minor
   FROM receivables.invoice_line l
     JOIN receivables.invoice i ON i.company_id = l.company_id AND i.id = l.invoice_id;

create view receivables.v_invoice with (security_invoker=true) as
 SELECT i.company_id, i.id, i.number, i.kind, i.party_id, i.source_entity, i.source_id, i.credits_id,
    i.invoiced_on, i.currency, i.digits, i.rate, i.terms_id, i.bill_to_id, i.ship_to_id, i.reference,
    i.net_minor, i.tax_minor, i.total_minor, i.base_minor, i.event_id,
    COALESCE(o.open_minor, 0::numeric)::bigint AS open_minor, o.due_on,
        CASE
            WHEN COALESCE(o.open_minor, 0::numeric) = 0::numeric THEN 'paid'::text
            WHEN o.overdue THEN 'overdue'::text
            WHEN o.open_minor <> o.amount_minor THEN 'part_paid'::text
            ELSE 'open'::text
        END AS state,
    ( SELECT min(e.posted_on) AS min
           FROM ledger.entry e
          WHERE e.company_id = i.company_id AND e.source_id = i.id AND e.journal = 'sales'::text) AS posted_on,
    ( SELECT ((('Posted on '::text || to_char(min(e.posted_on)::timestamp with time zone, 'FMDD Mon YYYY'::text)) || ', since '::text) || to_char(i.invoiced_on::timestamp with time zone, 'FMMonth'::text)) || ' is closed'::text
           FROM ledger.entry e
          WHERE e.company_id = i.company_id AND e.source_id = i.id AND e.journal = 'sales'::text
         HAVING min(e.posted_on) > i.invoiced_on) AS posted_later
   FROM receivables.invoice i
     LEFT JOIN LATERAL ( SELECT sum(x.open_minor) AS open_minor, sum(x.amount_minor) AS amount_minor,
            min(x.due_on) FILTER (WHERE x.open_minor <> 0) AS due_on,
            bool_or(x.open_minor > 0 AND x.due_on < kernel.today()) AS overdue
           FROM receivables.open_item x
          WHERE x.company_id = i.company_id AND x.document_id = i.id) o ON true;

create view receivables.v_invoice_line with (security_invoker=true) as
 SELECT company_id, id, invoice_id, "position", item_id, description, quantity, unit, unit_price,
    discount_percent, net_minor, supplied_on, cost_centre_id, project_id, site_id,
    COALESCE(( SELECT
                CASE
                    WHEN l.net_minor <> 0 AND sum(x.net_minor) = l.net_minor::numeric THEN 0::numeric
                    ELSE l.quantity - COALESCE(sum(x.quantity) FILTER (WHERE x.price_only IS NOT TRUE), 0::numeric)
                END AS "case"
           FROM receivables.invoice_line x
          WHERE x.company_id = l.company_id AND x.credits_line_id = l.id
         HAVING count(*) > 0), quantity) AS to_credit
   FROM receivables.invoice_line l;

create view receivables.v_open_item with (security_invoker=true) as
 SELECT x.company_id, x.id, x.party_id, x.kind, x.document_id, x.opened_on, x.due_on, x.discount_on,
    x.discount_minor, x.currency, x.amount_minor, x.base_minor, x.open_minor, x.open_base_minor,
    x.discounted_minor, x.written_off_minor,
    COALESCE(i.number, p.number, 'Adjustment'::text) AS number, i.reference,
        CASE
            WHEN x.open_minor = 0 THEN 'settled'::text
            WHEN x.open_minor > 0 AND x.due_on < kernel.today() THEN 'overdue'::text
            ELSE 'open'::text
        END AS state,
    x.amount_minor < 0 AS credit, x.open_minor = 0 AS settled, c.name AS party_name
   FROM receivables.open_item x
     JOIN parties.party c ON c.company_id = x.company_id AND c.id = x.party_id
     LEFT JOIN receivables.invoice i ON i.company_id = x.company_id AND i.id = x.document_id
     LEFT JOIN receivables.payment p ON p.company_id = x.company_id AND p.id = x.document_id;

create view receivables.v_payment with (security_invoker=true) as
 SELECT p.company_id, p.id, p.number, p.party_id, p.received_on, p.currency, p.digits, p.rate,
    p.amount_minor, p.base_minor, p.account_id, p.method, p.reference, p.event_id, p.returns_id,
    COALESCE(- x.open_minor, 0::bigint) AS unmatched_minor,
        CASE
            WHEN p.returns_id IS NOT NULL THEN 'return'::text
            WHEN r.id IS NOT NULL THEN 'sent_back'::text
            WHEN x.open_minor = 0 THEN 'settled'::text
            ELSE 'open'::text
        END AS state
   FROM receivables.payment p
     LEFT JOIN receivables.payment r ON r.company_id = p.company_id AND r.returns_id = p.id
     LEFT JOIN receivables.open_item x ON x.company_id = p.company_id AND x.document_id = p.id;

create view receivables.v_settlement with (security_invoker=true) as
 SELECT m.company_id, m.id, s.payment_id, s.kind, x.id AS item_id,
    COALESCE(i.number, p.number, 'Adjustment'::text) AS number, x.due_on, x.currency, m.amount_minor,
    x.open_minor, m.matched_on
   FROM receivables.match m
     JOIN LATERAL ( SELECT c.document_id AS payment_id, 'money'::text AS kind,
                CASE
                    WHEN c.id = m.credit_id THEN m.debit_id
                    ELSE m.credit_id
                END AS item_id
           FROM receivables.open_item c
          WHERE c.company_id = m.company_id AND (c.id = ANY (ARRAY[m.credit_id, m.debit_id])) AND c.kind = 'payment'::text
        UNION ALL
         SELECT a.payment_id, a.kind, m.debit_id
           FROM receivables.open_item c
             JOIN receivables.adjustment a ON a.company_id = c.company_id AND a.id = c.document_id
          WHERE c.company_id = m.company_id AND c.id = m.credit_id AND a.payment_id IS NOT NULL) s ON true
     JOIN receivables.open_item x ON x.company_id = m.company_id AND x.id = s.item_id
     LEFT JOIN receivables.invoice i ON i.company_id = x.company_id AND i.id = x.document_id
     LEFT JOIN receivables.payment p ON p.company_id = x.company_id AND p.id = x.document_id
  WHERE m.undoes_id IS NULL AND NOT (EXISTS ( SELECT
           FROM receivables.match u
          WHERE u.company_id = m.company_id AND u.undoes_id = m.id)) AND NOT (EXISTS ( SELECT
           FROM receivables.adjustment a
          WHERE a.company_id = x.company_id AND a.id = x.document_id AND (a.payment_id = s.payment_id OR s.kind <> 'money'::text)));

create view sales.v_delivery with (security_invoker=true) as
 SELECT d.company_id, d.id, d.number, d.state, d.order_id, d.customer_id, d.site_id, d.ship_to_id,
    d.shipped_on, d.carrier, d.tracking, d.site_id <> o.site_id AS direct
   FROM sales.delivery d
     JOIN sales.sales_order o ON o.company_id = d.company_id AND o.id = d.order_id;

create view sales.v_delivery_line with (security_invoker=true) as
 SELECT d.company_id, d.id, d.delivery_id, d.order_line_id, d.item_id, l."position", l.description,
    l.unit, d.quantity, d.returned, d.quantity - d.returned AS kept, d.billed, d.credited, d.forgone,
    (h.number || ' '::text) || l.description AS label
   FROM sales.delivery_line d
     JOIN sales.delivery h ON h.company_id = d.company_id AND h.id = d.delivery_id
     JOIN sales.order_line l ON l.company_id = d.company_id AND l.id = d.order_line_id;

create view sales.v_freight with (security_invoker=true) as
 SELECT company_id, id,
        CASE
            WHEN freight_minor > freight_billed_minor THEN freight_minor - freight_billed_minor
            ELSE LEAST(0::bigint, freight_minor - freight_billed_minor + freight_waived_minor)
        END AS owed
   FROM sales.sales_order;

create view sales.v_return with (security_invoker=true) as
 SELECT r.company_id, r.id, r.number, r.delivery_id, r.customer_id,
    COALESCE(c.returned_on, r.returned_on) AS returned_on, r.reason, r.credit_note_id
   FROM sales.sales_return r
     LEFT JOIN LATERAL ( SELECT l.returned_on
           FROM sales.return_line l
          WHERE l.company_id = r.company_id AND l.return_id = r.id AND l.returned_on IS NOT NULL
          ORDER BY l.id DESC
         LIMIT 1) c ON true;

create view sales.v_return_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.return_id, l.delivery_line_id, l.item_id,
    l.quantity + COALESCE(c.quantity, 0::numeric) AS quantity, l.restocked, l.replaced,
    (r.number || ' '::text) || i.name AS label
   FROM sales.return_line l
     LEFT JOIN LATERAL ( SELECT sum(x.quantity) AS quantity
           FROM sales.return_line x
          WHERE x.company_id = l.company_id AND x.corrects_id = l.id) c ON true
     JOIN sales.sales_return r ON r.company_id = l.company_id AND r.id = l.return_id
     JOIN catalog.item i ON i.company_id = l.company_id AND i.id = l.item_id
  WHERE l.corrects_id IS NULL;

create view tax.v_filing with (security_invoker=true) as
 SELECT f.company_id, f.id, f.starts_on, f.ends_on, f.filed_on, f.reference, f.note, f.actor,
    f.due_minor,
    (to_char(f.starts_on::timestamp with time zone, 'FMDD Mon YYYY'::text) || ' to '::text) || to_char(f.ends_on::timestamp with time zone, 'FMDD Mon YYYY'::text) AS label,
    w.reason AS withdrawn_for, w.withdrawn_on,
        CASE
            WHEN w.id IS NULL THEN 'filed'::text
            ELSE 'withdrawn'::text
        END AS state
   FROM tax.filing f
     LEFT JOIN tax.filing_withdrawal w ON w.company_id = f.company_id AND w.filing_id = f.id;

create view payables.v_match with (security_invoker=true) as
 SELECT company_id, id, party_id, owed_id, credit_id, amount_minor, owed_base_minor,
    credit_base_minor, matched_on, undoes_id, event_id,
    ((( SELECT x.number
           FROM payables.v_open_item x
          WHERE x.company_id = m.company_id AND x.id = m.credit_id)) ||
        CASE
            WHEN undoes_id IS NULL THEN ' against '::text
            ELSE ' no longer against '::text
        END) || (( SELECT COALESCE(x.supplier_number, x.number) AS "coalesce"
           FROM payables.v_open_item x
          WHERE x.company_id = m.company_id AND x.id = m.owed_id)) AS label,
    undoes_id IS NOT NULL OR (EXISTS ( SELECT
           FROM payables.match u
          WHERE u.company_id = m.company_id AND u.undoes_id = m.id)) AS undone
   FROM payables.match m;

create view purchasing.v_blanket_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.blanket_id, l."position", l.item_id, i.unit, l.quantity, l.drawn,
    l.quantity - l.drawn AS open,
    ( SELECT p.unit_price
           FROM purchasing.blanket_price p
          WHERE p.company_id = l.company_id AND p.line_id = l.id AND p.from_quantity = 0::numeric) AS unit_price,
    b.number, b.currency, b.supplier_id, b.valid_from, b.valid_to, b.standing,
    (b.number || ' '::text) || i.name AS label
   FROM purchasing.blanket_line l
     JOIN purchasing.v_blanket_order b ON b.company_id = l.company_id AND b.id = l.blanket_id
     JOIN catalog.item i ON i.company_id = l.company_id AND i.id = l.item_id;

create view purchasing.v_landed_cost_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.landed_cost_id, l.receipt_line_id, l.share_minor,
    (c.number || ' '::text) || r.label AS label
   FROM purchasing.landed_cost_line l
     JOIN purchasing.landed_cost c ON c.company_id = l.company_id AND c.id = l.landed_cost_id
     JOIN purchasing.v_receipt_line r ON r.company_id = l.company_id AND r.id = l.receipt_line_id;

create view purchasing.v_quotation_award with (security_invoker=true) as
 SELECT a.company_id, a.id, a.request_id, a.line_id, a.offer_id, a.quantity, a.ordered, a.order_id,
    a.awarded_on, a.reason, (r.number || ' '::text) || o.label AS label
   FROM purchasing.quotation_award a
     JOIN purchasing.quotation_request r ON r.company_id = a.company_id AND r.id = a.request_id
     JOIN purchasing.v_quotation_offer o ON o.company_id = a.company_id AND o.id = a.offer_id;

create view receivables.v_match with (security_invoker=true) as
 SELECT company_id, id, party_id, debit_id, credit_id, amount_minor, debit_base_minor,
    credit_base_minor, matched_on, undoes_id, event_id,
    ((( SELECT x.number
           FROM receivables.v_open_item x
          WHERE x.company_id = m.company_id AND x.id = m.credit_id)) ||
        CASE
            WHEN undoes_id IS NULL THEN ' against '::text
            ELSE ' no longer against '::text
        END) || (( SELECT x.number
           FROM receivables.v_open_item x
          WHERE x.company_id = m.company_id AND x.id = m.debit_id)) AS label,
    undoes_id IS NOT NULL OR (EXISTS ( SELECT
           FROM receivables.match u
          WHERE u.company_id = m.company_id AND u.undoes_id = m.id)) AS undone
   FROM receivables.match m;

create view sales.v_order with (security_invoker=true) as
 SELECT o.company_id, o.id, o.number, o.state, o.version, o.customer_id, o.customer_reference,
    o.ordered_on, o.requested_on, o.promised_on, o.site_id, o.currency, o.terms_id, o.price_list_id,
    o.bill_to_id, o.ship_to_id, o.channel, o.owner, o.hold_reason, o.note, o.freight_minor,
    o.net_minor, o.tax_minor, o.net_minor + o.tax_minor + o.freight_minor AS total_minor,
    o.open_base_minor,
        CASE
            WHEN o.state = ANY (ARRAY['draft'::text, 'cancelled'::text]) THEN o.state
            ELSE ( SELECT
                    CASE
                        WHEN bool_and((l.shipped + l.cancelled) >= (l.quantity + l.replaced)) THEN 'delivered'::text
                        WHEN bool_or(l.shipped > 0::numeric) THEN 'part_delivered'::text
                        ELSE 'open'::text
                    END AS "case"
               FROM sales.order_line l
              WHERE l.company_id = o.company_id AND l.order_id = o.id)
        END AS delivery_state,
        CASE
            WHEN o.state = ANY (ARRAY['draft'::text, 'cancelled'::text]) THEN o.state
            ELSE ( SELECT
                    CASE
                        WHEN bool_or((l.shipped - l.returned - l.invoiced + l.credited - l.forgone) > 0::numeric) OR f.owed > 0 AND bool_or(l.invoiced > l.credited) AND NOT bool_or((l.quantity + l.replaced - l.cancelled - l.returned - l.invoiced + l.credited - l.forgone) > 0::numeric) THEN 'to_invoice'::text
                        WHEN bool_or((l.shipped - l.returned - l.invoiced + l.credited - l.forgone) < 0::numeric) OR f.owed < 0 AND bool_or(l.invoiced > l.credited) THEN 'to_credit'::text
                        WHEN bool_and((l.shipped + l.cancelled) >= (l.quantity + l.replaced)) THEN 'invoiced'::text
                        WHEN bool_or(l.invoiced > 0::numeric) THEN 'part_invoiced'::text
                        ELSE 'open'::text
                    END AS "case"
               FROM sales.order_line l
              WHERE l.company_id = o.company_id AND l.order_id = o.id)
        END AS invoice_state,
    (o.state = ANY (ARRAY['confirmed'::text, 'on_hold'::text])) AND o.promised_on < kernel.today() AND COALESCE(( SELECT bool_or((l.shipped + l.cancelled) < (l.quantity + l.replaced)) AS bool_or
           FROM sales.order_line l
          WHERE l.company_id = o.company_id AND l.order_id = o.id), false) AS late
   FROM sales.sales_order o
     JOIN sales.v_freight f ON f.company_id = o.company_id AND f.id = o.id;

create view sales.v_order_count with (security_invoker=true) as
 SELECT o.company_id, o.id, c.unfinished OR f.owed > 0 AND c.billed AND NOT c.waits AS unfinished,
        CASE
            WHEN o.state = 'cancelled'::text THEN 0::bigint
            ELSE round((c.worth +
            CASE
                WHEN f.owed > 0 AND (c.waits OR c.billed) THEN f.owed::numeric + round(o.freight_tax_minor::numeric * f.owed::numeric / o.freight_minor::numeric)
                ELSE 0::numeric
            END) * o.minor_rate)::bigint
        END AS open_base_minor
   FROM sales.sales_order o
     JOIN sales.v_freight f ON f.company_id = o.company_id AND f.id = o.id
     CROSS JOIN LATERAL ( SELECT bool_or(w.owed > 0::numeric OR w.open > 0::numeric) AS unfinished,
            bool_or(w.owing > 0::numeric) AS waits, bool_or(w.billed) AS billed,
            COALESCE(sum(
                CASE
                    WHEN w.owing > 0::numeric THEN round(w.rest::numeric * w.owing / GREATEST(w.unbilled, w.owing))
                    ELSE NULL::numeric
                END), 0::numeric) AS worth
           FROM sales.order_line l
             CROSS JOIN LATERAL ( SELECT l.shipped - l.returned - l.invoiced + l.credited - l.forgone AS owed,
                    l.quantity + l.replaced - l.shipped - l.cancelled AS open,
                    l.quantity + l.replaced - l.cancelled - l.returned - l.invoiced + l.credited - l.forgone AS owing,
                    l.quantity - l.cancelled - l.invoiced + l.credited - l.waived AS unbilled,
                    l.invoiced > l.credited AS billed,
                    l.net_minor + l.tax_minor - l.billed_minor - l.billed_tax_minor AS rest) w
          WHERE l.company_id = o.company_id AND l.order_id = o.id) c;

create view sales.v_order_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.order_id, l."position", l.item_id, l.stocked, l.description,
    l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor,
    COALESCE(r.quantity, 0::numeric) AS reserved, l.shipped, l.invoiced, l.credited, l.forgone,
    l.returned, l.replaced, l.cancelled, l.quantity + l.replaced - l.shipped - l.cancelled AS open,
    l.shipped - l.returned - l.invoiced + l.credited - l.forgone AS to_invoice,
        CASE
            WHEN l.stocked THEN l.quantity + l.replaced - l.shipped - l.cancelled - COALESCE(r.quantity, 0::numeric)
            ELSE 0::numeric
        END AS missing,
    GREATEST(0::numeric, LEAST(
        CASE
            WHEN l.stocked THEN COALESCE(r.quantity, 0::numeric)
            ELSE NULL::numeric
        END, l.quantity + l.replaced - l.shipped - l.cancelled - COALESCE(( SELECT sum(d.quantity) AS sum
           FROM sales.delivery_line d
             JOIN sales.delivery h ON h.company_id = d.company_id AND h.id = d.delivery_id
          WHERE d.company_id = l.company_id AND d.order_line_id = l.id AND h.state = 'picking'::text), 0::numeric))) AS to_pick,
    l.requested_on, l.promised_on, l.cost_centre_id, l.project_id, l.price_reason, o.currency,
    o.state, o.customer_id, o.ordered_on, o.site_id, o.number AS order_number
   FROM sales.order_line l
     JOIN sales.sales_order o ON o.company_id = l.company_id AND o.id = l.order_id
     LEFT JOIN inventory.v_reserved r ON r.company_id = l.company_id AND r.demand_id = l.id;

create view tax.v_tax_line with (security_invoker=true) as
 SELECT l.company_id, l.id, l.document_entity, l.document_id, l.party_id, p.name AS party_name,
    l.day, COALESCE(l.posted_on, l.day) AS posted_on,
    COALESCE(l.return_on, l.posted_on, l.day) AS return_on,
    date_trunc('month'::text, COALESCE(l.posted_on, l.day)::timestamp with time zone)::date AS month,
    l.direction, l.code_id, COALESCE(c.code, 'GIVEN'::text) AS code,
    COALESCE(c.name, 'Tax given with the document'::text) AS code_name,
    COALESCE(l.box, ''::text) AS box,
    COALESCE(l.role,
        CASE l.direction
            WHEN 'sale'::text THEN 'tax_payable'::text
            ELSE 'tax_receivable'::text
        END) AS role,
    l.rate, l.base_minor, l.tax_minor, l.base_base_minor, l.tax_base_minor,
        CASE l.direction
            WHEN 'sale'::text THEN l.base_base_minor
            ELSE - l.base_base_minor
        END AS due_base_minor,
        CASE l.direction
            WHEN 'sale'::text THEN l.tax_base_minor
            ELSE - l.tax_base_minor
        END AS due_minor,
    l.event_id,
    ( SELECT f.id
           FROM tax.v_filing f
          WHERE f.company_id = l.company_id AND f.state = 'filed'::text AND l.day >= f.starts_on AND l.day <= f.ends_on AND f.ends_on < COALESCE(l.return_on, l.posted_on, l.day)) AS late_for
   FROM tax.tax_line l
     JOIN parties.party p ON p.company_id = l.company_id AND p.id = l.party_id
     LEFT JOIN tax.code c ON c.company_id = l.company_id AND c.id = l.code_id;

create view sourcing.v_sale_supply with (security_invoker=true) as
 SELECT l.company_id, l.id, l.order_id, l.item_id, l.supplier_id, l.direct, l.state, l.label,
    s.id AS sale_line_id, s.order_id AS sale_id, s.state AS sale_state, w.awaited,
    GREATEST(s.missing, 0::numeric) AS lacking,
    w.awaited > 0::numeric AND (s.missing <= 0::numeric OR l.direct AND (w.awaited + COALESCE(( SELECT sum(
                CASE
                    WHEN m.state = 'draft'::text THEN m.quantity - m.cancelled
                    ELSE m.open
                END) AS sum
           FROM purchasing.v_order_line m
          WHERE m.company_id = l.company_id AND m.demand_id = l.demand_id AND m.id <> l.id AND (m.state = ANY (ARRAY['draft'::text, 'sent'::text, 'confirmed'::text]))), 0::numeric)) > s.missing) AS needless
   FROM purchasing.v_order_line l
     CROSS JOIN LATERAL ( SELECT
                CASE l.state
                    WHEN 'draft'::text THEN l.quantity - l.cancelled
                    WHEN 'cancelled'::text THEN 0::numeric
                    ELSE l.open
                END AS awaited) w
     JOIN sales.v_order_line s ON s.company_id = l.company_id AND s.id = l.demand_id;


alter table access.api_key add constraint api_key_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table access.api_key add constraint api_key_company_id_user_id_fkey FOREIGN KEY (company_id, user_id) REFERENCES access.member(company_id, id);
alter table access.invitation add constraint invitation_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table access.member add constraint member_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table answers.proof add constraint proof_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals."position" add constraint position_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals."position" add constraint position_company_id_holder_id_fkey FOREIGN KEY (company_id, holder_id) REFERENCES access.member(company_id, id);
alter table approvals.decision add constraint decision_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals.decision add constraint decision_company_id_request_id_fkey FOREIGN KEY (company_id, request_id) REFERENCES approvals.request(company_id, id);
alter table approvals.decision add constraint decision_company_id_step_id_fkey FOREIGN KEY (company_id, step_id) REFERENCES approvals.request_step(company_id, id);
alter table approvals.delegation add constraint delegation_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals.delegation add constraint delegation_company_id_from_id_fkey FOREIGN KEY (company_id, from_id) REFERENCES access.member(company_id, id);
alter table approvals.delegation add constraint delegation_company_id_to_id_fkey FOREIGN KEY (company_id, to_id) REFERENCES access.member(company_id, id);
alter table approvals.policy add constraint policy_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals.request add constraint request_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals.request_step add constraint request_step_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table approvals.request_step add constraint request_step_company_id_request_id_fkey FOREIGN KEY (company_id, request_id) REFERENCES approvals.request(company_id, id);
alter table auth.account add constraint account_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.apikey add constraint apikey_reference_id_fkey FOREIGN KEY (reference_id) REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.session add constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.two_factor add constraint two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.used_code add constraint used_code_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table catalog.item add constraint item_company_id_category_id_fkey FOREIGN KEY (company_id, category_id) REFERENCES catalog.item_category(company_id, id);
alter table catalog.item add constraint item_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table catalog.item add constraint item_unit_fkey FOREIGN KEY (unit) REFERENCES organisation.unit(code);
alter table catalog.item_category add constraint item_category_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table catalog.item_category add constraint item_category_company_id_parent_id_fkey FOREIGN KEY (company_id, parent_id) REFERENCES catalog.item_category(company_id, id);
alter table catalog.item_unit add constraint item_unit_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table catalog.item_unit add constraint item_unit_unit_fkey FOREIGN KEY (unit) REFERENCES organisation.unit(code);
alter table catalog.price_list add constraint price_list_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table catalog.price_list add constraint price_list_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table catalog.price_rule add constraint price_rule_company_id_category_id_fkey FOREIGN KEY (company_id, category_id) REFERENCES catalog.item_category(company_id, id);
alter table catalog.price_rule add constraint price_rule_company_id_customer_id_fkey FOREIGN KEY (company_id, customer_id) REFERENCES parties.party(company_id, id);
alter table catalog.price_rule add constraint price_rule_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table catalog.price_rule add constraint price_rule_company_id_price_list_id_fkey FOREIGN KEY (company_id, price_list_id) REFERENCES catalog.price_list(company_id, id);
alter table files.attachment add constraint attachment_company_id_file_id_fkey FOREIGN KEY (company_id, file_id) REFERENCES files.file(company_id, id);
alter table files.file add constraint file_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table importing.batch add constraint batch_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table importing.source_row add constraint source_row_company_id_batch_id_fkey FOREIGN KEY (company_id, batch_id) REFERENCES importing.batch(company_id, id);
alter table inventory.count_line add constraint count_line_company_id_count_id_fkey FOREIGN KEY (company_id, count_id) REFERENCES inventory.stock_count(company_id, id);
alter table inventory.count_line add constraint count_line_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.count_line add constraint count_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.count_line add constraint count_line_company_id_lot_id_fkey FOREIGN KEY (company_id, lot_id) REFERENCES inventory.lot(company_id, id);
alter table inventory.inspection add constraint inspection_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.inspection add constraint inspection_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.inspection add constraint inspection_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.inspection add constraint inspection_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table inventory.inspection_rule add constraint inspection_rule_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.inspection_rule add constraint inspection_rule_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.inspection_rule add constraint inspection_rule_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table inventory.layer_entry add constraint layer_entry_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.layer_entry add constraint layer_entry_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.layer_state add constraint layer_state_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.layer_state add constraint layer_state_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.location add constraint location_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.location add constraint location_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.lot add constraint lot_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.lot add constraint lot_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.move add constraint move_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.move add constraint move_company_id_location_id_fkey FOREIGN KEY (company_id, location_id) REFERENCES inventory.location(company_id, id);
alter table inventory.move add constraint move_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.move_correction add constraint move_correction_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.move_correction add constraint move_correction_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.move_cost add constraint move_cost_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.move_cost add constraint move_cost_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.move_lot add constraint move_lot_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.move_lot add constraint move_lot_company_id_lot_id_fkey FOREIGN KEY (company_id, lot_id) REFERENCES inventory.lot(company_id, id);
alter table inventory.move_lot add constraint move_lot_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.move_lot add constraint move_lot_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table inventory.provision add constraint provision_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.provision_line add constraint provision_line_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.provision_line add constraint provision_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.provision_line add constraint provision_line_company_id_provision_id_fkey FOREIGN KEY (company_id, provision_id) REFERENCES inventory.provision(company_id, id);
alter table inventory.provision_line add constraint provision_line_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.provision_rule add constraint provision_rule_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.reservation add constraint reservation_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.reservation add constraint reservation_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.shift add constraint shift_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.shift add constraint shift_company_id_move_id_fkey FOREIGN KEY (company_id, move_id) REFERENCES inventory.move(company_id, id);
alter table inventory.standard_cost add constraint standard_cost_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.standard_cost add constraint standard_cost_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.stock add constraint stock_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock add constraint stock_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table inventory.stock add constraint stock_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.stock_count add constraint stock_count_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock_count add constraint stock_count_company_id_location_id_fkey FOREIGN KEY (company_id, location_id) REFERENCES inventory.location(company_id, id);
alter table inventory.stock_count add constraint stock_count_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.stock_day add constraint stock_day_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock_day add constraint stock_day_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.stock_document add constraint stock_document_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock_document add constraint stock_document_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.stock_document add constraint stock_document_company_id_to_site_id_fkey FOREIGN KEY (company_id, to_site_id) REFERENCES organisation.site(company_id, id);
alter table inventory.stock_location add constraint stock_location_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock_location add constraint stock_location_company_id_location_id_fkey FOREIGN KEY (company_id, location_id) REFERENCES inventory.location(company_id, id);
alter table inventory.stock_location add constraint stock_location_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table inventory.stock_lot add constraint stock_lot_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table inventory.stock_lot add constraint stock_lot_company_id_lot_id_fkey FOREIGN KEY (company_id, lot_id) REFERENCES inventory.lot(company_id, id);
alter table inventory.stock_lot add constraint stock_lot_company_id_stock_id_fkey FOREIGN KEY (company_id, stock_id) REFERENCES inventory.stock(company_id, id);
alter table kernel.number_series add constraint number_series_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table kernel.role add constraint role_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table kernel.user_role add constraint user_role_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.account add constraint account_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.account_role add constraint account_role_company_id_account_id_fkey FOREIGN KEY (company_id, account_id) REFERENCES ledger.account(company_id, id);
alter table ledger.account_role add constraint account_role_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.cost_centre add constraint cost_centre_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.entry add constraint entry_company_id_reverses_fkey FOREIGN KEY (company_id, reverses) REFERENCES ledger.entry(company_id, id);
alter table ledger.fiscal_year add constraint fiscal_year_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.journal add constraint journal_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.line add constraint line_company_id_entry_id_fkey FOREIGN KEY (company_id, entry_id) REFERENCES ledger.entry(company_id, id);
alter table ledger.period add constraint period_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table ledger.period add constraint period_company_id_year_id_fkey FOREIGN KEY (company_id, year_id) REFERENCES ledger.fiscal_year(company_id, id);
alter table ledger.period_state add constraint period_state_company_id_period_id_fkey FOREIGN KEY (company_id, period_id) REFERENCES ledger.period(company_id, id);
alter table ledger.project add constraint project_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table organisation.company_detail add constraint company_detail_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table organisation.company_detail add constraint company_detail_country_fkey FOREIGN KEY (country) REFERENCES organisation.country(code);
alter table organisation.currency_rate add constraint currency_rate_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table organisation.currency_rate add constraint currency_rate_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table organisation.site add constraint site_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table organisation.site add constraint site_country_fkey FOREIGN KEY (country) REFERENCES organisation.country(code);
alter table parties.address add constraint address_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table parties.address add constraint address_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table parties.address add constraint address_country_fkey FOREIGN KEY (country) REFERENCES organisation.country(code);
alter table parties.contact add constraint contact_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table parties.contact add constraint contact_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table parties.party add constraint party_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table parties.party add constraint party_company_id_purchase_terms_id_fkey FOREIGN KEY (company_id, purchase_terms_id) REFERENCES parties.terms(company_id, id);
alter table parties.party add constraint party_company_id_sales_terms_id_fkey FOREIGN KEY (company_id, sales_terms_id) REFERENCES parties.terms(company_id, id);
alter table parties.party add constraint party_country_fkey FOREIGN KEY (country) REFERENCES organisation.country(code);
alter table parties.party add constraint party_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table parties.party add constraint party_tax_id_country_fkey FOREIGN KEY (tax_id_country) REFERENCES organisation.country(code);
alter table parties.terms add constraint terms_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.adjustment add constraint adjustment_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.adjustment add constraint adjustment_company_id_gives_back_id_fkey FOREIGN KEY (company_id, gives_back_id) REFERENCES payables.bill(company_id, id);
alter table payables.adjustment add constraint adjustment_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.adjustment add constraint adjustment_company_id_payment_id_fkey FOREIGN KEY (company_id, payment_id) REFERENCES payables.payment(company_id, id);
alter table payables.adjustment add constraint adjustment_company_id_withholding_id_fkey FOREIGN KEY (company_id, withholding_id) REFERENCES payables.withholding(company_id, id);
alter table payables.advance add constraint advance_company_id_bill_line_id_fkey FOREIGN KEY (company_id, bill_line_id) REFERENCES payables.bill_line(company_id, id);
alter table payables.advance add constraint advance_company_id_order_line_id_fkey FOREIGN KEY (company_id, order_line_id) REFERENCES purchasing.order_line(company_id, id);
alter table payables.advance_use add constraint advance_use_company_id_advance_id_fkey FOREIGN KEY (company_id, advance_id) REFERENCES payables.advance(company_id, id);
alter table payables.advance_use add constraint advance_use_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table payables.bill add constraint bill_company_id_credits_id_fkey FOREIGN KEY (company_id, credits_id) REFERENCES payables.bill(company_id, id);
alter table payables.bill add constraint bill_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.bill add constraint bill_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.bill add constraint bill_company_id_terms_id_fkey FOREIGN KEY (company_id, terms_id) REFERENCES parties.terms(company_id, id);
alter table payables.bill add constraint bill_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table payables.bill_line add constraint bill_line_company_id_bill_id_fkey FOREIGN KEY (company_id, bill_id) REFERENCES payables.bill(company_id, id);
alter table payables.bill_line add constraint bill_line_company_id_credits_line_id_fkey FOREIGN KEY (company_id, credits_line_id) REFERENCES payables.bill_line(company_id, id);
alter table payables.bill_line add constraint bill_line_company_id_landed_cost_id_fkey FOREIGN KEY (company_id, landed_cost_id) REFERENCES purchasing.landed_cost(company_id, id);
alter table payables.bill_line add constraint bill_line_company_id_order_line_id_fkey FOREIGN KEY (company_id, order_line_id) REFERENCES purchasing.order_line(company_id, id);
alter table payables.bill_line add constraint bill_line_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table payables.held_bill add constraint held_bill_company_id_bill_id_fkey FOREIGN KEY (company_id, bill_id) REFERENCES payables.bill(company_id, id);
alter table payables.held_bill add constraint held_bill_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.held_bill add constraint held_bill_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.match add constraint match_company_id_credit_id_fkey FOREIGN KEY (company_id, credit_id) REFERENCES payables.open_item(company_id, id);
alter table payables.match add constraint match_company_id_owed_id_fkey FOREIGN KEY (company_id, owed_id) REFERENCES payables.open_item(company_id, id);
alter table payables.match add constraint match_company_id_undoes_id_fkey FOREIGN KEY (company_id, undoes_id) REFERENCES payables.match(company_id, id);
alter table payables.open_item add constraint open_item_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.payment add constraint payment_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.payment add constraint payment_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES purchasing.purchase_order(company_id, id);
alter table payables.payment add constraint payment_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.payment add constraint payment_company_id_returns_id_fkey FOREIGN KEY (company_id, returns_id) REFERENCES payables.payment(company_id, id);
alter table payables.payment add constraint payment_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table payables.payment_run add constraint payment_run_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.payment_run add constraint payment_run_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table payables.revaluation add constraint revaluation_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.revaluation add constraint revaluation_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table payables.run_line add constraint run_line_company_id_bank_id_fkey FOREIGN KEY (company_id, bank_id) REFERENCES payables.supplier_bank(company_id, id);
alter table payables.run_line add constraint run_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES payables.open_item(company_id, id);
alter table payables.run_line add constraint run_line_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.run_line add constraint run_line_company_id_run_id_fkey FOREIGN KEY (company_id, run_id) REFERENCES payables.payment_run(company_id, id);
alter table payables.supplier_bank add constraint supplier_bank_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.supplier_bank add constraint supplier_bank_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.supplier_rule add constraint supplier_rule_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.supplier_rule add constraint supplier_rule_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table payables.supplier_rule add constraint supplier_rule_company_id_withholding_id_fkey FOREIGN KEY (company_id, withholding_id) REFERENCES payables.withholding(company_id, id);
alter table payables.tolerance add constraint tolerance_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table payables.withholding add constraint withholding_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.accrual add constraint accrual_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.accrual add constraint accrual_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table purchasing.blanket_line add constraint blanket_line_company_id_blanket_id_fkey FOREIGN KEY (company_id, blanket_id) REFERENCES purchasing.blanket_order(company_id, id);
alter table purchasing.blanket_line add constraint blanket_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.blanket_order add constraint blanket_order_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.blanket_order add constraint blanket_order_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.blanket_order add constraint blanket_order_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table purchasing.blanket_price add constraint blanket_price_company_id_line_id_fkey FOREIGN KEY (company_id, line_id) REFERENCES purchasing.blanket_line(company_id, id);
alter table purchasing.item_supplier add constraint item_supplier_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.item_supplier add constraint item_supplier_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.item_supplier add constraint item_supplier_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.landed_cost add constraint landed_cost_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table purchasing.landed_cost add constraint landed_cost_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.landed_cost add constraint landed_cost_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table purchasing.landed_cost add constraint landed_cost_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table purchasing.landed_cost_line add constraint landed_cost_line_company_id_landed_cost_id_fkey FOREIGN KEY (company_id, landed_cost_id) REFERENCES purchasing.landed_cost(company_id, id);
alter table purchasing.landed_cost_line add constraint landed_cost_line_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table purchasing.order_line add constraint order_line_company_id_blanket_line_id_fkey FOREIGN KEY (company_id, blanket_line_id) REFERENCES purchasing.blanket_line(company_id, id);
alter table purchasing.order_line add constraint order_line_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table purchasing.order_line add constraint order_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.order_line add constraint order_line_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES purchasing.purchase_order(company_id, id);
alter table purchasing.order_line add constraint order_line_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table purchasing.purchase_order add constraint purchase_order_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.purchase_order add constraint purchase_order_company_id_ship_to_id_fkey FOREIGN KEY (company_id, ship_to_id) REFERENCES parties.address(company_id, id);
alter table purchasing.purchase_order add constraint purchase_order_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table purchasing.purchase_order add constraint purchase_order_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.purchase_order add constraint purchase_order_company_id_terms_id_fkey FOREIGN KEY (company_id, terms_id) REFERENCES parties.terms(company_id, id);
alter table purchasing.purchase_order add constraint purchase_order_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table purchasing.quotation add constraint quotation_company_id_request_id_fkey FOREIGN KEY (company_id, request_id) REFERENCES purchasing.quotation_request(company_id, id);
alter table purchasing.quotation add constraint quotation_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.quotation add constraint quotation_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table purchasing.quotation_award add constraint quotation_award_company_id_line_id_fkey FOREIGN KEY (company_id, line_id) REFERENCES purchasing.quotation_line(company_id, id);
alter table purchasing.quotation_award add constraint quotation_award_company_id_offer_id_fkey FOREIGN KEY (company_id, offer_id) REFERENCES purchasing.quotation_offer(company_id, id);
alter table purchasing.quotation_award add constraint quotation_award_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES purchasing.purchase_order(company_id, id);
alter table purchasing.quotation_award add constraint quotation_award_company_id_request_id_fkey FOREIGN KEY (company_id, request_id) REFERENCES purchasing.quotation_request(company_id, id);
alter table purchasing.quotation_line add constraint quotation_line_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table purchasing.quotation_line add constraint quotation_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.quotation_line add constraint quotation_line_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table purchasing.quotation_line add constraint quotation_line_company_id_request_id_fkey FOREIGN KEY (company_id, request_id) REFERENCES purchasing.quotation_request(company_id, id);
alter table purchasing.quotation_offer add constraint quotation_offer_company_id_line_id_fkey FOREIGN KEY (company_id, line_id) REFERENCES purchasing.quotation_line(company_id, id);
alter table purchasing.quotation_offer add constraint quotation_offer_company_id_quotation_id_fkey FOREIGN KEY (company_id, quotation_id) REFERENCES purchasing.quotation(company_id, id);
alter table purchasing.quotation_request add constraint quotation_request_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.quotation_request add constraint quotation_request_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table purchasing.receipt add constraint receipt_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.receipt add constraint receipt_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES purchasing.purchase_order(company_id, id);
alter table purchasing.receipt add constraint receipt_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table purchasing.receipt add constraint receipt_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.receipt_line add constraint receipt_line_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table purchasing.receipt_line add constraint receipt_line_company_id_order_line_id_fkey FOREIGN KEY (company_id, order_line_id) REFERENCES purchasing.order_line(company_id, id);
alter table purchasing.receipt_line add constraint receipt_line_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table purchasing.receipt_line add constraint receipt_line_company_id_receipt_id_fkey FOREIGN KEY (company_id, receipt_id) REFERENCES purchasing.receipt(company_id, id);
alter table purchasing.return_line add constraint return_line_company_id_corrects_id_fkey FOREIGN KEY (company_id, corrects_id) REFERENCES purchasing.return_line(company_id, id);
alter table purchasing.return_line add constraint return_line_company_id_receipt_line_id_fkey FOREIGN KEY (company_id, receipt_line_id) REFERENCES purchasing.receipt_line(company_id, id);
alter table purchasing.return_line add constraint return_line_company_id_return_id_fkey FOREIGN KEY (company_id, return_id) REFERENCES purchasing.supplier_return(company_id, id);
alter table purchasing.source_policy add constraint source_policy_company_id_category_id_fkey FOREIGN KEY (company_id, category_id) REFERENCES catalog.item_category(company_id, id);
alter table purchasing.source_policy add constraint source_policy_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.source_policy add constraint source_policy_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.supplier_price add constraint supplier_price_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.supplier_price add constraint supplier_price_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table purchasing.supplier_price add constraint supplier_price_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.supplier_price add constraint supplier_price_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table purchasing.supplier_return add constraint supplier_return_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.supplier_return add constraint supplier_return_company_id_receipt_id_fkey FOREIGN KEY (company_id, receipt_id) REFERENCES purchasing.receipt(company_id, id);
alter table purchasing.supplier_return add constraint supplier_return_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table purchasing.supplier_standing add constraint supplier_standing_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table purchasing.supplier_standing add constraint supplier_standing_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table receivables.adjustment add constraint adjustment_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table receivables.adjustment add constraint adjustment_company_id_gives_back_id_fkey FOREIGN KEY (company_id, gives_back_id) REFERENCES receivables.invoice(company_id, id);
alter table receivables.adjustment add constraint adjustment_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table receivables.adjustment add constraint adjustment_company_id_payment_id_fkey FOREIGN KEY (company_id, payment_id) REFERENCES receivables.payment(company_id, id);
alter table receivables.invoice add constraint invoice_company_id_credits_id_fkey FOREIGN KEY (company_id, credits_id) REFERENCES receivables.invoice(company_id, id);
alter table receivables.invoice add constraint invoice_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table receivables.invoice add constraint invoice_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table receivables.invoice add constraint invoice_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table receivables.invoice_line add constraint invoice_line_company_id_credits_line_id_fkey FOREIGN KEY (company_id, credits_line_id) REFERENCES receivables.invoice_line(company_id, id);
alter table receivables.invoice_line add constraint invoice_line_company_id_invoice_id_fkey FOREIGN KEY (company_id, invoice_id) REFERENCES receivables.invoice(company_id, id);
alter table receivables.match add constraint match_company_id_credit_id_fkey FOREIGN KEY (company_id, credit_id) REFERENCES receivables.open_item(company_id, id);
alter table receivables.match add constraint match_company_id_debit_id_fkey FOREIGN KEY (company_id, debit_id) REFERENCES receivables.open_item(company_id, id);
alter table receivables.match add constraint match_company_id_undoes_id_fkey FOREIGN KEY (company_id, undoes_id) REFERENCES receivables.match(company_id, id);
alter table receivables.open_item add constraint open_item_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table receivables.payment add constraint payment_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table receivables.payment add constraint payment_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);
alter table receivables.payment add constraint payment_company_id_returns_id_fkey FOREIGN KEY (company_id, returns_id) REFERENCES receivables.payment(company_id, id);
alter table receivables.payment add constraint payment_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table receivables.revaluation add constraint revaluation_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table receivables.revaluation add constraint revaluation_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table sales.billing add constraint billing_company_id_delivery_line_id_fkey FOREIGN KEY (company_id, delivery_line_id) REFERENCES sales.delivery_line(company_id, id);
alter table sales.billing add constraint billing_company_id_order_line_id_fkey FOREIGN KEY (company_id, order_line_id) REFERENCES sales.order_line(company_id, id);
alter table sales.delivery add constraint delivery_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES sales.sales_order(company_id, id);
alter table sales.delivery_line add constraint delivery_line_company_id_delivery_id_fkey FOREIGN KEY (company_id, delivery_id) REFERENCES sales.delivery(company_id, id);
alter table sales.delivery_line add constraint delivery_line_company_id_order_line_id_fkey FOREIGN KEY (company_id, order_line_id) REFERENCES sales.order_line(company_id, id);
alter table sales.order_line add constraint order_line_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table sales.order_line add constraint order_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table sales.order_line add constraint order_line_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES sales.sales_order(company_id, id);
alter table sales.order_line add constraint order_line_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table sales.return_line add constraint return_line_company_id_corrects_id_fkey FOREIGN KEY (company_id, corrects_id) REFERENCES sales.return_line(company_id, id);
alter table sales.return_line add constraint return_line_company_id_delivery_line_id_fkey FOREIGN KEY (company_id, delivery_line_id) REFERENCES sales.delivery_line(company_id, id);
alter table sales.return_line add constraint return_line_company_id_return_id_fkey FOREIGN KEY (company_id, return_id) REFERENCES sales.sales_return(company_id, id);
alter table sales.sales_order add constraint sales_order_company_id_customer_id_fkey FOREIGN KEY (company_id, customer_id) REFERENCES parties.party(company_id, id);
alter table sales.sales_order add constraint sales_order_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table sales.sales_order add constraint sales_order_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table sales.sales_order add constraint sales_order_currency_fkey FOREIGN KEY (currency) REFERENCES organisation.currency(code);
alter table sales.sales_return add constraint sales_return_company_id_delivery_id_fkey FOREIGN KEY (company_id, delivery_id) REFERENCES sales.delivery(company_id, id);
alter table sourcing.replenishment_rule add constraint replenishment_rule_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table sourcing.replenishment_rule add constraint replenishment_rule_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table sourcing.replenishment_rule add constraint replenishment_rule_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table sourcing.requisition add constraint requisition_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table sourcing.requisition add constraint requisition_company_id_site_id_fkey FOREIGN KEY (company_id, site_id) REFERENCES organisation.site(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_cost_centre_id_fkey FOREIGN KEY (company_id, cost_centre_id) REFERENCES ledger.cost_centre(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_item_id_fkey FOREIGN KEY (company_id, item_id) REFERENCES catalog.item(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_order_id_fkey FOREIGN KEY (company_id, order_id) REFERENCES purchasing.purchase_order(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_project_id_fkey FOREIGN KEY (company_id, project_id) REFERENCES ledger.project(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_requisition_id_fkey FOREIGN KEY (company_id, requisition_id) REFERENCES sourcing.requisition(company_id, id);
alter table sourcing.requisition_line add constraint requisition_line_company_id_supplier_id_fkey FOREIGN KEY (company_id, supplier_id) REFERENCES parties.party(company_id, id);
alter table tax.code add constraint code_company_id_account_id_kept_for_fkey FOREIGN KEY (company_id, account_id, kept_for) REFERENCES ledger.account(company_id, id, kept_for);
alter table tax.code add constraint code_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table tax.filed_box add constraint filed_box_company_id_filing_id_fkey FOREIGN KEY (company_id, filing_id) REFERENCES tax.filing(company_id, id);
alter table tax.filing add constraint filing_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table tax.filing_withdrawal add constraint filing_withdrawal_company_id_filing_id_fkey FOREIGN KEY (company_id, filing_id) REFERENCES tax.filing(company_id, id);
alter table tax.group_member add constraint group_member_company_id_code_id_fkey FOREIGN KEY (company_id, code_id) REFERENCES tax.code(company_id, id);
alter table tax.group_member add constraint group_member_company_id_group_id_fkey FOREIGN KEY (company_id, group_id) REFERENCES tax.code(company_id, id);
alter table tax.rate add constraint rate_company_id_code_id_fkey FOREIGN KEY (company_id, code_id) REFERENCES tax.code(company_id, id);
alter table tax.rule add constraint rule_company_id_code_id_fkey FOREIGN KEY (company_id, code_id) REFERENCES tax.code(company_id, id);
alter table tax.rule add constraint rule_company_id_fkey FOREIGN KEY (company_id) REFERENCES kernel.company(id);
alter table tax.rule add constraint rule_country_fkey FOREIGN KEY (country) REFERENCES organisation.country(code);
alter table tax.tax_line add constraint tax_line_company_id_code_id_fkey FOREIGN KEY (company_id, code_id) REFERENCES tax.code(company_id, id);
alter table tax.tax_line add constraint tax_line_company_id_party_id_fkey FOREIGN KEY (company_id, party_id) REFERENCES parties.party(company_id, id);

CREATE INDEX api_key_company_id_user_id_idx ON access.api_key USING btree (company_id, user_id);
CREATE UNIQUE INDEX invitation_company_id_user_id_idx ON access.invitation USING btree (company_id, user_id) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX invitation_user_id_idx ON access.invitation USING btree (user_id) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE INDEX position_holder ON approvals."position" USING btree (company_id, holder_id);
CREATE INDEX decision_event_id_idx ON approvals.decision USING btree (event_id);
CREATE INDEX decision_request ON approvals.decision USING btree (company_id, request_id);
CREATE INDEX delegation_from ON approvals.delegation USING btree (company_id, from_id);
CREATE INDEX delegation_to ON approvals.delegation USING btree (company_id, to_id, last_on);
CREATE INDEX policy_operation ON approvals.policy USING btree (company_id, operation) WHERE active;
CREATE INDEX request_asker ON approvals.request USING btree (company_id, asked_by, id);
CREATE UNIQUE INDEX request_once ON approvals.request USING btree (company_id, operation, asked_by, input_hash) WHERE (state = ANY (ARRAY['pending'::text, 'approved'::text, 'failed'::text]));
CREATE INDEX request_state ON approvals.request USING btree (company_id, state, id);
CREATE INDEX account_user_id_idx ON auth.account USING btree (user_id);
CREATE INDEX apikey_reference_id_idx ON auth.apikey USING btree (reference_id);
CREATE INDEX session_user_id_idx ON auth.session USING btree (user_id);
CREATE INDEX two_factor_secret_idx ON auth.two_factor USING btree (secret);
CREATE INDEX two_factor_user_id_idx ON auth.two_factor USING btree (user_id);
CREATE INDEX verification_identifier_idx ON auth.verification USING btree (identifier);
CREATE INDEX item_name ON catalog.item USING btree (company_id, name, id);
CREATE INDEX item_of_category ON catalog.item USING btree (company_id, category_id);
CREATE INDEX item_category_parent ON catalog.item_category USING btree (company_id, parent_id);
CREATE INDEX price_rule_category ON catalog.price_rule USING btree (company_id, category_id);
CREATE INDEX price_rule_customer ON catalog.price_rule USING btree (company_id, customer_id);
CREATE INDEX price_rule_item ON catalog.price_rule USING btree (company_id, item_id, price_list_id);
CREATE INDEX price_rule_list ON catalog.price_rule USING btree (company_id, price_list_id);
CREATE INDEX attachment_file ON files.attachment USING btree (company_id, file_id);
CREATE INDEX file_uploaded ON files.file USING btree (company_id, uploaded_at DESC);
CREATE INDEX batch_started ON importing.batch USING btree (company_id, started_at DESC);
CREATE INDEX source_row_batch ON importing.source_row USING btree (company_id, batch_id);
CREATE INDEX count_line_changed ON inventory.count_line USING btree (company_id, count_id) WHERE (changed_at IS NOT NULL);
CREATE INDEX count_line_company_id_item_id_idx ON inventory.count_line USING btree (company_id, item_id);
CREATE INDEX count_line_company_id_lot_id_idx ON inventory.count_line USING btree (company_id, lot_id);
CREATE INDEX inspection_company_id_stock_id_idx ON inventory.inspection USING btree (company_id, stock_id);
CREATE INDEX inspection_company_id_supplier_id_idx ON inventory.inspection USING btree (company_id, supplier_id);
CREATE INDEX inspection_open ON inventory.inspection USING btree (company_id, stock_id) WHERE is_open;
CREATE INDEX inspection_rule_company_id_supplier_id_idx ON inventory.inspection_rule USING btree (company_id, supplier_id);
CREATE INDEX layer_entry_company_id_layer_id_idx ON inventory.layer_entry USING btree (company_id, layer_id);
CREATE INDEX layer_entry_company_id_move_id_idx ON inventory.layer_entry USING btree (company_id, move_id);
CREATE INDEX layer_entry_company_id_stock_id_posted_on_idx ON inventory.layer_entry USING btree (company_id, stock_id, posted_on);
CREATE INDEX layer_entry_event_id_idx ON inventory.layer_entry USING btree (event_id);
CREATE INDEX layer_open ON inventory.layer_state USING btree (company_id, stock_id, effective_on, seq) WHERE is_open;
CREATE INDEX layer_state_company_id_stock_id_idx ON inventory.layer_state USING btree (company_id, stock_id);
CREATE INDEX lot_company_id_expires_on_idx ON inventory.lot USING btree (company_id, expires_on) WHERE (expires_on IS NOT NULL);
CREATE INDEX lot_company_id_supplier_lot_idx ON inventory.lot USING btree (company_id, supplier_lot) WHERE (supplier_lot IS NOT NULL);
CREATE INDEX move_company_id_layer_id_idx ON inventory.move USING btree (company_id, layer_id) WHERE (layer_id IS NOT NULL);
CREATE INDEX move_company_id_location_id_idx ON inventory.move USING btree (company_id, location_id) WHERE (location_id IS NOT NULL);
CREATE INDEX move_company_id_parcel_id_idx ON inventory.move USING btree (company_id, parcel_id) WHERE (parcel_id IS NOT NULL);
CREATE INDEX move_company_id_source_id_idx ON inventory.move USING btree (company_id, source_id);
CREATE INDEX move_company_id_stock_id_effective_on_seq_idx ON inventory.move USING btree (company_id, stock_id, effective_on, seq);
CREATE INDEX move_event_id_idx ON inventory.move USING btree (event_id);
CREATE INDEX move_unbilled ON inventory.move USING btree (company_id, stock_id) WHERE (unbilled IS NOT NULL);
CREATE INDEX move_correction_company_id_move_id_idx ON inventory.move_correction USING btree (company_id, move_id);
CREATE INDEX move_correction_company_id_stock_id_idx ON inventory.move_correction USING btree (company_id, stock_id);
CREATE INDEX move_correction_event_id_idx ON inventory.move_correction USING btree (event_id);
CREATE INDEX move_cost_company_id_move_id_idx ON inventory.move_cost USING btree (company_id, move_id);
CREATE INDEX move_cost_company_id_stock_id_idx ON inventory.move_cost USING btree (company_id, stock_id);
CREATE INDEX move_cost_event_id_idx ON inventory.move_cost USING btree (event_id);
CREATE INDEX move_cost_of_bill ON inventory.move_cost USING btree (company_id, stock_id) WHERE of_bill;
CREATE INDEX move_lot_company_id_lot_id_idx ON inventory.move_lot USING btree (company_id, lot_id);
CREATE INDEX move_lot_company_id_move_id_idx ON inventory.move_lot USING btree (company_id, move_id);
CREATE INDEX move_lot_company_id_party_id_idx ON inventory.move_lot USING btree (company_id, party_id) WHERE (party_id IS NOT NULL);
CREATE INDEX move_lot_event_id_idx ON inventory.move_lot USING btree (event_id);
CREATE INDEX provision_day ON inventory.provision USING btree (company_id, day);
CREATE INDEX provision_event_id_idx ON inventory.provision USING btree (event_id);
CREATE INDEX provision_line_event_id_idx ON inventory.provision_line USING btree (event_id);
CREATE INDEX provision_line_item ON inventory.provision_line USING btree (company_id, item_id, site_id);
CREATE INDEX provision_line_site ON inventory.provision_line USING btree (company_id, site_id);
CREATE INDEX reservation_company_id_stock_id_idx ON inventory.reservation USING btree (company_id, stock_id);
CREATE INDEX shift_company_id_at_move_id_idx ON inventory.shift USING btree (company_id, at_move_id);
CREATE INDEX shift_company_id_move_id_idx ON inventory.shift USING btree (company_id, move_id);
CREATE INDEX shift_event_id_idx ON inventory.shift USING btree (event_id);
CREATE INDEX standard_cost_company_id_item_id_effective_on_idx ON inventory.standard_cost USING btree (company_id, item_id, effective_on);
CREATE INDEX standard_cost_event_id_idx ON inventory.standard_cost USING btree (event_id);
CREATE INDEX stock_company_id_site_id_idx ON inventory.stock USING btree (company_id, site_id);
CREATE INDEX stock_count_company_id_location_id_idx ON inventory.stock_count USING btree (company_id, location_id);
CREATE INDEX stock_count_company_id_site_id_idx ON inventory.stock_count USING btree (company_id, site_id);
CREATE INDEX stock_document_company_id_effective_on_idx ON inventory.stock_document USING btree (company_id, effective_on DESC);
CREATE INDEX stock_document_company_id_site_id_idx ON inventory.stock_document USING btree (company_id, site_id);
CREATE INDEX stock_document_company_id_to_site_id_idx ON inventory.stock_document USING btree (company_id, to_site_id);
CREATE INDEX stock_document_event_id_idx ON inventory.stock_document USING btree (event_id);
CREATE INDEX stock_location_company_id_location_id_idx ON inventory.stock_location USING btree (company_id, location_id);
CREATE INDEX stock_lot_company_id_lot_id_idx ON inventory.stock_lot USING btree (company_id, lot_id);
CREATE INDEX stock_lot_open ON inventory.stock_lot USING btree (company_id, stock_id) WHERE (on_hand > (0)::numeric);
CREATE INDEX event_actor ON kernel.event USING btree (company_id, actor, id DESC) INCLUDE (actor_name);
CREATE INDEX event_recent ON kernel.event USING btree (company_id, recorded_at);
CREATE UNIQUE INDEX event_request_key ON kernel.event USING btree (company_id, actor, request_key) WHERE (request_key IS NOT NULL);
CREATE INDEX event_xid ON kernel.event USING btree (xid);
CREATE INDEX event_record_event_id_idx ON kernel.event_record USING btree (event_id);
CREATE INDEX event_record_of ON kernel.event_record USING btree (company_id, record_id, event_id);
CREATE INDEX row_change_event_id_idx ON kernel.row_change USING btree (event_id);
CREATE INDEX row_change_outside ON kernel.row_change USING btree (company_id) WHERE (event_id IS NULL);
CREATE INDEX row_past_event_id_idx ON kernel.row_past USING btree (event_id);
CREATE UNIQUE INDEX seal_event_block ON kernel.seal_event USING btree (company_id, block, "position");
CREATE INDEX seal_event_event_id_idx ON kernel.seal_event USING btree (event_id);
CREATE INDEX user_role_user_id_idx ON kernel.user_role USING btree (user_id);
CREATE INDEX account_kept ON ledger.account USING btree (company_id, kept_for) WHERE (kept_for IS NOT NULL);
CREATE INDEX account_role_company_id_account_id_idx ON ledger.account_role USING btree (company_id, account_id);
CREATE INDEX balance_company_id_period_id_idx ON ledger.balance USING btree (company_id, period_id);
CREATE INDEX entry_by_hand ON ledger.entry USING btree (company_id, recorded_at) WHERE (source_entity = 'ledger.entry'::text);
CREATE INDEX entry_event_id_idx ON ledger.entry USING btree (event_id);
CREATE UNIQUE INDEX entry_number ON ledger.entry USING btree (company_id, number);
CREATE INDEX entry_posted ON ledger.entry USING btree (company_id, posted_on, id);
CREATE UNIQUE INDEX entry_reverses ON ledger.entry USING btree (reverses, company_id) WHERE (reverses IS NOT NULL);
CREATE INDEX entry_source ON ledger.entry USING btree (source_id, company_id);
CREATE INDEX line_account ON ledger.line USING btree (company_id, account_id, posted_on, id) INCLUDE (amount_minor, period_id);
CREATE INDEX line_entry ON ledger.line USING btree (entry_id, company_id);
CREATE INDEX line_event_id_idx ON ledger.line USING btree (event_id);
CREATE INDEX line_project ON ledger.line USING btree (project_id, posted_on) WHERE (project_id IS NOT NULL);
CREATE INDEX period_company_id_closing_ends_on_idx ON ledger.period USING btree (company_id, closing, ends_on);
CREATE INDEX period_company_id_year_id_idx ON ledger.period USING btree (company_id, year_id);
CREATE INDEX period_state_event_id_idx ON ledger.period_state USING btree (event_id);
CREATE INDEX company_detail_country ON organisation.company_detail USING btree (country);
CREATE INDEX currency_rate_currency ON organisation.currency_rate USING btree (currency);
CREATE INDEX site_country ON organisation.site USING btree (country);
CREATE UNIQUE INDEX site_default ON organisation.site USING btree (company_id) WHERE is_default;
CREATE INDEX address_party ON parties.address USING btree (company_id, party_id, kind);
CREATE INDEX contact_party ON parties.contact USING btree (company_id, party_id);
CREATE INDEX party_name ON parties.party USING btree (company_id, name, id);
CREATE INDEX party_purchase_terms ON parties.party USING btree (company_id, purchase_terms_id);
CREATE INDEX party_sales_terms ON parties.party USING btree (company_id, sales_terms_id);
CREATE INDEX adjustment_event_id_idx ON payables.adjustment USING btree (event_id);
CREATE INDEX adjustment_gives_back ON payables.adjustment USING btree (company_id, gives_back_id) WHERE (gives_back_id IS NOT NULL);
CREATE INDEX adjustment_party ON payables.adjustment USING btree (company_id, party_id);
CREATE INDEX adjustment_payment ON payables.adjustment USING btree (company_id, payment_id);
CREATE INDEX adjustment_withholding ON payables.adjustment USING btree (company_id, withholding_id, adjusted_on) WHERE (withholding_id IS NOT NULL);
CREATE INDEX advance_bill_line ON payables.advance USING btree (company_id, bill_line_id);
CREATE INDEX advance_open ON payables.advance USING btree (company_id, order_line_id, id) WHERE (open_quantity > (0)::numeric);
CREATE INDEX advance_order_line ON payables.advance USING btree (company_id, order_line_id);
CREATE INDEX advance_use_advance ON payables.advance_use USING btree (company_id, advance_id);
CREATE INDEX advance_use_event_id_idx ON payables.advance_use USING btree (event_id);
CREATE INDEX advance_use_receipt_line ON payables.advance_use USING btree (company_id, receipt_line_id);
CREATE INDEX bill_amount ON payables.bill USING btree (company_id, party_id, total_minor, billed_on);
CREATE INDEX bill_credits ON payables.bill USING btree (company_id, credits_id) WHERE (credits_id IS NOT NULL);
CREATE INDEX bill_day ON payables.bill USING btree (company_id, billed_on, id);
CREATE INDEX bill_event_id_idx ON payables.bill USING btree (event_id);
CREATE INDEX bill_party ON payables.bill USING btree (company_id, party_id, billed_on);
CREATE INDEX bill_plain_number ON payables.bill USING btree (company_id, party_id, payables.plain_number(supplier_number));
CREATE INDEX bill_terms ON payables.bill USING btree (company_id, terms_id) WHERE (terms_id IS NOT NULL);
CREATE INDEX bill_line_credits ON payables.bill_line USING btree (company_id, credits_line_id) WHERE (credits_line_id IS NOT NULL);
CREATE INDEX bill_line_event_id_idx ON payables.bill_line USING btree (event_id);
CREATE INDEX bill_line_landed_cost ON payables.bill_line USING btree (company_id, landed_cost_id) WHERE (landed_cost_id IS NOT NULL);
CREATE INDEX bill_line_order ON payables.bill_line USING btree (company_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX bill_line_order_line ON payables.bill_line USING btree (company_id, order_line_id) WHERE (order_line_id IS NOT NULL);
CREATE INDEX bill_line_receipt ON payables.bill_line USING btree (company_id, receipt_line_id) WHERE (receipt_line_id IS NOT NULL);
CREATE INDEX held_bill_bill ON payables.held_bill USING btree (company_id, bill_id) WHERE (bill_id IS NOT NULL);
CREATE UNIQUE INDEX held_bill_once ON payables.held_bill USING btree (company_id, party_id, supplier_number) WHERE (state = 'held'::text);
CREATE INDEX held_bill_party ON payables.held_bill USING btree (company_id, party_id);
CREATE INDEX match_credit ON payables.match USING btree (company_id, credit_id);
CREATE INDEX match_event_id_idx ON payables.match USING btree (event_id);
CREATE INDEX match_owed ON payables.match USING btree (company_id, owed_id);
CREATE UNIQUE INDEX match_undoes ON payables.match USING btree (company_id, undoes_id) WHERE (undoes_id IS NOT NULL);
CREATE INDEX open_item_document ON payables.open_item USING btree (company_id, document_id);
CREATE INDEX open_item_due ON payables.open_item USING btree (company_id, due_on) WHERE (open_minor <> 0);
CREATE INDEX open_item_open ON payables.open_item USING btree (company_id, party_id, due_on) WHERE (open_minor <> 0);
CREATE INDEX payment_day ON payables.payment USING btree (company_id, paid_on, id);
CREATE INDEX payment_event_id_idx ON payables.payment USING btree (event_id);
CREATE INDEX payment_of_order ON payables.payment USING btree (company_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX payment_of_run ON payables.payment USING btree (company_id, run_id) WHERE (run_id IS NOT NULL);
CREATE INDEX payment_party ON payables.payment USING btree (company_id, party_id, paid_on);
CREATE UNIQUE INDEX payment_returns ON payables.payment USING btree (company_id, returns_id) WHERE (returns_id IS NOT NULL);
CREATE UNIQUE INDEX revaluation_corrects ON payables.revaluation USING btree (company_id, corrects_id);
CREATE INDEX revaluation_event_id_idx ON payables.revaluation USING btree (event_id);
CREATE UNIQUE INDEX revaluation_first ON payables.revaluation USING btree (company_id, revalued_on, currency) WHERE (corrects_id IS NULL);
CREATE INDEX run_line_bank ON payables.run_line USING btree (company_id, bank_id) WHERE (bank_id IS NOT NULL);
CREATE INDEX run_line_item ON payables.run_line USING btree (company_id, item_id);
CREATE INDEX run_line_party ON payables.run_line USING btree (company_id, party_id);
CREATE UNIQUE INDEX supplier_bank_one ON payables.supplier_bank USING btree (company_id, party_id, state) WHERE (state = ANY (ARRAY['pending'::text, 'confirmed'::text]));
CREATE INDEX supplier_bank_party ON payables.supplier_bank USING btree (company_id, party_id);
CREATE INDEX supplier_rule_withholding ON payables.supplier_rule USING btree (company_id, withholding_id) WHERE (withholding_id IS NOT NULL);
CREATE INDEX accrual_day ON purchasing.accrual USING btree (company_id, COALESCE(posted_on, effective_on));
CREATE INDEX accrual_event_id_idx ON purchasing.accrual USING btree (event_id);
CREATE INDEX accrual_receipt_line ON purchasing.accrual USING btree (company_id, receipt_line_id);
CREATE INDEX blanket_line_item ON purchasing.blanket_line USING btree (company_id, item_id);
CREATE INDEX blanket_order_end ON purchasing.blanket_order USING btree (company_id, valid_to) WHERE (state = 'active'::text);
CREATE INDEX blanket_order_supplier ON purchasing.blanket_order USING btree (company_id, supplier_id);
CREATE INDEX item_supplier_supplier ON purchasing.item_supplier USING btree (company_id, supplier_id);
CREATE INDEX landed_cost_cost_centre ON purchasing.landed_cost USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX landed_cost_project ON purchasing.landed_cost USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE UNIQUE INDEX landed_cost_receipt_line ON purchasing.landed_cost USING btree (company_id, receipt_line_id) WHERE (receipt_line_id IS NOT NULL);
CREATE INDEX landed_cost_line_receipt ON purchasing.landed_cost_line USING btree (company_id, receipt_line_id);
CREATE INDEX order_line_blanket ON purchasing.order_line USING btree (company_id, blanket_line_id) WHERE (blanket_line_id IS NOT NULL);
CREATE INDEX order_line_cost_centre ON purchasing.order_line USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX order_line_demand ON purchasing.order_line USING btree (company_id, demand_id) WHERE (demand_id IS NOT NULL);
CREATE INDEX order_line_item ON purchasing.order_line USING btree (company_id, item_id);
CREATE INDEX order_line_project ON purchasing.order_line USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX purchase_order_day ON purchasing.purchase_order USING btree (company_id, ordered_on, id);
CREATE INDEX purchase_order_ship_to ON purchasing.purchase_order USING btree (company_id, ship_to_id) WHERE (ship_to_id IS NOT NULL);
CREATE INDEX purchase_order_site ON purchasing.purchase_order USING btree (company_id, site_id);
CREATE INDEX purchase_order_state ON purchasing.purchase_order USING btree (company_id, state, expected_on);
CREATE INDEX purchase_order_supplier ON purchasing.purchase_order USING btree (company_id, supplier_id, ordered_on);
CREATE INDEX purchase_order_terms ON purchasing.purchase_order USING btree (company_id, terms_id) WHERE (terms_id IS NOT NULL);
CREATE INDEX quotation_supplier ON purchasing.quotation USING btree (company_id, supplier_id, asked_on);
CREATE INDEX quotation_award_line ON purchasing.quotation_award USING btree (company_id, line_id);
CREATE INDEX quotation_award_offer ON purchasing.quotation_award USING btree (company_id, offer_id);
CREATE INDEX quotation_award_order ON purchasing.quotation_award USING btree (company_id, order_id);
CREATE INDEX quotation_award_request ON purchasing.quotation_award USING btree (company_id, request_id);
CREATE INDEX quotation_line_cost_centre ON purchasing.quotation_line USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX quotation_line_item ON purchasing.quotation_line USING btree (company_id, item_id);
CREATE INDEX quotation_line_project ON purchasing.quotation_line USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX quotation_offer_line ON purchasing.quotation_offer USING btree (company_id, line_id);
CREATE INDEX quotation_request_site ON purchasing.quotation_request USING btree (company_id, site_id);
CREATE INDEX quotation_request_state ON purchasing.quotation_request USING btree (company_id, state, reply_by);
CREATE INDEX receipt_day ON purchasing.receipt USING btree (company_id, received_on, id);
CREATE INDEX receipt_event_id_idx ON purchasing.receipt USING btree (event_id);
CREATE INDEX receipt_order ON purchasing.receipt USING btree (company_id, order_id);
CREATE INDEX receipt_site ON purchasing.receipt USING btree (company_id, site_id);
CREATE INDEX receipt_supplier ON purchasing.receipt USING btree (company_id, supplier_id, received_on);
CREATE INDEX receipt_line_claimed ON purchasing.receipt_line USING btree (company_id, received_on) WHERE (claimed > (0)::numeric);
CREATE INDEX receipt_line_cost_centre ON purchasing.receipt_line USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX receipt_line_open ON purchasing.receipt_line USING btree (company_id, received_on) WHERE (((billed + returned) - claimed) < received);
CREATE INDEX receipt_line_order_line ON purchasing.receipt_line USING btree (company_id, order_line_id);
CREATE INDEX receipt_line_project ON purchasing.receipt_line USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX receipt_line_receipt ON purchasing.receipt_line USING btree (company_id, receipt_id);
CREATE INDEX return_line_corrects ON purchasing.return_line USING btree (company_id, corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX return_line_event_id_idx ON purchasing.return_line USING btree (event_id);
CREATE INDEX return_line_receipt_line ON purchasing.return_line USING btree (company_id, receipt_line_id);
CREATE INDEX return_line_return ON purchasing.return_line USING btree (company_id, return_id);
CREATE INDEX supplier_price_item ON purchasing.supplier_price USING btree (company_id, item_id);
CREATE INDEX supplier_return_event_id_idx ON purchasing.supplier_return USING btree (event_id);
CREATE INDEX supplier_return_receipt ON purchasing.supplier_return USING btree (company_id, receipt_id);
CREATE INDEX supplier_return_supplier ON purchasing.supplier_return USING btree (company_id, supplier_id);
CREATE INDEX adjustment_event_id_idx ON receivables.adjustment USING btree (event_id);
CREATE INDEX adjustment_gives_back ON receivables.adjustment USING btree (company_id, gives_back_id) WHERE (gives_back_id IS NOT NULL);
CREATE INDEX adjustment_party ON receivables.adjustment USING btree (company_id, party_id);
CREATE INDEX adjustment_payment ON receivables.adjustment USING btree (company_id, payment_id) WHERE (payment_id IS NOT NULL);
CREATE INDEX invoice_credits ON receivables.invoice USING btree (company_id, credits_id) WHERE (credits_id IS NOT NULL);
CREATE INDEX invoice_day ON receivables.invoice USING btree (company_id, invoiced_on, id);
CREATE INDEX invoice_event_id_idx ON receivables.invoice USING btree (event_id);
CREATE INDEX invoice_party ON receivables.invoice USING btree (company_id, party_id, invoiced_on);
CREATE INDEX invoice_source ON receivables.invoice USING btree (company_id, source_id);
CREATE INDEX invoice_line_credits ON receivables.invoice_line USING btree (company_id, credits_line_id) WHERE (credits_line_id IS NOT NULL);
CREATE INDEX invoice_line_event_id_idx ON receivables.invoice_line USING btree (event_id);
CREATE INDEX invoice_line_invoice ON receivables.invoice_line USING btree (company_id, invoice_id, "position");
CREATE INDEX invoice_line_item ON receivables.invoice_line USING btree (company_id, item_id) WHERE (item_id IS NOT NULL);
CREATE INDEX invoice_line_source ON receivables.invoice_line USING btree (company_id, source_line_id) WHERE (source_line_id IS NOT NULL);
CREATE INDEX match_credit ON receivables.match USING btree (company_id, credit_id);
CREATE INDEX match_debit ON receivables.match USING btree (company_id, debit_id);
CREATE INDEX match_event_id_idx ON receivables.match USING btree (event_id);
CREATE UNIQUE INDEX match_undoes ON receivables.match USING btree (company_id, undoes_id) WHERE (undoes_id IS NOT NULL);
CREATE INDEX open_item_document ON receivables.open_item USING btree (company_id, document_id);
CREATE INDEX open_item_due ON receivables.open_item USING btree (company_id, due_on) WHERE (open_minor <> 0);
CREATE INDEX open_item_open ON receivables.open_item USING btree (company_id, party_id, due_on) INCLUDE (open_base_minor) WHERE (open_minor <> 0);
CREATE INDEX payment_day ON receivables.payment USING btree (company_id, received_on, id);
CREATE INDEX payment_event_id_idx ON receivables.payment USING btree (event_id);
CREATE INDEX payment_party ON receivables.payment USING btree (company_id, party_id, received_on);
CREATE UNIQUE INDEX payment_returns ON receivables.payment USING btree (company_id, returns_id) WHERE (returns_id IS NOT NULL);
CREATE UNIQUE INDEX revaluation_corrects ON receivables.revaluation USING btree (company_id, corrects_id);
CREATE INDEX revaluation_event_id_idx ON receivables.revaluation USING btree (event_id);
CREATE UNIQUE INDEX revaluation_first ON receivables.revaluation USING btree (company_id, revalued_on, currency) WHERE (corrects_id IS NULL);
CREATE INDEX billing_delivery_line ON sales.billing USING btree (company_id, delivery_line_id);
CREATE INDEX billing_invoice_line ON sales.billing USING btree (company_id, invoice_line_id);
CREATE INDEX billing_order_line ON sales.billing USING btree (company_id, order_line_id);
CREATE INDEX delivery_customer ON sales.delivery USING btree (company_id, customer_id);
CREATE INDEX delivery_day ON sales.delivery USING btree (company_id, shipped_on, id);
CREATE INDEX delivery_order ON sales.delivery USING btree (company_id, order_id);
CREATE INDEX delivery_line_delivery ON sales.delivery_line USING btree (company_id, delivery_id);
CREATE INDEX delivery_line_order_line ON sales.delivery_line USING btree (company_id, order_line_id);
CREATE INDEX order_line_cost_centre ON sales.order_line USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX order_line_item ON sales.order_line USING btree (company_id, item_id);
CREATE INDEX order_line_order ON sales.order_line USING btree (company_id, order_id);
CREATE INDEX order_line_project ON sales.order_line USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX return_line_corrects ON sales.return_line USING btree (company_id, corrects_id) WHERE (corrects_id IS NOT NULL);
CREATE INDEX return_line_delivery_line ON sales.return_line USING btree (company_id, delivery_line_id);
CREATE INDEX return_line_return ON sales.return_line USING btree (company_id, return_id);
CREATE INDEX sales_order_confirmed ON sales.sales_order USING btree (company_id, customer_id, confirmed_at) WHERE (confirmed_at IS NOT NULL);
CREATE INDEX sales_order_customer ON sales.sales_order USING btree (company_id, customer_id, ordered_on);
CREATE INDEX sales_order_day ON sales.sales_order USING btree (company_id, ordered_on, id);
CREATE INDEX sales_order_open ON sales.sales_order USING btree (company_id, customer_id) INCLUDE (open_base_minor) WHERE (state = ANY (ARRAY['confirmed'::text, 'on_hold'::text]));
CREATE INDEX sales_order_site ON sales.sales_order USING btree (company_id, site_id);
CREATE INDEX sales_order_state ON sales.sales_order USING btree (company_id, state, promised_on);
CREATE INDEX sales_return_delivery ON sales.sales_return USING btree (company_id, delivery_id);
CREATE INDEX replenishment_rule_site ON sourcing.replenishment_rule USING btree (company_id, site_id);
CREATE INDEX requisition_site ON sourcing.requisition USING btree (company_id, site_id);
CREATE INDEX requisition_state ON sourcing.requisition USING btree (company_id, state, id);
CREATE INDEX requisition_line_cost_centre ON sourcing.requisition_line USING btree (company_id, cost_centre_id) WHERE (cost_centre_id IS NOT NULL);
CREATE INDEX requisition_line_item ON sourcing.requisition_line USING btree (company_id, item_id) WHERE (order_id IS NULL);
CREATE INDEX requisition_line_order ON sourcing.requisition_line USING btree (company_id, order_id) WHERE (order_id IS NOT NULL);
CREATE INDEX requisition_line_project ON sourcing.requisition_line USING btree (company_id, project_id) WHERE (project_id IS NOT NULL);
CREATE INDEX requisition_line_supplier ON sourcing.requisition_line USING btree (company_id, supplier_id) WHERE (supplier_id IS NOT NULL);
CREATE INDEX code_account ON tax.code USING btree (company_id, account_id, kept_for);
CREATE INDEX filed_box_event_id_idx ON tax.filed_box USING btree (event_id);
CREATE INDEX filing_days ON tax.filing USING btree (company_id, ends_on);
CREATE INDEX filing_event_id_idx ON tax.filing USING btree (event_id);
CREATE INDEX filing_withdrawal_event_id_idx ON tax.filing_withdrawal USING btree (event_id);
CREATE INDEX group_member_code ON tax.group_member USING btree (company_id, code_id);
CREATE INDEX rule_code ON tax.rule USING btree (company_id, code_id);
CREATE INDEX rule_country ON tax.rule USING btree (country);
CREATE INDEX tax_line_code ON tax.tax_line USING btree (company_id, code_id, day);
CREATE INDEX tax_line_day ON tax.tax_line USING btree (company_id, day, id);
CREATE INDEX tax_line_document ON tax.tax_line USING btree (company_id, document_id);
CREATE INDEX tax_line_event_id_idx ON tax.tax_line USING btree (event_id);
CREATE INDEX tax_line_party ON tax.tax_line USING btree (company_id, party_id);
CREATE INDEX tax_line_posted ON tax.tax_line USING btree (company_id, COALESCE(posted_on, day), id);
CREATE INDEX tax_line_return ON tax.tax_line USING btree (company_id, COALESCE(return_on, posted_on, day), id);

CREATE TRIGGER log_delete AFTER DELETE ON access.api_key REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON access.api_key REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON access.api_key REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON access.invitation REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON access.invitation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON access.invitation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON access.member REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON access.member REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON access.member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON approvals."position" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON approvals."position" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON approvals."position" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON approvals.decision FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON approvals.decision FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON approvals.decision FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON approvals.delegation REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON approvals.delegation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON approvals.delegation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON approvals.policy REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{conditions,steps}');
CREATE TRIGGER log_insert AFTER INSERT ON approvals.policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{conditions,steps}');
CREATE TRIGGER log_update AFTER UPDATE ON approvals.policy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{conditions,steps}');
CREATE TRIGGER log_delete AFTER DELETE ON approvals.request REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{preview,input,facts,standing}');
CREATE TRIGGER log_insert AFTER INSERT ON approvals.request REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{preview,input,facts,standing}');
CREATE TRIGGER log_update AFTER UPDATE ON approvals.request REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{preview,input,facts,standing}');
CREATE TRIGGER log_delete AFTER DELETE ON approvals.request_step REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON approvals.request_step REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON approvals.request_step REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth."user" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth."user" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON auth."user" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth.account REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth.account REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON auth.account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth.apikey REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{last_refill_at,last_request,remaining,request_count,updated_at}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth.apikey REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{last_refill_at,last_request,remaining,request_count,updated_at}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF id, config_id, name, start, reference_id, prefix, key, refill_interval, refill_amount, enabled, rate_limit_enabled, rate_limit_time_window, rate_limit_max, expires_at, permissions, metadata, created_at ON auth.apikey FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{last_refill_at,last_request,remaining,request_count,updated_at}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth.secret REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth.secret REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON auth.secret REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth.two_factor REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{failed_verification_count,locked_until}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth.two_factor REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{failed_verification_count,locked_until}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF id, user_id, secret, backup_codes, verified ON auth.two_factor FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{failed_verification_count,locked_until}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON auth.used_code REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON auth.used_code REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON auth.used_code REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON catalog.item FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON catalog.item REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER log_insert AFTER INSERT ON catalog.item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER log_update AFTER UPDATE ON catalog.item REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER log_delete AFTER DELETE ON catalog.item_category REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON catalog.item_category REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON catalog.item_category REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER check_other_unit BEFORE INSERT OR UPDATE OF item_id, unit ON catalog.item_unit FOR EACH ROW EXECUTE FUNCTION catalog.check_other_unit();
CREATE TRIGGER log_delete AFTER DELETE ON catalog.item_unit REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON catalog.item_unit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON catalog.item_unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON catalog.price_list REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON catalog.price_list REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON catalog.price_list REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON catalog.price_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON catalog.price_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON catalog.price_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON files.attachment REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON files.attachment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON files.attachment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON files.file REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{content}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON files.file REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{content}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, id, name, media_type, size_bytes, sha256, uploaded_by, uploaded_by_id, uploaded_at ON files.file FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{content}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON importing.batch REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON importing.batch REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON importing.batch REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON importing.source_row REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON importing.source_row REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON importing.source_row REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.count_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.count_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.count_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.inspection REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.inspection REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.inspection REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.inspection_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.inspection_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.inspection_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.layer_entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.layer_entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.layer_entry FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON inventory.layer_state REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{quantity,value_minor}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.layer_state REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{quantity,value_minor}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, layer_id, stock_id, effective_on, seq, owner_side, owner_role, owner_parcel, is_open ON inventory.layer_state FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{quantity,value_minor}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.location REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.location REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.location REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.lot REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.lot REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.lot REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.move FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.move FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.move FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.move_correction FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.move_correction FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.move_correction FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.move_cost FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.move_cost FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.move_cost FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.move_lot FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.move_lot FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.move_lot FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.provision FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.provision FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.provision FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.provision_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.provision_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.provision_line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON inventory.provision_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.provision_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.provision_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.reservation REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.reservation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.reservation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.shift FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.shift FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.shift FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.standard_cost FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.standard_cost FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.standard_cost FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON inventory.stock REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{held,last_on,last_seq,on_hand,reserved,value_minor}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.stock REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{held,last_on,last_seq,on_hand,reserved,value_minor}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, id, item_id, site_id, method, placed, first_standard_minor, standard_minor, last_cost_quantity, last_cost_minor, snapshot_on ON inventory.stock FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{held,last_on,last_seq,on_hand,reserved,value_minor}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.stock_count REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.stock_count REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.stock_count REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.stock_day REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.stock_day REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.stock_day REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON inventory.stock_document FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON inventory.stock_document FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON inventory.stock_document FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON inventory.stock_location REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.stock_location REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.stock_location REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON inventory.stock_lot REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON inventory.stock_lot REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON inventory.stock_lot REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON kernel.company REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON kernel.company REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON kernel.company REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER hash BEFORE INSERT ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.hash_event();
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.event_record FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.event_record FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.event_record FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON kernel.number_series REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON kernel.number_series REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON kernel.number_series REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON kernel.role REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON kernel.role REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON kernel.role REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.row_change FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('event_id');
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.row_change FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.row_change FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON kernel.row_past REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{content}');
CREATE TRIGGER log_insert AFTER INSERT ON kernel.row_past REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{content}');
CREATE TRIGGER log_update AFTER UPDATE ON kernel.row_past REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{content}');
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.row_past FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.row_past FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.row_past FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.seal_block FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.seal_block FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.seal_block FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON kernel.seal_event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON kernel.seal_event FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON kernel.seal_event FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON kernel.user_role REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON kernel.user_role REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON kernel.user_role REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER check_out_of_use BEFORE UPDATE OF active ON ledger.account FOR EACH ROW WHEN ((old.active AND (NOT new.active))) EXECUTE FUNCTION ledger.check_out_of_use();
CREATE TRIGGER check_requires BEFORE UPDATE OF requires ON ledger.account FOR EACH ROW WHEN ((new.requires IS NOT NULL)) EXECUTE FUNCTION ledger.check_requires();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.account REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.account REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.account FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.account_role REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.account_role REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.account_role REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.account_role FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.balance REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{credit_minor,debit_minor}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.balance REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{credit_minor,debit_minor}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, account_id, period_id, cost_centre_id, site_id, slot ON ledger.balance FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{credit_minor,debit_minor}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON ledger.cost_centre REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.cost_centre REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.cost_centre REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.cost_centre FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER check_entries AFTER INSERT ON ledger.entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_entries();
CREATE TRIGGER never_changed BEFORE UPDATE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('number');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON ledger.entry FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.fiscal_year REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.fiscal_year REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.fiscal_year REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.fiscal_year FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.journal REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.journal REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.journal REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.journal FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER check_lines AFTER INSERT ON ledger.line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_lines();
CREATE TRIGGER never_changed BEFORE UPDATE ON ledger.line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON ledger.line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.period REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.period REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.period REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.period FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON ledger.period_state FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.period_state FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON ledger.period_state FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON ledger.project REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON ledger.project REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON ledger.project REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_removed BEFORE DELETE ON ledger.project FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON organisation.company_detail FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON organisation.company_detail REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.company_detail REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.company_detail REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON organisation.country REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.country REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.country REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON organisation.currency REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.currency REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.currency REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON organisation.currency_rate REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.currency_rate REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.currency_rate REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON organisation.site FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON organisation.site REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.site REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON organisation.unit REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON organisation.unit REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON organisation.unit REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON parties.address FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON parties.address REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON parties.address REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON parties.address REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON parties.contact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON parties.contact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON parties.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON parties.party FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON parties.party REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER log_insert AFTER INSERT ON parties.party REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER log_update AFTER UPDATE ON parties.party REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{custom}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON parties.terms FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON parties.terms REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{definition}');
CREATE TRIGGER log_insert AFTER INSERT ON parties.terms REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{definition}');
CREATE TRIGGER log_update AFTER UPDATE ON parties.terms REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{definition}');
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.adjustment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON payables.adjustment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.adjustment FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON payables.advance REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.advance REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.advance REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.advance_use FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON payables.advance_use FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.advance_use FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.bill FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('number');
CREATE TRIGGER never_removed BEFORE DELETE ON payables.bill FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.bill FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.bill_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON payables.bill_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.bill_line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON payables.held_bill REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{input,holds}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.held_bill REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{input,holds}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.held_bill REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{input,holds}');
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.match FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON payables.match FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.match FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON payables.open_item REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.open_item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.open_item REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.payment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('number');
CREATE TRIGGER never_removed BEFORE DELETE ON payables.payment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.payment FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON payables.payment_run REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{left_out}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.payment_run REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{left_out}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.payment_run REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{left_out}');
CREATE TRIGGER never_changed BEFORE UPDATE ON payables.revaluation FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON payables.revaluation FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payables.revaluation FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON payables.run_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.run_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.run_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON payables.supplier_bank REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.supplier_bank REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.supplier_bank REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON payables.supplier_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.supplier_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.supplier_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON payables.tolerance REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.tolerance REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.tolerance REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON payables.withholding REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON payables.withholding REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON payables.withholding REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON purchasing.accrual FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON purchasing.accrual FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON purchasing.accrual FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.blanket_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.blanket_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.blanket_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.blanket_order REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.blanket_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.blanket_order REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.blanket_price REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.blanket_price REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.blanket_price REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.item_supplier REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.item_supplier REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.item_supplier REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.landed_cost REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.landed_cost REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.landed_cost REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.landed_cost_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.landed_cost_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.landed_cost_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER UPDATE OF description ON purchasing.order_line FOR EACH ROW WHEN ((old.description IS DISTINCT FROM new.description)) EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.order_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{price_reason}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.order_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{price_reason}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.order_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{price_reason}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.purchase_order REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.purchase_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.purchase_order REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.quotation REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.quotation REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.quotation REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.quotation_award REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.quotation_award REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.quotation_award REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.quotation_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.quotation_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.quotation_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.quotation_offer REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.quotation_offer REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.quotation_offer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.quotation_request REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.quotation_request REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.quotation_request REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON purchasing.receipt FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON purchasing.receipt FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON purchasing.receipt FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.receipt_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.receipt_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.receipt_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON purchasing.return_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON purchasing.return_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON purchasing.return_line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.source_policy REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.source_policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.source_policy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON purchasing.supplier_price FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.supplier_price REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.supplier_price REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.supplier_price REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON purchasing.supplier_return FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON purchasing.supplier_return FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON purchasing.supplier_return FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON purchasing.supplier_standing REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON purchasing.supplier_standing REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON purchasing.supplier_standing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.adjustment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.adjustment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.adjustment FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.invoice FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('number');
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.invoice FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.invoice FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.invoice_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.invoice_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.invoice_line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.match FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.match FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.match FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON receivables.open_item REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{discounted_minor,open_base_minor,open_minor,written_off_minor}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON receivables.open_item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{discounted_minor,open_base_minor,open_minor,written_off_minor}', '{}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, id, party_id, kind, document_id, opened_on, due_on, discount_on, discount_minor, currency, amount_minor, base_minor ON receivables.open_item FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{discounted_minor,open_base_minor,open_minor,written_off_minor}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.payment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change_but_late('number');
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.payment FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.payment FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON receivables.revaluation FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON receivables.revaluation FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON receivables.revaluation FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON sales.billing REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.billing REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.billing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sales.delivery REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.delivery REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.delivery REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sales.delivery_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.delivery_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.delivery_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER keep_past AFTER UPDATE OF description ON sales.order_line FOR EACH ROW WHEN ((old.description IS DISTINCT FROM new.description)) EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON sales.order_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{returned,shipped}', '{price_reason,taxes,billed_taxes}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.order_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{returned,shipped}', '{price_reason,taxes,billed_taxes}');
CREATE TRIGGER log_update AFTER UPDATE OF company_id, id, order_id, "position", item_id, stocked, description, quantity, unit, unit_price, discount_percent, price_reason, tax_codes, net_minor, requested_on, promised_on, invoiced, cancelled, taxes, tax_minor, credited, billed_minor, billed_taxes, billed_tax_minor, replaced, cost_centre_id, project_id, waived, forgone, lowered, lowered_minor ON sales.order_line FOR EACH ROW EXECUTE FUNCTION kernel.log_row('{returned,shipped}', '{price_reason,taxes,billed_taxes}');
CREATE TRIGGER log_delete AFTER DELETE ON sales.return_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{waived}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.return_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{waived}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.return_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{waived}');
CREATE TRIGGER keep_past AFTER UPDATE OF customer_reference ON sales.sales_order FOR EACH ROW WHEN ((old.customer_reference IS DISTINCT FROM new.customer_reference)) EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON sales.sales_order REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.sales_order REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.sales_order REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sales.sales_return REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sales.sales_return REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sales.sales_return REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sourcing.replenishment_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sourcing.replenishment_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sourcing.replenishment_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sourcing.requisition REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sourcing.requisition REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sourcing.requisition REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON sourcing.requisition_line REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON sourcing.requisition_line REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON sourcing.requisition_line REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER check_out_of_use BEFORE UPDATE OF active ON tax.code FOR EACH ROW WHEN ((old.active AND (NOT new.active))) EXECUTE FUNCTION tax.check_code_out_of_use();
CREATE TRIGGER keep_past AFTER INSERT OR DELETE OR UPDATE ON tax.code FOR EACH ROW EXECUTE FUNCTION kernel.keep_past();
CREATE TRIGGER log_delete AFTER DELETE ON tax.code REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON tax.code REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON tax.code REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON tax.filed_box FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON tax.filed_box FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON tax.filed_box FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON tax.filing FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON tax.filing FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON tax.filing FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_changed BEFORE UPDATE ON tax.filing_withdrawal FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON tax.filing_withdrawal FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON tax.filing_withdrawal FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER log_delete AFTER DELETE ON tax.group_member REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON tax.group_member REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON tax.group_member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_delete AFTER DELETE ON tax.rate REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON tax.rate REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON tax.rate REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER check_in_use BEFORE INSERT OR UPDATE OF code_id, active ON tax.rule FOR EACH ROW EXECUTE FUNCTION tax.check_rule_in_use();
CREATE TRIGGER log_delete AFTER DELETE ON tax.rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_insert AFTER INSERT ON tax.rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER log_update AFTER UPDATE ON tax.rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION kernel.log_rows('{}', '{}');
CREATE TRIGGER never_changed BEFORE UPDATE ON tax.tax_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON tax.tax_line FOR EACH ROW EXECUTE FUNCTION kernel.refuse_change();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON tax.tax_line FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();

alter table access.api_key enable row level security;
create policy company on access.api_key for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table access.invitation enable row level security;
create policy company on access.invitation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table access.member enable row level security;
create policy company on access.member for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table answers.proof enable row level security;
create policy company on answers.proof for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals."position" enable row level security;
create policy company on approvals."position" for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals.decision enable row level security;
create policy company on approvals.decision for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals.delegation enable row level security;
create policy company on approvals.delegation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals.policy enable row level security;
create policy company on approvals.policy for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals.request enable row level security;
create policy company on approvals.request for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table approvals.request_step enable row level security;
create policy company on approvals.request_step for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table catalog.item enable row level security;
create policy company on catalog.item for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table catalog.item_category enable row level security;
create policy company on catalog.item_category for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table catalog.item_unit enable row level security;
create policy company on catalog.item_unit for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table catalog.price_list enable row level security;
create policy company on catalog.price_list for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table catalog.price_rule enable row level security;
create policy company on catalog.price_rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table files.attachment enable row level security;
create policy company on files.attachment for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table files.file enable row level security;
create policy company on files.file for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table importing.batch enable row level security;
create policy company on importing.batch for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table importing.source_row enable row level security;
create policy company on importing.source_row for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.count_line enable row level security;
create policy company on inventory.count_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.inspection enable row level security;
create policy company on inventory.inspection for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.inspection_rule enable row level security;
create policy company on inventory.inspection_rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.layer_entry enable row level security;
create policy company on inventory.layer_entry for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.layer_state enable row level security;
create policy company on inventory.layer_state for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.location enable row level security;
create policy company on inventory.location for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.lot enable row level security;
create policy company on inventory.lot for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.move enable row level security;
create policy company on inventory.move for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.move_correction enable row level security;
create policy company on inventory.move_correction for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.move_cost enable row level security;
create policy company on inventory.move_cost for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.move_lot enable row level security;
create policy company on inventory.move_lot for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.provision enable row level security;
create policy company on inventory.provision for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.provision_line enable row level security;
create policy company on inventory.provision_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.provision_rule enable row level security;
create policy company on inventory.provision_rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.reservation enable row level security;
create policy company on inventory.reservation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.shift enable row level security;
create policy company on inventory.shift for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.standard_cost enable row level security;
create policy company on inventory.standard_cost for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock enable row level security;
create policy company on inventory.stock for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock_count enable row level security;
create policy company on inventory.stock_count for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock_day enable row level security;
create policy company on inventory.stock_day for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock_document enable row level security;
create policy company on inventory.stock_document for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock_location enable row level security;
create policy company on inventory.stock_location for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table inventory.stock_lot enable row level security;
create policy company on inventory.stock_lot for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.event enable row level security;
create policy company on kernel.event for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.event_record enable row level security;
create policy company on kernel.event_record for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.number_series enable row level security;
create policy company on kernel.number_series for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.role enable row level security;
create policy company on kernel.role for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.row_change enable row level security;
create policy company on kernel.row_change for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.row_past enable row level security;
create policy company on kernel.row_past for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.seal_block enable row level security;
create policy company on kernel.seal_block for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.seal_event enable row level security;
create policy company on kernel.seal_event for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table kernel.user_role enable row level security;
create policy company on kernel.user_role for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.account enable row level security;
create policy company on ledger.account for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.account_role enable row level security;
create policy company on ledger.account_role for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.balance enable row level security;
create policy company on ledger.balance for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.cost_centre enable row level security;
create policy company on ledger.cost_centre for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.entry enable row level security;
create policy company on ledger.entry for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.fiscal_year enable row level security;
create policy company on ledger.fiscal_year for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.journal enable row level security;
create policy company on ledger.journal for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.line enable row level security;
create policy company on ledger.line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.period enable row level security;
create policy company on ledger.period for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.period_state enable row level security;
create policy company on ledger.period_state for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table ledger.project enable row level security;
create policy company on ledger.project for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table organisation.company_detail enable row level security;
create policy company on organisation.company_detail for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table organisation.currency_rate enable row level security;
create policy company on organisation.currency_rate for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table organisation.site enable row level security;
create policy company on organisation.site for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table parties.address enable row level security;
create policy company on parties.address for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table parties.contact enable row level security;
create policy company on parties.contact for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table parties.party enable row level security;
create policy company on parties.party for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table parties.terms enable row level security;
create policy company on parties.terms for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.adjustment enable row level security;
create policy company on payables.adjustment for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.advance enable row level security;
create policy company on payables.advance for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.advance_use enable row level security;
create policy company on payables.advance_use for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.bill enable row level security;
create policy company on payables.bill for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.bill_line enable row level security;
create policy company on payables.bill_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.held_bill enable row level security;
create policy company on payables.held_bill for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.match enable row level security;
create policy company on payables.match for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.open_item enable row level security;
create policy company on payables.open_item for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.payment enable row level security;
create policy company on payables.payment for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.payment_run enable row level security;
create policy company on payables.payment_run for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.revaluation enable row level security;
create policy company on payables.revaluation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.run_line enable row level security;
create policy company on payables.run_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.supplier_bank enable row level security;
create policy company on payables.supplier_bank for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.supplier_rule enable row level security;
create policy company on payables.supplier_rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.tolerance enable row level security;
create policy company on payables.tolerance for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table payables.withholding enable row level security;
create policy company on payables.withholding for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.accrual enable row level security;
create policy company on purchasing.accrual for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.blanket_line enable row level security;
create policy company on purchasing.blanket_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.blanket_order enable row level security;
create policy company on purchasing.blanket_order for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.blanket_price enable row level security;
create policy company on purchasing.blanket_price for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.item_supplier enable row level security;
create policy company on purchasing.item_supplier for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.landed_cost enable row level security;
create policy company on purchasing.landed_cost for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.landed_cost_line enable row level security;
create policy company on purchasing.landed_cost_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.order_line enable row level security;
create policy company on purchasing.order_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.purchase_order enable row level security;
create policy company on purchasing.purchase_order for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.quotation enable row level security;
create policy company on purchasing.quotation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.quotation_award enable row level security;
create policy company on purchasing.quotation_award for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.quotation_line enable row level security;
create policy company on purchasing.quotation_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.quotation_offer enable row level security;
create policy company on purchasing.quotation_offer for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.quotation_request enable row level security;
create policy company on purchasing.quotation_request for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.receipt enable row level security;
create policy company on purchasing.receipt for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.receipt_line enable row level security;
create policy company on purchasing.receipt_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.return_line enable row level security;
create policy company on purchasing.return_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.source_policy enable row level security;
create policy company on purchasing.source_policy for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.supplier_price enable row level security;
create policy company on purchasing.supplier_price for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.supplier_return enable row level security;
create policy company on purchasing.supplier_return for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table purchasing.supplier_standing enable row level security;
create policy company on purchasing.supplier_standing for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.adjustment enable row level security;
create policy company on receivables.adjustment for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.invoice enable row level security;
create policy company on receivables.invoice for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.invoice_line enable row level security;
create policy company on receivables.invoice_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.match enable row level security;
create policy company on receivables.match for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.open_item enable row level security;
create policy company on receivables.open_item for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.payment enable row level security;
create policy company on receivables.payment for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table receivables.revaluation enable row level security;
create policy company on receivables.revaluation for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.billing enable row level security;
create policy company on sales.billing for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.delivery enable row level security;
create policy company on sales.delivery for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.delivery_line enable row level security;
create policy company on sales.delivery_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.order_line enable row level security;
create policy company on sales.order_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.return_line enable row level security;
create policy company on sales.return_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.sales_order enable row level security;
create policy company on sales.sales_order for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sales.sales_return enable row level security;
create policy company on sales.sales_return for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sourcing.replenishment_rule enable row level security;
create policy company on sourcing.replenishment_rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sourcing.requisition enable row level security;
create policy company on sourcing.requisition for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table sourcing.requisition_line enable row level security;
create policy company on sourcing.requisition_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.code enable row level security;
create policy company on tax.code for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.filed_box enable row level security;
create policy company on tax.filed_box for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.filing enable row level security;
create policy company on tax.filing for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.filing_withdrawal enable row level security;
create policy company on tax.filing_withdrawal for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.group_member enable row level security;
create policy company on tax.group_member for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.rate enable row level security;
create policy company on tax.rate for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.rule enable row level security;
create policy company on tax.rule for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));
alter table tax.tax_line enable row level security;
create policy company on tax.tax_line for all using ((company_id = kernel.company_id())) with check ((company_id = kernel.company_id()));

grant insert, select, update on access.api_key to countinghouse_app;
grant insert, select, update on access.invitation to countinghouse_app;
grant delete, insert, select, update on access.member to countinghouse_app;
grant select on access.v_api_key to countinghouse_app;
grant select on access.v_invitation to countinghouse_app;
grant select on access.v_role to countinghouse_app;
grant select on access.v_user to countinghouse_app;
grant delete, insert, select, update on answers.proof to countinghouse_app;
grant delete, insert, select, update on approvals."position" to countinghouse_app;
grant insert, select on approvals.decision to countinghouse_app;
grant insert, select, update on approvals.delegation to countinghouse_app;
grant delete, insert, select, update on approvals.policy to countinghouse_app;
grant insert, select, update on approvals.request to countinghouse_app;
grant insert, select on approvals.request_step to countinghouse_app;
grant delete, insert, select, update on auth."user" to countinghouse_app;
grant delete, insert, select, update on auth.account to countinghouse_app;
grant delete, insert, select, update on auth.apikey to countinghouse_app;
grant delete, insert, select, update on auth.failure to countinghouse_app;
grant select on auth.secret to countinghouse_app;
grant delete, insert, select, update on auth.session to countinghouse_app;
grant delete, insert, select, update on auth.two_factor to countinghouse_app;
grant delete, insert, select, update on auth.used_code to countinghouse_app;
grant delete, insert, select, update on auth.verification to countinghouse_app;
grant delete, insert, select, update on catalog.item to countinghouse_app;
grant delete, insert, select, update on catalog.item_category to countinghouse_app;
grant delete, insert, select, update on catalog.item_unit to countinghouse_app;
grant delete, insert, select, update on catalog.price_list to countinghouse_app;
grant delete, insert, select, update on catalog.price_rule to countinghouse_app;
grant delete, insert, select on files.attachment to countinghouse_app;
grant insert, select on files.file to countinghouse_app;
grant select on files.v_attachment to countinghouse_app;
grant execute on function access.invited_to(text,text) to countinghouse_app;
grant execute on function access.known_elsewhere(text) to countinghouse_app;
grant execute on function auth.companies_of(text) to countinghouse_app;
grant execute on function kernel.enqueue(text,jsonb) to countinghouse_app;
grant insert, select, update on importing.batch to countinghouse_app;
grant delete, insert, select on importing.source_row to countinghouse_app;
grant delete, insert, select, update on inventory.count_line to countinghouse_app;
grant delete, insert, select, update on inventory.inspection to countinghouse_app;
grant delete, insert, select, update on inventory.inspection_rule to countinghouse_app;
grant insert, select on inventory.layer_entry to countinghouse_app;
grant delete, insert, select, update on inventory.layer_state to countinghouse_app;
grant delete, insert, select, update on inventory.location to countinghouse_app;
grant delete, insert, select, update on inventory.lot to countinghouse_app;
grant insert, select on inventory.move to countinghouse_app;
grant insert, select on inventory.move_correction to countinghouse_app;
grant insert, select on inventory.move_cost to countinghouse_app;
grant insert, select on inventory.move_lot to countinghouse_app;
grant insert, select on inventory.provision to countinghouse_app;
grant insert, select on inventory.provision_line to countinghouse_app;
grant delete, insert, select, update on inventory.provision_rule to countinghouse_app;
grant delete, insert, select, update on inventory.reservation to countinghouse_app;
grant insert, select on inventory.shift to countinghouse_app;
grant insert, select on inventory.standard_cost to countinghouse_app;
grant delete, insert, select, update on inventory.stock to countinghouse_app;
grant delete, insert, select, update on inventory.stock_count to countinghouse_app;
grant delete, insert, select, update on inventory.stock_day to countinghouse_app;
grant insert, select on inventory.stock_document to countinghouse_app;
grant delete, insert, select, update on inventory.stock_location to countinghouse_app;
grant delete, insert, select, update on inventory.stock_lot to countinghouse_app;
grant select on inventory.v_count_line to countinghouse_app;
grant select on inventory.v_inspection to countinghouse_app;
grant select on inventory.v_move to countinghouse_app;
grant select on inventory.v_move_lot to countinghouse_app;
grant select on inventory.v_move_value to countinghouse_app;
grant select on inventory.v_reserved to countinghouse_app;
grant select on inventory.v_stock to countinghouse_app;
grant select on inventory.v_stock_location to countinghouse_app;
grant select on inventory.v_stock_lot to countinghouse_app;
grant select on kernel.company to countinghouse_app;
grant insert, select on kernel.event to countinghouse_app;
grant insert, select on kernel.event_record to countinghouse_app;
grant insert, select, update on kernel.number_series to countinghouse_app;
grant delete, insert, select, update on kernel.role to countinghouse_app;
grant select on kernel.row_change to countinghouse_app;
grant insert, select on kernel.row_past to countinghouse_app;
grant select on kernel.seal_block to countinghouse_app;
grant select on kernel.seal_event to countinghouse_app;
grant select on kernel.seal_state to countinghouse_app;
grant select on kernel.setting to countinghouse_app;
grant delete, insert, select, update on kernel.user_role to countinghouse_app;
grant insert, select, update on ledger.account to countinghouse_app;
grant insert, select, update on ledger.account_role to countinghouse_app;
grant select on ledger.balance to countinghouse_app;
grant insert, select, update on ledger.cost_centre to countinghouse_app;
grant insert, select, update (number) on ledger.entry to countinghouse_app;
grant insert, select on ledger.fiscal_year to countinghouse_app;
grant insert, select, update on ledger.journal to countinghouse_app;
grant insert, select on ledger.line to countinghouse_app;
grant insert, select on ledger.period to countinghouse_app;
grant insert, select on ledger.period_state to countinghouse_app;
grant insert, select, update on ledger.project to countinghouse_app;
grant select on ledger.v_account_role to countinghouse_app;
grant select on ledger.v_balance to countinghouse_app;
grant select on ledger.v_entry to countinghouse_app;
grant select on ledger.v_fiscal_year to countinghouse_app;
grant select on ledger.v_line to countinghouse_app;
grant select on ledger.v_period to countinghouse_app;
grant delete, insert, select, update on organisation.company_detail to countinghouse_app;
grant delete, insert, select, update on organisation.country to countinghouse_app;
grant delete, insert, select, update on organisation.currency to countinghouse_app;
grant delete, insert, select, update on organisation.currency_rate to countinghouse_app;
grant delete, insert, select, update on organisation.site to countinghouse_app;
grant delete, insert, select, update on organisation.unit to countinghouse_app;
grant delete, insert, select, update on parties.address to countinghouse_app;
grant delete, insert, select, update on parties.contact to countinghouse_app;
grant delete, insert, select, update on parties.party to countinghouse_app;
grant delete, insert, select, update on parties.terms to countinghouse_app;
grant insert, select on payables.adjustment to countinghouse_app;
grant insert, select, update on payables.advance to countinghouse_app;
grant insert, select on payables.advance_use to countinghouse_app;
grant insert, select, update (number) on payables.bill to countinghouse_app;
grant insert, select on payables.bill_line to countinghouse_app;
grant insert, select, update on payables.held_bill to countinghouse_app;
grant insert, select on payables.match to countinghouse_app;
grant insert, select, update (discounted_minor), update (open_base_minor), update (open_minor), update (written_off_minor) on payables.open_item to countinghouse_app;
grant insert, select, update (number) on payables.payment to countinghouse_app;
grant insert, select, update on payables.payment_run to countinghouse_app;
grant insert, select on payables.revaluation to countinghouse_app;
grant delete, insert, select, update (bank_id) on payables.run_line to countinghouse_app;
grant insert, select, update on payables.supplier_bank to countinghouse_app;
grant delete, insert, select, update on payables.supplier_rule to countinghouse_app;
grant insert, select, update on payables.tolerance to countinghouse_app;
grant select on payables.v_bill to countinghouse_app;
grant select on payables.v_bill_line to countinghouse_app;
grant select on payables.v_held_bill to countinghouse_app;
grant select on payables.v_match to countinghouse_app;
grant select on payables.v_open_item to countinghouse_app;
grant select on payables.v_payment to countinghouse_app;
grant select on payables.v_run_line to countinghouse_app;
grant select on payables.v_settlement to countinghouse_app;
grant select on payables.v_supplier_rule to countinghouse_app;
grant delete, insert, select, update on payables.withholding to countinghouse_app;
grant insert, select on purchasing.accrual to countinghouse_app;
grant insert, select, update on purchasing.blanket_line to countinghouse_app;
grant insert, select, update on purchasing.blanket_order to countinghouse_app;
grant insert, select on purchasing.blanket_price to countinghouse_app;
grant delete, insert, select, update on purchasing.item_supplier to countinghouse_app;
grant insert, select, update on purchasing.landed_cost to countinghouse_app;
grant insert, select, update on purchasing.landed_cost_line to countinghouse_app;
grant insert, select, update on purchasing.order_line to countinghouse_app;
grant insert, select, update on purchasing.purchase_order to countinghouse_app;
grant insert, select, update on purchasing.quotation to countinghouse_app;
grant insert, select on purchasing.quotation_award to countinghouse_app;
grant insert, select, update on purchasing.quotation_line to countinghouse_app;
grant insert, select, update on purchasing.quotation_offer to countinghouse_app;
grant insert, select, update on purchasing.quotation_request to countinghouse_app;
grant insert, select on purchasing.receipt to countinghouse_app;
grant insert, select, update on purchasing.receipt_line to countinghouse_app;
grant insert, select on purchasing.return_line to countinghouse_app;
grant delete, insert, select, update on purchasing.source_policy to countinghouse_app;
grant delete, insert, select, update on purchasing.supplier_price to countinghouse_app;
grant insert, select on purchasing.supplier_return to countinghouse_app;
grant delete, insert, select, update on purchasing.supplier_standing to countinghouse_app;
grant select on purchasing.v_blanket_line to countinghouse_app;
grant select on purchasing.v_blanket_order to countinghouse_app;
grant select on purchasing.v_landed_cost_line to countinghouse_app;
grant select on purchasing.v_order to countinghouse_app;
grant select on purchasing.v_order_line to countinghouse_app;
grant select on purchasing.v_quotation to countinghouse_app;
grant select on purchasing.v_quotation_award to countinghouse_app;
grant select on purchasing.v_quotation_line to countinghouse_app;
grant select on purchasing.v_quotation_offer to countinghouse_app;
grant select on purchasing.v_quotation_request to countinghouse_app;
grant select on purchasing.v_receipt to countinghouse_app;
grant select on purchasing.v_receipt_line to countinghouse_app;
grant select on purchasing.v_return_line to countinghouse_app;
grant select on purchasing.v_source_policy to countinghouse_app;
grant select on purchasing.v_supplier_return to countinghouse_app;
grant insert, select on receivables.adjustment to countinghouse_app;
grant insert, select, update (number) on receivables.invoice to countinghouse_app;
grant insert, select on receivables.invoice_line to countinghouse_app;
grant insert, select on receivables.match to countinghouse_app;
grant insert, select, update (discounted_minor), update (open_base_minor), update (open_minor), update (written_off_minor) on receivables.open_item to countinghouse_app;
grant insert, select, update (number) on receivables.payment to countinghouse_app;
grant insert, select on receivables.revaluation to countinghouse_app;
grant select on receivables.v_billed_freight to countinghouse_app;
grant select on receivables.v_billed_line to countinghouse_app;
grant select on receivables.v_invoice to countinghouse_app;
grant select on receivables.v_invoice_line to countinghouse_app;
grant select on receivables.v_match to countinghouse_app;
grant select on receivables.v_open_item to countinghouse_app;
grant select on receivables.v_payment to countinghouse_app;
grant select on receivables.v_settlement to countinghouse_app;
grant insert, select, update on sales.billing to countinghouse_app;
grant insert, select, update on sales.delivery to countinghouse_app;
grant delete, insert, select, update on sales.delivery_line to countinghouse_app;
grant delete, insert, select, update on sales.order_line to countinghouse_app;
grant insert, select on sales.return_line to countinghouse_app;
grant insert, select, update on sales.sales_order to countinghouse_app;
grant insert, select on sales.sales_return to countinghouse_app;
grant select on sales.v_delivery to countinghouse_app;
grant select on sales.v_delivery_line to countinghouse_app;
grant select on sales.v_freight to countinghouse_app;
grant select on sales.v_order to countinghouse_app;
grant select on sales.v_order_count to countinghouse_app;
grant select on sales.v_order_line to countinghouse_app;
grant select on sales.v_return to countinghouse_app;
grant select on sales.v_return_line to countinghouse_app;
grant usage on schema access to countinghouse_app;
grant usage on schema answers to countinghouse_app;
grant usage on schema approvals to countinghouse_app;
grant usage on schema auth to countinghouse_app;
grant usage on schema catalog to countinghouse_app;
grant usage on schema files to countinghouse_app;
grant usage on schema importing to countinghouse_app;
grant usage on schema inventory to countinghouse_app;
grant usage on schema kernel to countinghouse_app;
grant usage on schema ledger to countinghouse_app;
grant usage on schema organisation to countinghouse_app;
grant usage on schema parties to countinghouse_app;
grant usage on schema payables to countinghouse_app;
grant usage on schema purchasing to countinghouse_app;
grant usage on schema receivables to countinghouse_app;
grant usage on schema sales to countinghouse_app;
grant usage on schema sourcing to countinghouse_app;
grant usage on schema tax to countinghouse_app;
grant usage on sequence inventory.move_seq to countinghouse_app;
grant delete, insert, select, update on sourcing.replenishment_rule to countinghouse_app;
grant insert, select, update on sourcing.requisition to countinghouse_app;
grant insert, select, update on sourcing.requisition_line to countinghouse_app;
grant select on sourcing.v_sale_supply to countinghouse_app;
grant delete, insert, select, update on tax.code to countinghouse_app;
grant insert, select on tax.filed_box to countinghouse_app;
grant insert, select on tax.filing to countinghouse_app;
grant insert, select on tax.filing_withdrawal to countinghouse_app;
grant delete, insert, select, update on tax.group_member to countinghouse_app;
grant delete, insert, select, update on tax.rate to countinghouse_app;
grant delete, insert, select, update on tax.rule to countinghouse_app;
grant insert, select on tax.tax_line to countinghouse_app;
grant select on tax.v_filing to countinghouse_app;
grant select on tax.v_tax_line to countinghouse_app;
