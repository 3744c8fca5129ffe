-- A request is approved, done or failed exactly when each of its steps has the approvals it needs and nobody rejected it.
select r.company_id, r.number, r.state
from approvals.request r
where r.state in ('done', 'failed') and exists (
    select from approvals.request_step s
    where s.company_id = r.company_id and s.request_id = r.id and s.needs > (
      select count(*) from approvals.decision d where d.company_id = s.company_id and d.step_id = s.id and d.verdict = 'approved'))
  or r.state = 'rejected' and not exists (
    select from approvals.decision d where d.company_id = r.company_id and d.request_id = r.id and d.verdict = 'rejected')
