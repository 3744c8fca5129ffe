-- Nobody counts twice in a step: neither as themselves nor by whoever decided in their place.
select d.company_id, d.step_id, d.decider, d.behalf, o.decider as other, o.behalf as other_behalf
from approvals.decision d
join approvals.decision o on o.company_id = d.company_id and o.step_id = d.step_id and o.id > d.id
  and array[o.decided_by, o.behalf_of] && array[d.decided_by, d.behalf_of]
