-- Every line belongs to an entry, carries its day, period and event, and names an account of its company.
select l.company_id, l.id as line, l.entry_id as entry, l.account_id as account
from ledger.line l
left join ledger.entry e on e.company_id = l.company_id and e.id = l.entry_id
  and e.posted_on = l.posted_on and e.period_id = l.period_id and e.event_id = l.event_id
left join ledger.account a on a.company_id = l.company_id and a.id = l.account_id
where e.id is null or a.id is null
