-- The account a payment goes to is approved with it: one confirmed later waits for the next run.
alter table payables.run_line
  add column bank_id uuid,
  add foreign key (company_id, bank_id) references payables.supplier_bank (company_id, id);
create index run_line_bank on payables.run_line (company_id, bank_id) where bank_id is not null;
grant update (bank_id) on payables.run_line to countinghouse_app;
update payables.run_line l set bank_id = b.id
from payables.payment_run r, payables.supplier_bank b
where r.company_id = l.company_id and r.id = l.run_id and r.state in ('approved', 'paid')
  and b.company_id = l.company_id and b.party_id = l.party_id and b.state = 'confirmed';
