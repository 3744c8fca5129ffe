-- What each revaluation of what customers owe says is what it posted for its day to the accounts of revaluing open items, where they are kept.
select company_id, id, day, sum(said) as said_minor, sum(posted) as posted_minor
from (
  select v.company_id, v.id, v.revalued_on as day, v.difference_minor as said, 0 as posted
  from receivables.revaluation v
  join ledger.v_account_role r on r.company_id = v.company_id and r.role = 'fx_revaluation' and r.kept
  union all
  select company_id, source_id, effective_on, 0, amount_minor from ledger.v_line
  where kept_for = 'fx_revaluation' and source_entity = 'receivables.revaluation' and reverses is null
) revalued
group by company_id, id, day having sum(said) <> sum(posted)
