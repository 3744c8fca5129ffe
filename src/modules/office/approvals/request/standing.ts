import { covers, type Step, within } from '#engines/approvals/match.ts';
import { part, table } from '#kernel/db/sql.ts';
import type { Registry } from '#kernel/registry.ts';
import type { RecordChange, Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Said } from '../policy/deeds.ts';

/** A record that a deed changes, and how many changes it had before. */
export interface Standing {
  readonly entity: string;
  readonly record: Id;
  readonly changes: number;
}

/** What is asked about, or was approved: what the deed stated, on which records as they stood, and whose approval that needs. */
export interface Asked {
  readonly facts: readonly Said[];
  readonly standing: readonly Standing[];
  readonly steps: readonly Step[];
}

/** What is read of the request `r` of what it asks about. */
export const ASKED = part`r.state, r.facts, r.standing, (
  select jsonb_agg(jsonb_build_object('kind', s.kind, 'who', s.who, 'needs', s.needs)) from approvals.request_step s
  where s.company_id = r.company_id and s.request_id = r.id) as steps`;

/** The records a deed touched that were there before, with the changes they had. What it makes itself has none yet. */
export const standingOf = (tx: Tx, records: readonly RecordChange[]): Promise<Standing[]> => tx.sql<Standing>`
  select e.entity, e.record_id as record, count(*)::int as changes
  from kernel.event_record e
  join (select distinct id, entity from ${table(
    records.map(({ id, entity }) => ({ id, entity })),
    { id: 'uuid', entity: 'text' },
  )}) r
    on r.id = e.record_id and r.entity = e.entity
  where e.company_id = ${tx.company}
  group by e.entity, e.record_id order by e.entity, e.record_id`;

/** The records of the request `r` that were changed since it was asked: as `c(entity, record, by)`, who changed them last. */
export const changedSince = (tx: Tx) => part`(
  select x.entity, x.record, n.by
  from jsonb_to_recordset(r.standing) as x(entity text, record uuid, changes int)
  cross join lateral (
    select count(*) as changes, (array_agg(v.actor_name order by v.id desc))[1] as by
    from kernel.event_record e join kernel.event v on v.company_id = e.company_id and v.id = e.event_id
    where e.company_id = ${tx.company} and e.record_id = x.record and e.entity = x.entity
  ) n
  where n.changes <> x.changes
) as c`;

/**
 * Whether what was approved is still what is done: on the same records, not changed since, with no fact that is another or a higher
 * amount, and with every approval that is due by now. Facts about what else was done are judged by the policies alone.
 */
export const stillCovers = ({ registry }: Tx, before: Asked, now: Asked): boolean =>
  covers(before.steps, now.steps) &&
  sameStanding(before.standing, now.standing) &&
  before.facts.length === now.facts.length &&
  now.facts.every((said, index) => sameFacts(registry, before.facts[index]!, said));

const sameFacts = ({ operations }: Registry, was: Said, now: Said): boolean =>
  was.operation === now.operation &&
  Object.entries(operations.get(now.operation)?.contract.facts ?? {}).every(
    ([name, { type, beside }]) => beside || within(was.facts[name], now.facts[name], MEASURES.has(type)),
  );

const MEASURES: ReadonlySet<string> = new Set(['money', 'percent', 'number']);

const sameStanding = (before: readonly Standing[], now: readonly Standing[]): boolean => {
  const said = (all: readonly Standing[]) =>
    all
      .map(({ entity, record, changes }) => `${entity} ${record} ${changes}`)
      .sort()
      .join('\n');
  return said(before) === said(now);
};
