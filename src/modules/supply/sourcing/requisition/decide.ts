import { implement, type Refuse } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import {
  approveRequisition,
  cancelRequisition,
  rejectRequisition,
  requisitionFlow,
  submitRequisition,
} from '../contract.ts';

interface Locked {
  id: Id;
  number: string;
  state: string;
  siteId: Id;
  requestedBy: string;
}

/** Locks requisitions in the order of their ids; refuses one that is missing or may not go to `next`. */
export async function lockRequisitions(
  tx: Tx,
  ids: readonly Id[],
  next: string,
  refuse: Refuse<Record<'wrong_state', string>>,
): Promise<Locked[]> {
  const wanted = [...new Set(ids)].sort();
  const rows = await tx.sql<Locked>`
    select id, number, state, site_id, requested_by from sourcing.requisition where company_id = ${tx.company} and id = any(${wanted}::uuid[])
    order by id for no key update`;
  if (rows.length < wanted.length) return refuseCommon('not_found', { what: 'requisition' });
  for (const { number, state } of rows) {
    if (!mayGo(requisitionFlow, state, next)) refuse('wrong_state', { number, state });
  }
  return rows;
}

export const submitHandler = implement(submitRequisition, async (tx, { requisition }, refuse) => {
  const [row] = await lockRequisitions(tx, [requisition], 'submitted', refuse);
  return moveTo(tx, row!, 'submitted');
});

/** What is ordered of it goes on; the requisition is then ordered, and its other lines are given up. */
export const cancelHandler = implement(cancelRequisition, async (tx, { requisition }, refuse) => {
  const [row] = await lockRequisitions(tx, [requisition], 'cancelled', refuse);
  // It is cancelled by what becomes of its orders.
  if (row!.state === 'ordered') refuse('wrong_state', { number: row!.number, state: row!.state });
  const givenUp = await tx.sql<{ ordered: boolean }>`
    update sourcing.requisition_line l set given_up = true
    where l.company_id = ${tx.company} and l.requisition_id = ${requisition} and l.order_id is null and exists (
      select from sourcing.requisition_line o where o.company_id = l.company_id and o.requisition_id = l.requisition_id and o.order_id is not null)
    returning true as ordered`;
  return moveTo(tx, row!, givenUp.length > 0 ? 'ordered' : 'cancelled');
});

export const approveHandler = implement(approveRequisition, async (tx, { requisition }, refuse) => {
  const [row] = await lockRequisitions(tx, [requisition], 'approved', refuse);
  // One that is ordered goes back to approved by what becomes of its orders, and by nobody's word.
  if (row!.state === 'ordered') refuse('wrong_state', { number: row!.number, state: row!.state });
  if (row!.requestedBy === tx.actor.id) refuse('own_request', { number: row!.number });
  return moveTo(tx, row!, 'approved', tx.actor.id);
});

export const rejectHandler = implement(rejectRequisition, async (tx, { requisition, reason }, refuse) => {
  const [row] = await lockRequisitions(tx, [requisition], 'rejected', refuse);
  if (row!.requestedBy === tx.actor.id) refuse('own_request', { number: row!.number });
  return moveTo(tx, row!, 'rejected', tx.actor.id, reason);
});

async function moveTo(
  tx: Tx,
  row: Locked,
  state: string,
  decidedBy: string | null = null,
  reason: string | null = null,
) {
  await tx.sql`update sourcing.requisition set state = ${state}, decided_by = coalesce(${decidedBy}, decided_by), reject_reason = ${reason}
    where company_id = ${tx.company} and id = ${row.id}`;
  tx.record({
    entity: 'sourcing.requisition',
    id: row.id,
    before: { state: row.state },
    after: reason ? { state, reason } : { state },
  });
  return { requisition: row.id, state };
}
