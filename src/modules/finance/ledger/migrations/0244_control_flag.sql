-- Whether an account is kept by a sub-ledger, for those who choose among accounts that anybody may post to.
alter table ledger.account add column control boolean generated always as (kept_for is not null) stored;
