-- The key to the account a code posts to has a third column now; its index follows.
drop index tax.code_account;
create index code_account on tax.code (company_id, account_id, kept_for);
