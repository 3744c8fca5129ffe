-- Balances by account and period, their slots summed.
create view ledger.v_balance as
select b.company_id, b.account_id, a.number as account_number, a.name as account_name, a.type as account_type,
  b.period_id, p.code as period, p.closing, p.starts_on, p.ends_on, b.cost_centre_id, b.site_id,
  sum(b.debit_minor)::bigint as debit_minor, sum(b.credit_minor)::bigint as credit_minor,
  (sum(b.debit_minor) - sum(b.credit_minor))::bigint as amount_minor
from ledger.balance b
join ledger.account a on a.company_id = b.company_id and a.id = b.account_id
join ledger.period p on p.company_id = b.company_id and p.id = b.period_id
group by b.company_id, b.account_id, a.company_id, a.id, b.period_id, p.company_id, p.id, b.cost_centre_id, b.site_id;

-- Lines with what their entry and account say about them.
create view ledger.v_line as
select l.company_id, l.id, l.entry_id, e.number as entry_number, e.journal, l.period_id, l.posted_on, e.effective_on,
  l.account_id, a.number as account_number, a.name as account_name, a.type as account_type, a.kept_for, l.role,
  l.amount_minor, greatest(l.amount_minor, 0) as debit_minor, greatest(-l.amount_minor, 0) as credit_minor,
  l.currency, l.currency_minor, l.party_id, l.item_id, l.site_id, l.cost_centre_id, l.project_id, l.tax_code_id,
  coalesce(l.text, e.text) as text, e.source_entity, e.source_id, e.reverses, e.cause, e.actor, e.recorded_at, l.event_id
from ledger.line l
join ledger.entry e on e.company_id = l.company_id and e.id = l.entry_id
join ledger.account a on a.company_id = l.company_id and a.id = l.account_id;

-- What each account role means in each company, for sub-ledgers that prove they equal their account, and whether it is kept for the role.
create view ledger.v_account_role as
select r.company_id, r.role, r.account_id, a.kept_for is not distinct from r.role as kept
from ledger.account_role r left join ledger.account a on a.company_id = r.company_id and a.id = r.account_id;

-- Periods with the state their last row gives them.
create view ledger.v_period as
select p.company_id, p.id, p.year_id, p.code, case when p.closing then p.code else to_char(p.starts_on, 'Mon YYYY') end as name, p.closing, p.starts_on, p.ends_on, s.state, s.actor, s.reason, s.recorded_at
from ledger.period p
cross join lateral (
  select * from ledger.period_state s where s.company_id = p.company_id and s.period_id = p.id order by s.turn desc limit 1
) s;

-- Entries with their turnover and the entry that took them back.
create view ledger.v_entry as
select e.*, e.reverses is not null as reversal, t.total_minor, t.lines, r.id as reversed_by, case when r.id is null then 'posted' else 'reversed' end as state
from ledger.entry e
cross join lateral (
  select coalesce(sum(greatest(l.amount_minor, 0)), 0)::bigint as total_minor, count(*)::int as lines
  from ledger.line l where l.company_id = e.company_id and l.entry_id = e.id
) t
left join ledger.entry r on r.company_id = e.company_id and r.reverses = e.id;

-- Years with whether an entry that was not taken back carried their result forward.
create view ledger.v_fiscal_year as
select y.*, exists (
    select from ledger.entry e where e.company_id = y.company_id and e.source_id = y.id and e.journal = 'closing' and e.reverses is null
      and not exists (select from ledger.entry r where r.company_id = e.company_id and r.reverses = e.id)
  ) as closed
from ledger.fiscal_year y;
