import { z } from 'zod';
import { seenRecords } from '#kernel/entity-rights.ts';
import { answer, report } from '#kernel/report.ts';
import type { Id } from '#kernel/values/id.ts';
import { Ref } from '#kernel/values/schema.ts';
import { sayer } from '#kernel/words/value.ts';
import { waitingFor } from './waiting.ts';

interface Touched {
  readonly request: Id;
  readonly entity: string;
  readonly document: Id;
  readonly result: boolean;
}

/** The documents of requests that are there: those a request is about, and once it is done those it made or changed. */
export const documents = answer(
  report('approvals.documents', {
    label: 'Documents of requests',
    about:
      'What requests are about, and what came of those that are done. Without a request, of what waits for you and what you asked for in the last 90 days.',
    permission: 'approvals.inbox.read',
    params: z.object({ request: Ref('approvals.request').optional() }),
    columns: {
      number: { label: 'Request', type: 'code', drill: { entity: 'approvals.request', id: 'request' } },
      kind: { label: 'Kind of document', type: 'text' },
      title: { label: 'Document', type: 'text', drill: { entity: 'entity', id: 'document' } },
      result: { label: 'Done by it', type: 'flag' },
      entity: { label: 'Kind of document', type: 'text', hidden: true },
      document: { label: 'Document', type: 'reference', hidden: true },
      request: { label: 'Request', type: 'reference', hidden: true },
    },
  }),
  async (tx, { request }) => {
    const touched = await tx.sql<Touched & { number: string }>`
      with asked as (
        select r.id, r.number, r.preview -> 'will' -> 0 ->> 'entity' as main, r.preview from approvals.request r
        where r.company_id = ${tx.company} and (${request ?? null}::uuid is null and r.asked_at >= ${tx.now}::timestamptz - interval '90 days' or r.id = ${request ?? null})
          and (r.asked_by = ${tx.actor.id} or exists (select from ${waitingFor(tx)} where w.request_id = r.id)
            or ${request ?? null}::uuid is not null and ${tx.may('approvals.request.read')})
      ), touched as (
        select a.id, (look ->> 'id')::uuid as document, false as result
        from asked a cross join lateral jsonb_array_elements(a.preview -> 'was') look where look ->> 'entity' = a.main
        union all
        select a.id, e.record_id, true
        from asked a
        join kernel.event_record d on d.company_id = ${tx.company} and d.record_id = a.id and d.after ->> 'state' = 'done'
        join kernel.event_record e on e.company_id = d.company_id and e.event_id = d.event_id and e.entity = a.main
      )
      select a.id as request, a.number, a.main as entity, t.document, bool_or(t.result) as result
      from touched t join asked a on a.id = t.id group by a.id, a.number, a.main, t.document order by a.id desc, t.document limit 500`;
    const { entities } = tx.registry;
    const there = await seenRecords(
      tx,
      touched.map(({ entity, document }) => ({ entity, id: document })),
    );
    const visible = new Set(there.map(({ id }) => id));
    const seen = touched.filter(({ document }) => visible.has(document));
    const meant = ({ entity, document }: Touched) => ({
      field: { type: 'reference' as const, entity },
      value: document,
    });
    const say = await sayer(tx, seen.map(meant));
    return {
      // What a person may not see has no title, what they may is a link.
      rows: seen.flatMap((one) => {
        const title = say(meant(one));
        return title ? [{ ...one, kind: entities.get(one.entity)!.label, title }] : [];
      }),
    };
  },
);
