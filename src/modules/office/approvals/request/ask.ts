import { z } from 'zod';
import type { Step } from '#engines/approvals/match.ts';
import { command, type Input, implement } from '#kernel/command.ts';
import { json, table } from '#kernel/db/sql.ts';
import type { RecordChange, Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Look, lookAt } from '#kernel/words/document.ts';
import { approverNames, keyOf } from '../policy/approvers.ts';
import type { Said } from '../policy/deeds.ts';
import { ASKED, type Asked, type Standing, stillCovers } from './standing.ts';

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
    noted: z.array(z.custom<RecordChange>()),
    facts: z.array(z.custom<Said>()),
    standing: z.array(z.custom<Standing>()),
    steps: z.array(z.custom<Step>()),
    replaces: z.custom<Id>().optional(),
  }),
  output: z.object({ request: z.string(), number: z.string(), reason: z.string(), sent: z.string() }),
});

export const ask = implement(contract, async (tx, asked) => {
  const { operation, label, input, reason, summary, would, noted } = asked;
  const hash = await lockQuestion(tx, asked);
  const before = await openBefore(tx, asked, hash);
  const same = before.find(({ id, ...was }) => id !== asked.replaces && stillCovers(tx, was, asked));
  if (same) return { ...askedBefore(same), reason };
  const preview = { was: await lookAt(tx, would as (Look & { id: Id })[]), will: would, noted };
  const id = tx.newId();
  const [number] = await tx.takeNumbers('approvals.request', 1);
  await outdate(tx, before, number!);
  await tx.sql`
    insert into approvals.request (company_id, id, number, state, operation, label, reason, summary, preview, facts, standing, input, input_hash,
      request_key, asked_by, asker, asked_rights, asked_at, step_since)
    values (${tx.company}, ${id}, ${number}, 'pending', ${operation}, ${label}, ${reason}, ${summary}, ${json(preview)}, ${json(asked.facts)},
      ${json(asked.standing)}, ${json(input)}, ${hash}, ${asked.key ?? null}, ${tx.actor.id}, ${tx.actor.name},
      ${[...tx.actor.permissions]}, ${tx.now}, ${tx.now})`;
  await insertSteps(tx, id, asked.steps);
  tx.record({ entity: 'approvals.request', id, after: { number, state: 'pending', operation, summary, reason } });
  return { request: id, number: number!, reason, sent: `It was sent for approval as ${number}.` };
});

interface Before extends Asked {
  id: Id;
  number: string;
  state: string;
}

/** What tells one question from another, however its input is written. Who asks the same at once waits for the other. */
async function lockQuestion(tx: Tx, { operation, input }: Input<typeof contract>): Promise<string> {
  const [question] = await tx.sql<{ hash: string }>`
    select h.hash, pg_advisory_xact_lock(hashtext('approvals.request'), hashtext(concat_ws(' ', ${tx.company}::int, ${operation}::text, ${tx.actor.id}::text, h.hash)))::text as locked
    from (select encode(sha256(convert_to(${json(input)}::text, 'UTF8')), 'base64') as hash) h`;
  return question!.hash;
}

/** The open question about the same, and the one that is asked anew. */
async function openBefore(tx: Tx, { operation, replaces }: Input<typeof contract>, hash: string): Promise<Before[]> {
  return tx.sql<Before>`
    select r.id, r.number, ${ASKED} from approvals.request r
    where r.company_id = ${tx.company} and r.state in ('pending', 'approved', 'failed')
      and (r.id = ${replaces ?? null} or r.operation = ${operation} and r.asked_by = ${tx.actor.id} and r.input_hash = ${hash})
    for no key update of r`;
}

const askedBefore = ({ id, number, state }: Before) => ({
  ...{ request: id as string, number, sent: `It was sent for approval before as ${number}, which is ${state}.` },
});

/** What was asked is not what would be done by now: nobody approves that any more. */
async function outdate(tx: Tx, before: readonly Before[], number: string): Promise<void> {
  const failure = `What it asks for has changed since. As it stands now it waits for approval as ${number}.`;
  await tx.sql`update approvals.request set state = 'outdated', failure = ${failure}, settled_at = ${tx.now}
    where company_id = ${tx.company} and id = any(${before.map(({ id }) => id)}::uuid[])`;
  tx.record(
    ...before.map(({ id, state }) => ({
      ...{ entity: 'approvals.request', id, before: { state }, after: { state: 'outdated', failure } },
    })),
  );
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
