-- A control account says what it is kept for: only the sub-ledgers of that role post there, and by that role. It takes the place of
-- the mark that merely kept hands off.
alter table ledger.account add column kept_for text check (kept_for ~ '^[a-z_]{1,40}$'), add check (kept_for is null or type in ('asset', 'liability'));
update ledger.account a set kept_for = (
  select min(r.role) from ledger.account_role r
  where r.company_id = a.company_id and r.account_id = a.id and r.role = any ('{inventory,transit,provision_stock,grni,landed_cost_accrual,
    bill_clearing,receivable,payable,customer_prepayment,tax_payable,tax_receivable,withholding_payable}'::text[]))
where type in ('asset', 'liability');
alter table ledger.account drop column control, add unique (company_id, id, kept_for);
create index account_kept on ledger.account (company_id, kept_for) where kept_for is not null;
