-- An entry whose lines are all in one foreign currency balances in that currency too.
select company_id, entry_id as entry, min(currency) as currency, sum(currency_minor) as difference
from ledger.line
group by company_id, entry_id
having count(currency) = count(*) and min(currency) = max(currency) and sum(currency_minor) <> 0
