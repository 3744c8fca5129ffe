-- What documents post for these roles names no cost centre or project, and nobody could enter one where it is posted: their accounts need none.
create function ledger.without_dimension(role text) returns boolean language sql immutable set search_path = pg_catalog as $$
  select role in ('receivable', 'payable', 'bank', 'cash', 'tax_payable', 'tax_receivable', 'inventory', 'transit', 'provision_stock', 'stock_gain',
    'stock_loss', 'fx_gain', 'fx_loss', 'fx_revaluation', 'write_off', 'rounding', 'cash_discount_given', 'cash_discount_taken', 'opening',
    'retained_earnings', 'customer_prepayment', 'supplier_prepayment', 'withholding_payable', 'withholding_receivable')
$$;

create function ledger.check_requires() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if exists (
    select from ledger.account_role r
    where r.company_id = new.company_id and r.account_id = new.id and ledger.without_dimension(r.role)) then
    raise exception 'what is posted to the account % names no %', new.number, new.requires
      using errcode = 'check_violation', schema = 'ledger', table = 'account', constraint = 'account_requires_role_check';
  end if;
  return new;
end $$;
create trigger check_requires before update of requires on ledger.account
  for each row when (new.requires in ('cost_centre', 'project')) execute function ledger.check_requires();
