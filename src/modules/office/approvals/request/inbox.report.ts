import { z } from 'zod';
import { answer, type Column, type Row, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { mayWait } from '../policy/set-policy.ts';
import { SUBJECT, type Subject, sees, summaryFor } from './sees.ts';
import { changedSince } from './standing.ts';
import { waitingFor } from './waiting.ts';

const columns = {
  number: { label: 'Request', type: 'code', drill: { entity: 'approvals.request', id: 'request' } },
  label: { label: 'What', type: 'text' },
  summary: { label: 'Summary', type: 'text' },
  reason: { label: 'Needs approval because', type: 'text' },
} as const satisfies Record<string, Column>;

interface Summed extends Row, Subject {
  readonly summary: string;
}

/** What is hidden from somebody in the case is not told in its summary either. */
async function closed(tx: Tx, rows: readonly Summed[]): Promise<Row[]> {
  const open = await sees(tx, rows);
  return rows.map(({ operation, touched, named, summary, ...row }) => {
    const subject = { operation, touched, named };
    return { ...row, summary: summaryFor(tx, subject, open(subject), summary) };
  });
}

export const inbox = answer(
  report('approvals.inbox', {
    label: 'Waiting for your approval',
    about:
      'What others asked for and you may decide now: by your role or position, in person, in another’s place, or escalated to you.',
    permission: 'approvals.inbox.read',
    params: z.object({}),
    columns: {
      ...columns,
      asker: { label: 'Asked by', type: 'text' },
      askedAt: { label: 'Asked', type: 'time' },
      behalf: { label: 'In place of', type: 'text' },
      escalated: { label: 'Escalated', type: 'flag' },
      changed: {
        label: 'Changed since',
        type: 'flag',
        explain: 'What it is about was changed since it was asked: once approved, it is asked anew.',
      },
      request: { label: 'Request', type: 'reference', hidden: true },
      decided: { label: 'Former decisions', type: 'text', hidden: true },
    },
  }),
  async (tx) => ({
    rows: await closed(
      tx,
      await tx.sql<Summed>`
      select r.id as request, ${SUBJECT}, r.number, r.label, r.summary, r.reason, r.asker, r.asked_at, w.behalf, w.escalated,
        exists (select from ${changedSince(tx)}) as changed,
        (select string_agg(d.verdict || ' by ' || d.decider || coalesce(': ' || d.comment, ''), '; ' order by d.decided_at)
         from approvals.decision d where d.company_id = r.company_id and d.request_id = r.id) as decided
      from ${waitingFor(tx)} join approvals.request r on r.company_id = ${tx.company} and r.id = w.request_id
      order by r.asked_at, r.id limit 500`,
    ),
  }),
);

export const mine = answer(
  report('approvals.mine', {
    label: 'What you asked for',
    about: 'Your own requests of the last 90 days: what they wait for, and what became of them.',
    permission: 'approvals.inbox.read',
    params: z.object({}),
    columns: {
      ...columns,
      state: { label: 'State', type: 'state' },
      waitsFor: { label: 'Waits for', type: 'text' },
      comment: { label: 'Answer', type: 'text' },
      askedAt: { label: 'Asked', type: 'time' },
      request: { label: 'Request', type: 'reference', hidden: true },
    },
  }),
  async (tx) => ({
    rows: await closed(
      tx,
      await tx.sql<Summed>`
      select r.id as request, ${SUBJECT}, r.number, r.label, r.summary, r.reason, r.state, r.asked_at,
        case when r.state = 'pending' then s.who_name end as waits_for, coalesce(r.failure, d.comment) as comment
      from approvals.request r
      left join approvals.request_step s on s.company_id = r.company_id and s.request_id = r.id and s.position = r.step
      left join lateral (
        select d.comment from approvals.decision d where d.company_id = r.company_id and d.request_id = r.id order by d.decided_at desc limit 1
      ) d on true
      where r.company_id = ${tx.company} and r.asked_by = ${tx.actor.id} and r.asked_at >= ${tx.now}::timestamptz - interval '90 days'
      order by r.id desc limit 200`,
    ),
  }),
);

export const operations = answer(
  report('approvals.operations', {
    label: 'What can need approval',
    about:
      'Every operation a policy can name, the kind of record that stands for all that make it, and the facts it states for conditions and amount tiers.',
    permission: 'approvals.policy.read',
    params: z.object({}),
    columns: {
      operation: { label: 'Operation', type: 'code' },
      label: { label: 'What', type: 'text' },
      subject: { label: 'Or all of', type: 'code' },
      facts: { label: 'Facts', type: 'text' },
      stated: { label: 'Facts', type: 'json', hidden: true },
    },
  }),
  async (tx) => ({
    rows: [...tx.registry.operations.values()]
      .map(({ contract }) => contract)
      .filter(mayWait)
      .map(({ name, label, subject, facts = {} }) => ({
        ...{ operation: name, label, subject: subject ?? null },
        stated: Object.entries(facts).map(([fact, { label: words, type }]) => ({ name: fact, label: words, type })),
        facts: Object.entries(facts)
          .map(([, { label: words }]) => words)
          .join(', '),
      }))
      .sort((one, other) => Number(!one.facts) - Number(!other.facts) || one.operation.localeCompare(other.operation)),
  }),
);
