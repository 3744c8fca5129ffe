-- Documents post to accounts by their roles, sub-ledgers to the accounts they keep: those stay in use.
create function ledger.check_out_of_use() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.kept_for is not null or exists (
    select from ledger.account_role r where r.company_id = new.company_id and r.account_id = new.id) then
    raise exception 'documents post to the account %', new.number
      using errcode = 'check_violation', schema = 'ledger', table = 'account', constraint = 'account_active_role_check';
  end if;
  return new;
end $$;
create trigger check_out_of_use before update of active on ledger.account
  for each row when (old.active and not new.active) execute function ledger.check_out_of_use();
