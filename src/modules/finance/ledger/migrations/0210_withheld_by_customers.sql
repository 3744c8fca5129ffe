-- Tax that customers keep back and pay to the tax office for us: companies made before have an account for it too.
with made as (
  insert into ledger.account (company_id, id, number, name, type, heading)
  select c.id, gen_random_uuid(), free.number, 'Tax withheld by customers', 'asset', 'Receivables'
  from kernel.company c
  cross join lateral (
    select n::text as number from generate_series(1450, 9999) n
    where not exists (select from ledger.account a where a.company_id = c.id and a.number = n::text) order by n limit 1
  ) free
  where exists (select from ledger.account_role r where r.company_id = c.id and r.role = 'receivable')
    and not exists (select from ledger.account_role r where r.company_id = c.id and r.role = 'withholding_receivable')
  returning company_id, id
)
insert into ledger.account_role (company_id, id, role, account_id)
select company_id, gen_random_uuid(), 'withholding_receivable', id from made;
