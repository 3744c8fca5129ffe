-- No entry was recorded in a period while it was closed.
select e.company_id, e.id as entry, e.period_id, e.recorded_at
from ledger.period_state s
join ledger.entry e on e.company_id = s.company_id and e.period_id = s.period_id and e.recorded_at > s.recorded_at
where s.state = 'closed' and not exists (
  select from ledger.period_state later
  where later.company_id = s.company_id and later.period_id = s.period_id and later.turn > s.turn and later.recorded_at < e.recorded_at)
