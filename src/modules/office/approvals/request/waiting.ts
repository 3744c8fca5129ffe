import { part } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';

/** Those in whose place the actor decides today. */
export const principals = (tx: Tx) => part`(
  select g.from_id::text from approvals.delegation g
  where g.company_id = ${tx.company} and g.to_id::text = ${tx.actor.id} and ${tx.today}::date between g.first_on and g.last_on and g.ended_at is null)`;

/**
 * Requests that wait for the actor, as `w(request_id, step_id, behalf_of, behalf, escalated)`, one row a request: in an own role,
 * position or person first, then as a delegate of somebody who could decide and did not ask for it. A step that has waited its
 * hours waits for those it escalates to as well. Nobody decides what they asked for; nobody counts twice in a step, be it once in
 * person and once by a delegate.
 */
export const waitingFor = (tx: Tx) => part`(
  select distinct on (r.id) r.id as request_id, s.id as step_id, m.behalf_of, m.behalf, a.escalated
  from approvals.request r
  join approvals.request_step s on s.company_id = r.company_id and s.request_id = r.id and s.position = r.step
  cross join lateral (
    select s.kind, s.who, false as escalated
    union all
    select s.escalate_kind, s.escalate_who, true
    where s.escalate_after_hours is not null and r.step_since + make_interval(hours => s.escalate_after_hours) <= ${tx.now}::timestamptz
  ) a
  join (
    select null::text as behalf_of, null::text as behalf, 'user' as kind, ${tx.actor.id} as who
    union all select null, null, 'role', role from unnest(${[...(tx.actor.roles ?? [])]}::text[]) role
    union all select null, null, 'position', p.code from approvals.position p
      where p.company_id = ${tx.company} and p.holder_id::text = ${tx.actor.id} and p.active
    union all
    select d.from_id::text, u.name, w.kind, w.who
    from approvals.delegation d
    join access.v_user u on u.company_id = d.company_id and u.id = d.from_id and u.active
    cross join lateral (
      select 'user' as kind, d.from_id::text as who
      union all select 'role', g.role from kernel.user_role g where g.company_id = d.company_id and g.user_id = d.from_id::text
      union all select 'position', p.code from approvals.position p where p.company_id = d.company_id and p.holder_id = d.from_id and p.active
    ) w
    where d.company_id = ${tx.company} and d.to_id::text = ${tx.actor.id} and ${tx.today}::date between d.first_on and d.last_on and d.ended_at is null
  ) m on m.kind = a.kind and m.who = a.who and m.behalf_of is distinct from r.asked_by
  where r.company_id = ${tx.company} and r.state = 'pending' and r.asked_by <> ${tx.actor.id}
    and not exists (
      select from approvals.decision d
      where d.company_id = s.company_id and d.step_id = s.id and array[d.decided_by, d.behalf_of] && array[${tx.actor.id}, m.behalf_of])
  order by r.id, m.behalf_of nulls first, a.escalated
) as w`;
