-- An item carries what was given of it as discount and as write-off, because limits hold for it over all payments.
alter table receivables.open_item
  add column discounted_minor bigint not null default 0,
  add column written_off_minor bigint not null default 0;
grant update (discounted_minor, written_off_minor) on receivables.open_item to countinghouse_app;
update receivables.open_item x set discounted_minor = s.discounted, written_off_minor = s.written_off
from (
  select m.company_id, m.debit_id, coalesce(sum(m.amount_minor) filter (where a.kind = 'discount'), 0) as discounted,
    coalesce(sum(m.amount_minor) filter (where a.kind = 'write_off'), 0) as written_off
  from receivables.match m
  join receivables.open_item c on c.company_id = m.company_id and c.id = m.credit_id
  join receivables.open_item d on d.company_id = m.company_id and d.id = m.debit_id and d.kind <> 'adjustment'
  join receivables.adjustment a on a.company_id = c.company_id and a.id = c.document_id
  group by 1, 2
) s
where x.company_id = s.company_id and x.id = s.debit_id;

-- An adjustment names the payment it came with; tax may be withheld by customers too; a payment may be what the bank took back.
alter table receivables.adjustment
  add column payment_id uuid,
  add column withholding_id uuid,
  add foreign key (company_id, payment_id) references receivables.payment (company_id, id),
  drop constraint adjustment_kind_check,
  add constraint adjustment_kind_check check (kind in ('discount', 'withholding', 'write_off'));
create index adjustment_payment on receivables.adjustment (company_id, payment_id) where payment_id is not null;
alter table receivables.payment
  add column returns_id uuid,
  add foreign key (company_id, returns_id) references receivables.payment (company_id, id);
create unique index payment_returns on receivables.payment (company_id, returns_id) where returns_id is not null;
