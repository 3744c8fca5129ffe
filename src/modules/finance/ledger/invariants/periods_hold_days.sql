-- Every entry is posted on a day its period holds, never before it took effect, and closing entries alone are in closing periods.
select e.company_id, e.id as entry, e.posted_on, p.code as period
from ledger.entry e left join ledger.period p on p.company_id = e.company_id and p.id = e.period_id
where p.id is null or e.posted_on not between p.starts_on and p.ends_on or e.posted_on < e.effective_on or p.closing <> (e.journal = 'closing')
