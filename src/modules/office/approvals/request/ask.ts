import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Step } from '#engines/approvals/match.ts';
import { command, implement } from '#kernel/command.ts';
import { json, table, toJson } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Look, lookAt } from '#kernel/words/document.ts';
import { approverNames, keyOf } from '../policy/approvers.ts';

/** Not offered at any door: the pipeline carries it out in place of what needs approval. */
const contract = command('approvals.ask', {
  label: 'Sent for approval',
  about: 'Keeps what somebody wants to do until others have approved it.',
  permission: 'approvals.request.ask',
  input: z.object({
    operation: z.string(),
    label: z.string(),
    input: z.unknown(),
    key: z.string().optional(),
    reason: z.string(),
    summary: z.string(),
    would: z.array(z.custom<Look>()),
    steps: z.array(z.custom<Step>()),
  }),
  output: z.object({ request: z.string(), number: z.string(), reason: z.string(), sent: z.string() }),
});

export const ask = implement(contract, async (tx, asked) => {
  const { operation, label, input, reason, summary, would } = asked;
  const preview = { was: await lookAt(tx, would as (Look & { id: Id })[]), will: would };
  const id = tx.newId();
  const hash = createHash('sha256').update(toJson(input)).digest('base64url');
  const [number] = await tx.takeNumbers('approvals.request', 1);
  const [made] = await tx.sql<{ id: Id }>`
    insert into approvals.request (company_id, id, number, state, operation, label, reason, summary, preview, input, input_hash, request_key,
      asked_by, asker, asked_rights, asked_at, step_since)
    values (${tx.company}, ${id}, ${number}, 'pending', ${operation}, ${label}, ${reason}, ${summary}, ${json(preview)}, ${json(input)}, ${hash},
      ${asked.key ?? null}, ${tx.actor.id}, ${tx.actor.name}, ${[...tx.actor.permissions]}, ${tx.now}, ${tx.now})
    on conflict (company_id, operation, asked_by, input_hash) where state in ('pending', 'approved', 'failed') do nothing
    returning id`;
  if (!made) return { ...(await askedBefore(tx, operation, hash)), reason };
  await insertSteps(tx, id, asked.steps);
  tx.record({ entity: 'approvals.request', id, after: { number, state: 'pending', operation, summary, reason } });
  return { request: id, number: number!, reason, sent: `It was sent for approval as ${number}.` };
});

async function askedBefore(tx: Tx, operation: string, hash: string) {
  const [before] = await tx.sql<{ request: Id; number: string; state: string }>`
    select id as request, number, state from approvals.request
    where company_id = ${tx.company} and operation = ${operation} and asked_by = ${tx.actor.id} and input_hash = ${hash}
      and state in ('pending', 'approved', 'failed')`;
  const { request, number, state } = before!;
  return { request, number, sent: `It was sent for approval before as ${number}, which is ${state}.` };
}

async function insertSteps(tx: Tx, request: Id, steps: readonly Step[]): Promise<void> {
  const names = await approverNames(
    tx,
    steps.flatMap(({ escalateTo, ...step }) => [step, ...(escalateTo ? [escalateTo] : [])]),
  );
  const rows = steps.map((step, index) => ({
    ...{ id: tx.newId(), position: index + 1, kind: step.kind, who: step.who, name: names.get(keyOf(step)) },
    ...{ needs: step.needs, hours: step.escalateAfterHours ?? null },
    ...{ toKind: step.escalateTo?.kind ?? null, toWho: step.escalateTo?.who ?? null },
    toName: step.escalateTo ? names.get(keyOf(step.escalateTo)) : null,
  }));
  await tx.sql`
    insert into approvals.request_step (company_id, id, request_id, position, kind, who, who_name, needs, escalate_after_hours, escalate_kind,
      escalate_who, escalate_name)
    select ${tx.company}, id, ${request}, position, kind, who, name, needs, hours, to_kind, to_who, to_name
    from ${table(rows, {
      ...{ id: 'uuid', position: 'int', kind: 'text', who: 'text', name: 'text', needs: 'int', hours: 'int' },
      ...{ toKind: 'text', toWho: 'text', toName: 'text' },
    })}`;
}
