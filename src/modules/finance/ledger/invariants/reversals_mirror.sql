-- A reversal has the lines of its origin with the opposite sign.
select r.company_id, r.id as reversal, x.account_id, sum(x.amount) as difference
from ledger.entry r
cross join lateral (
  select account_id, amount_minor as amount, coalesce(currency_minor, 0) as foreign_amount, currency, party_id, cost_centre_id, project_id
  from ledger.line l where l.company_id = r.company_id and l.entry_id in (r.id, r.reverses)
) x
where r.reverses is not null
group by r.company_id, r.id, x.account_id, x.currency, x.party_id, x.cost_centre_id, x.project_id
having sum(x.amount) <> 0 or sum(x.foreign_amount) <> 0
