-- What an account holds in the company's own currency is what was posted there in it; what is taken back counts for nothing.
select l.company_id, l.account_id as account, sum(l.amount_minor) as amount_minor, sum(l.currency_minor) as currency_minor
from ledger.line l join kernel.company c on c.id = l.company_id and c.currency = l.currency
group by l.company_id, l.account_id having sum(l.amount_minor) <> sum(l.currency_minor)
