import { type Input, implement, type Operation, type Refuse } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { approve, carryOut, reject, requestFlow, withdraw } from '../contract.ts';
import { carryOutApproved } from './carry-out.ts';
import { principals, waitingFor } from './waiting.ts';

interface Request {
  id: Id;
  number: string;
  state: string;
  step: number;
  askedBy: string;
  asker: string;
  failure: string | null;
}

type DecideRefusing = Refuse<typeof approve.refusals>;

export const approveHandler: Operation<typeof approve> = {
  ...implement(approve, async (tx, input, refuse) => {
    const { request, decided } = await decide(tx, input, 'approved', refuse);
    const [step] = await tx.sql<{ enough: boolean; last: boolean }>`
      select (select count(*) from approvals.decision d where d.company_id = s.company_id and d.step_id = s.id and d.verdict = 'approved') >= s.needs as enough,
        not exists (select from approvals.request_step n where n.company_id = s.company_id and n.request_id = s.request_id and n.position > s.position) as last
      from approvals.request_step s where s.company_id = ${tx.company} and s.id = ${decided}`;
    if (!step!.enough) return answerOf(request);
    if (step!.last) return setState(tx, request, 'approved');
    await tx.sql`update approvals.request set step = step + 1, step_since = ${tx.now} where company_id = ${tx.company} and id = ${request.id}`;
    return answerOf(request);
  }),
  after: carryOutApproved,
};

export const rejectHandler = implement(reject, async (tx, input, refuse) => {
  const { request } = await decide(tx, input, 'rejected', refuse);
  return setState(tx, request, 'rejected');
});

export const withdrawHandler = implement(withdraw, async (tx, input, refuse) => {
  const request = await lockRequest(tx, input.request, 'withdrawn', refuse);
  if (request.askedBy !== tx.actor.id) refuse('not_asker', { number: request.number, asker: request.asker });
  return setState(tx, request, 'withdrawn');
});

export const carryOutHandler: Operation<typeof carryOut> = {
  ...implement(carryOut, async (tx, input, refuse) => answerOf(await lockRequest(tx, input.request, 'done', refuse))),
  after: carryOutApproved,
};

async function lockRequest(
  tx: Tx,
  id: Id,
  next: string,
  refuse: Refuse<Record<'wrong_state', string>>,
): Promise<Request> {
  const [request] = await tx.sql<Request>`
    select id, number, state, step, asked_by, asker, failure from approvals.request where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!request || !(await concerns(tx, request))) return refuseCommon('not_found', { what: 'request' });
  if (!mayGo(requestFlow, request.state, next)) refuse('wrong_state', { number: request.number, state: request.state });
  return request;
}

/** To whom it does not wait for, who neither asked for it nor decided on it and may not read all, it is as if it were not there. */
async function concerns(tx: Tx, { id, askedBy }: Request): Promise<boolean> {
  if (askedBy === tx.actor.id || tx.may('approvals.request.read')) return true;
  const [found] = await tx.sql<{ yes: boolean }>`
    select exists (select from ${waitingFor(tx)} where w.request_id = ${id}) or exists (
      select from approvals.decision d where d.company_id = ${tx.company} and d.request_id = ${id} and array[d.decided_by, d.behalf_of] && (${tx.actor.id}::text || array${principals(tx)})) as yes`;
  return found!.yes;
}

/** Locks the request and writes the decision; answers the step it counts for. */
async function decide(
  tx: Tx,
  { request: id, comment }: Input<typeof approve>,
  verdict: 'approved' | 'rejected',
  refuse: DecideRefusing,
): Promise<{ request: Request; decided: Id }> {
  const request = await lockRequest(tx, id, verdict, refuse);
  const { number, askedBy } = request;
  if (askedBy === tx.actor.id) refuse('own_request', { number });
  const [waiting] = await tx.sql<{ stepId: Id; behalfOf: string | null; behalf: string | null; escalated: boolean }>`
    select w.step_id, w.behalf_of, w.behalf, w.escalated from ${waitingFor(tx)} where w.request_id = ${id}`;
  if (!waiting) return refuseOther(tx, request, refuse);
  const { stepId, ...as } = waiting;
  await tx.sql`
    insert into approvals.decision (company_id, id, event_id, request_id, step_id, verdict, decided_by, decider, behalf_of, behalf, escalated, comment, decided_at)
    values (${tx.company}, ${tx.newId()}, ${tx.eventId}, ${id}, ${stepId}, ${verdict}, ${tx.actor.id}, ${tx.actor.name}, ${as.behalfOf}, ${as.behalf},
      ${as.escalated}, ${comment ?? null}, ${tx.now})`;
  tx.record({ entity: 'approvals.request', id, after: { decision: verdict, step: request.step, ...as, comment } });
  return { request, decided: stepId };
}

async function refuseOther(tx: Tx, { id, number, step }: Request, refuse: DecideRefusing): Promise<never> {
  const [found] = await tx.sql<{ who: string; again: boolean; deputy: string | null; principal: string | null }>`
    select s.who_name as who,
      exists (select from approvals.decision d where d.company_id = s.company_id and d.step_id = s.id and d.decided_by = ${tx.actor.id}) as again,
      (select d.decider from approvals.decision d
        where d.company_id = s.company_id and d.step_id = s.id and d.behalf_of = ${tx.actor.id} limit 1) as deputy,
      (select case when d.decided_by in ${principals(tx)} then d.decider else d.behalf end
        from approvals.decision d
        where d.company_id = s.company_id and d.step_id = s.id and array[d.decided_by, d.behalf_of] && array${principals(tx)} limit 1) as principal
    from approvals.request_step s where s.company_id = ${tx.company} and s.request_id = ${id} and s.position = ${step}`;
  const { who, again, deputy, principal } = found!;
  if (again) refuse('decided_already', { number });
  if (deputy) refuse('decided_for_you', { number, deputy });
  if (principal) refuse('decided_by_principal', { number, principal });
  return refuse('not_approver', { number, who });
}

const answerOf = ({ id, number, state, failure }: Request) => ({ request: id, number, state, failure });

async function setState(tx: Tx, request: Request, state: string) {
  await tx.sql`update approvals.request set state = ${state}, settled_at = case when ${state} <> 'approved' then ${tx.now}::timestamptz end
    where company_id = ${tx.company} and id = ${request.id}`;
  tx.record({ entity: 'approvals.request', id: request.id, before: { state: request.state }, after: { state } });
  return answerOf({ ...request, state });
}
