-- Nothing is settled before both sides are there.
select m.company_id, m.id, m.matched_on, x.id as item_id, x.opened_on
from receivables.match m join receivables.open_item x on x.company_id = m.company_id and x.id in (m.debit_id, m.credit_id)
where x.opened_on > m.matched_on
