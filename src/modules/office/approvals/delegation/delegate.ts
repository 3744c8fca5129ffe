import { implement } from '#kernel/command.ts';
import { type Fragment, part } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { delegate, endDelegation } from '../contract.ts';

const KEEP = 'approvals.policy.write';

/** One's own, given and taken; all of them for who may see the policies. */
export const seenDelegations = (tx: Tx): Fragment =>
  tx.may('approvals.policy.read') ? part`true` : part`${tx.actor.id} in (t.from_id::text, t.to_id::text)`;

export const delegateHandler = implement(delegate, async (tx, { to, from, firstOn, lastOn, reason }, refuse) => {
  if (from && from !== tx.actor.id && !tx.may(KEEP)) refuse('not_for_others');
  if (from && from !== tx.actor.id && to === tx.actor.id) refuse('to_yourself');
  const users = await tx.sql<{ id: Id }>`
    select id from access.v_user where company_id = ${tx.company} and active and id::text = any(${[to, from ?? tx.actor.id]})`;
  const giver = users.find((user) => user.id === (from ?? tx.actor.id));
  if (!giver || !users.some((user) => user.id === to)) return refuse('no_user');
  if (giver.id === to) refuse('same_person');
  const first = firstOn ?? tx.today;
  if (lastOn < first || lastOn < tx.today) refuse('bad_days');
  const id = tx.newId();
  await tx.sql`
    insert into approvals.delegation (company_id, id, from_id, to_id, first_on, last_on, reason, made_by)
    values (${tx.company}, ${id}, ${giver.id}, ${to}, ${first}, ${lastOn}, ${reason ?? null}, ${tx.actor.id})`;
  tx.record({ entity: 'approvals.delegation', id, after: { from: giver.id, to, firstOn: first, lastOn } });
  return { delegation: id };
});

export const endDelegationHandler = implement(endDelegation, async (tx, { delegation }, refuse) => {
  const [found] = await tx.sql<{ fromId: string; endedAt: string | null; seen: boolean }>`
    select from_id, ended_at, ${seenDelegations(tx)} as seen from approvals.delegation t where company_id = ${tx.company} and id = ${delegation} for update`;
  if (!found?.seen) return refuseCommon('not_found', { what: 'delegation' });
  if (found.fromId !== tx.actor.id && !tx.may(KEEP)) refuse('not_for_others');
  if (found.endedAt) refuse('ended');
  await tx.sql`update approvals.delegation set ended_at = ${tx.now} where company_id = ${tx.company} and id = ${delegation}`;
  tx.record({ entity: 'approvals.delegation', id: delegation, after: { endedAt: tx.now.toISOString() } });
  return { delegation };
});
