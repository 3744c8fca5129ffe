-- Every entry has lines, and they sum to zero in the company's currency.
select e.company_id, e.id as entry, sum(l.amount_minor) as difference, count(l.id) as lines
from ledger.entry e left join ledger.line l on l.company_id = e.company_id and l.entry_id = e.id
group by e.company_id, e.id
having sum(l.amount_minor) is distinct from 0
