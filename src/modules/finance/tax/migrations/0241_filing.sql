-- An account of a tax code's own is one that the ledger keeps for tax; a code with another goes back to the general one.
alter table tax.code add column kept_for text generated always as (case direction when 'sale' then 'tax_payable' else 'tax_receivable' end) stored;
update tax.code c set account_id = null where account_id is not null and not exists (
  select from ledger.account a where a.company_id = c.company_id and a.id = c.account_id and a.kept_for = c.kept_for);
alter table tax.code drop constraint code_company_id_account_id_fkey,
  add foreign key (company_id, account_id, kept_for) references ledger.account (company_id, id, kept_for);

-- A tax is posted on the day of its entry, and declared in the return that holds `return_on`: that day, or the first day that no
-- filed return holds when it was posted into one. Null on rows written before: the day of the document. A code whose rate changes
-- between two deliveries stands twice.
alter table tax.tax_line add column posted_on date, add column return_on date, add column role text check (role in ('tax_payable', 'tax_receivable')),
  add column rate numeric;
create index tax_line_posted on tax.tax_line (company_id, (coalesce(posted_on, day)), id);
create index tax_line_return on tax.tax_line (company_id, (coalesce(return_on, posted_on, day)), id);

-- The return of a period as it went to the tax office. One that was withdrawn keeps its row and gets another beside it.
create table tax.filing (
  company_id int not null references kernel.company,
  id uuid not null,
  starts_on date not null,
  ends_on date not null,
  filed_on date not null,
  reference text,
  note text,
  actor text not null,
  due_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  check (ends_on >= starts_on)
);
create index filing_days on tax.filing (company_id, ends_on);
call kernel.posted_table('tax.filing');

-- `late_base_minor` and `late_minor` are the part of it that belongs to days of returns filed before.
create table tax.filed_box (
  company_id int not null,
  id uuid not null,
  filing_id uuid not null,
  box text not null,
  documents int not null,
  base_minor bigint not null,
  due_minor bigint not null,
  late_base_minor bigint not null,
  late_minor bigint not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, filing_id, box),
  foreign key (company_id, filing_id) references tax.filing (company_id, id)
);
call kernel.posted_table('tax.filed_box');

create table tax.filing_withdrawal (
  company_id int not null,
  id uuid not null,
  filing_id uuid not null,
  reason text not null,
  actor text not null,
  withdrawn_on date not null,
  event_id uuid not null,
  primary key (company_id, id),
  unique (company_id, filing_id),
  foreign key (company_id, filing_id) references tax.filing (company_id, id)
);
call kernel.posted_table('tax.filing_withdrawal');
