-- Nothing is settled before both sides are there.
select m.company_id, m.id, m.matched_on, d.opened_on as debit_opened_on, c.opened_on as credit_opened_on
from receivables.match m
join receivables.open_item d on d.company_id = m.company_id and d.id = m.debit_id
join receivables.open_item c on c.company_id = m.company_id and c.id = m.credit_id
where greatest(d.opened_on, c.opened_on) > m.matched_on
