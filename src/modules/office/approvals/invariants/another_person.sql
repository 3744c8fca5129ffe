-- Nobody decided on what they asked for themselves, nor in the place of whoever asked.
select r.company_id, r.number, d.decider
from approvals.decision d
join approvals.request r on r.company_id = d.company_id and r.id = d.request_id
where r.asked_by in (d.decided_by, d.behalf_of)
