-- Goods may go back although they are billed: the supplier's credit is then awaited (claimed). `billed` and `returned` both
-- count them. `billed_minor` is what was billed for the goods that are still here, `claim_minor` for those that are not.
alter table purchasing.receipt_line
  drop constraint receipt_line_check,
  drop constraint receipt_line_check1,
  add column billed_minor bigint not null default 0,
  add column claimed numeric not null default 0 check (claimed >= 0),
  add column claim_minor bigint not null default 0,
  -- What waited for a bill when documents were first kept (purchasing.accrual).
  add column carried numeric not null default 0,
  add column carried_minor bigint not null default 0,
  add constraint receipt_line_open_check check (billed + returned - claimed <= received),
  add constraint receipt_line_claimed_check1 check (claimed <= billed and claimed <= returned),
  add constraint receipt_line_grni_check check (billed + returned - claimed < received or grni_minor = 0),
  add constraint receipt_line_claim_check check (claimed > 0 or claim_minor = 0);
drop index purchasing.receipt_line_open;
create index receipt_line_open on purchasing.receipt_line (company_id, received_on) where billed + returned - claimed < received;
create index receipt_line_claimed on purchasing.receipt_line (company_id, received_on) where claimed > 0;

-- Sent back and awaited again.
alter table purchasing.order_line add column replaced numeric not null default 0 check (replaced >= 0);
alter table purchasing.supplier_return add column replace boolean;
alter table purchasing.return_line add column claimed numeric check (claimed > 0);

-- How what waits for a bill and what waits for a credit came about: each row changes one receipt line, and together with the
-- ledger entry of the same document and event the account of what is received and not billed by claim_minor - open_minor.
create table purchasing.accrual (
  company_id int not null references kernel.company,
  id uuid not null,
  receipt_line_id uuid not null,
  kind text not null check (kind in ('received', 'returned', 'billed', 'credited', 'settled')),
  effective_on date not null,
  open_quantity numeric not null default 0,
  open_minor bigint not null default 0,
  claim_quantity numeric not null default 0,
  claim_minor bigint not null default 0,
  source_entity text not null,
  source_id uuid not null,
  event_id uuid not null,
  primary key (company_id, id),
  foreign key (company_id, receipt_line_id) references purchasing.receipt_line (company_id, id)
);
create index accrual_receipt_line on purchasing.accrual (company_id, receipt_line_id);
create index accrual_day on purchasing.accrual (company_id, effective_on);
call kernel.posted_table('purchasing.accrual');

update purchasing.receipt_line set carried = received - returned - billed, carried_minor = grni_minor;

-- What was billed before this was kept counts at the agreed price.
update purchasing.receipt_line r
set billed_minor = round(r.billed * coalesce(l.confirmed_price, l.unit_price) * r.rate * 10::numeric ^ y.digits)
from purchasing.order_line l, kernel.company c, organisation.currency y
where r.billed > 0 and l.company_id = r.company_id and l.id = r.order_line_id and c.id = r.company_id and y.code = c.currency;
