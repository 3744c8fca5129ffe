-- Every line on a control account was posted by the role the account is kept for, and none stands where no sub-ledger keeps it.
select company_id, id as line, entry_id as entry, account_number, kept_for, role, amount_minor from ledger.v_line
where kept_for is not null and (role is distinct from kept_for or kept_for = 'customer_prepayment')
