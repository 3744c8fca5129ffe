-- Normal periods of a company never overlap, and each has a state.
select p.company_id, p.code as period, o.code as other
from ledger.period p
left join ledger.period o on o.company_id = p.company_id and o.id <> p.id and not o.closing and o.starts_on <= p.ends_on and o.ends_on >= p.starts_on
where not p.closing and (o.id is not null or ledger.period_state_of(p.company_id, p.id) is null)
