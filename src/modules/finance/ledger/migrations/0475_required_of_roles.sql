-- What every line posted for a role carries by itself, or people can enter wherever it is posted: that alone may its account need.
create function ledger.may_require(role text, dimension text) returns boolean language sql immutable set search_path = pg_catalog as $$
  select case dimension
    when 'party' then role in ('receivable', 'payable', 'bank', 'cash', 'revenue', 'revenue_service', 'freight_revenue', 'cash_discount_given',
      'cash_discount_taken', 'withholding_payable', 'withholding_receivable')
    when 'item' then role in ('revenue', 'revenue_service')
    when 'site' then role in ('inventory', 'provision_stock', 'stock_gain', 'stock_loss', 'stock_adjustment')
    else role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount', 'cogs', 'purchase_variance', 'bill_clearing',
      'freight_expense', 'expense') end
$$;

create or replace function ledger.check_requires() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (
    select from ledger.account_role r
    where r.company_id = new.company_id and r.account_id = new.id and not ledger.may_require(r.role, new.requires)) then
    raise exception 'what is posted to the account % names no %', new.number, new.requires
      using errcode = 'check_violation', schema = 'ledger', table = 'account', constraint = 'account_requires_role_check';
  end if;
  return new;
end $$;
drop trigger check_requires on ledger.account;
create trigger check_requires before update of requires on ledger.account
  for each row when (new.requires is not null) execute function ledger.check_requires();

drop function ledger.without_dimension(text);
