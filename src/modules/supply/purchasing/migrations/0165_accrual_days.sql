-- Documents dated in a closed month are posted in the first open one: what is accrued at the end of a day follows the entries.
-- Null on rows written before: their effective day.
alter table purchasing.accrual add column posted_on date;
drop index purchasing.accrual_day;
create index accrual_day on purchasing.accrual (company_id, (coalesce(posted_on, effective_on)));
