-- The open part of an item is its amount less all its matches, in both currencies.
select x.company_id, x.id, x.kind, x.amount_minor, x.open_minor, m.matched, x.base_minor, x.open_base_minor, m.matched_base
from payables.open_item x
left join lateral (
  select coalesce(sum(case when m.owed_id = x.id then m.amount_minor else -m.amount_minor end), 0) as matched,
    coalesce(sum(case when m.owed_id = x.id then m.owed_base_minor else -m.credit_base_minor end), 0) as matched_base
  from payables.match m where m.company_id = x.company_id and (m.owed_id = x.id or m.credit_id = x.id)
) m on true
where x.open_minor <> x.amount_minor - m.matched or x.open_base_minor <> x.base_minor - m.matched_base
