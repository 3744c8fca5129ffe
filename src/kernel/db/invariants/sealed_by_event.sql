-- Every record of the log was written by an event.
select r.company_id, r.event_id, r.entity, r.record_id
from kernel.event_record r
left join kernel.event e on e.company_id = r.company_id and e.id = r.event_id
where e.id is null
