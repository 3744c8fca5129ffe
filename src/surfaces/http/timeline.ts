import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { part, raw } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { getRecord } from '#kernel/entity-read.ts';
import { parse } from '#kernel/execute.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Actor, Tx } from '#kernel/tx.ts';
import { strict } from '#kernel/values/strict.ts';
import { inWords } from '#kernel/values/words.ts';
import { sayChanges } from '#kernel/words/changes.ts';
import { titlesOf } from '#kernel/words/value.ts';
import { visibleValues } from '#kernel/words/visible.ts';
import { LIMITS } from './limits.ts';

interface Reader {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
  readonly entity: Entity;
}

interface Change {
  readonly event: string;
  readonly operation: string;
  readonly via: string;
  readonly before: unknown;
  readonly after: unknown;
}

const Asked = strict(
  z.object({
    size: z.coerce.number().int().min(1).max(LIMITS.timelineRows).default(50),
    before: z.uuid().optional(),
  }),
);

/** Who did what to a record, newest first. Who may not read the record may not read its past; hidden fields stay hidden. */
export async function timeline(reader: Reader, id: string, query: unknown) {
  const { size, before } = parse(Asked, query);
  await getRecord(reader, id);
  if (!z.uuid().safeParse(id).success) return { rows: [], more: false };
  return readTransaction(reader, async (tx) => {
    const older = (event: string) => (before === undefined ? raw('true') : part`${raw(event)} < ${before}`);
    // What nobody notes, since it follows from a document, knows the event that made it.
    const made = tx.registry.sealed.includes(reader.entity.table)
      ? part`union all select t.event_id, null, null, null from ${raw(reader.entity.table)} t
          where t.company_id = ${tx.company} and t.id = ${id} and ${older('t.event_id')} and not exists (
            select from kernel.event_record r where r.company_id = t.company_id and r.event_id = t.event_id and r.record_id = t.id and r.entity = ${reader.entity.name})`
      : raw('');
    const rows = await tx.sql<Change>`
      select r.event_id as event, e.at, e.actor, e.actor_name, e.via, e.operation, r.before, r.after
      from (
        select r.event_id, r.id, r.before, r.after from kernel.event_record r
        where r.company_id = ${tx.company} and r.record_id = ${id} and r.entity = ${reader.entity.name} and ${older('r.event_id')}
        ${made}
      ) r join kernel.event e on e.company_id = ${tx.company} and e.id = r.event_id
      order by r.event_id desc, r.id limit ${size + 1}`;
    const { registry, actor } = tx;
    const visible = (values: unknown) => visibleValues(registry, reader.entity, actor, values);
    const shown = rows
      .slice(0, size)
      .map((row) => ({ ...row, before: visible(row.before), after: visible(row.after) }));
    const [changes, through] = await Promise.all([sayChanges(tx, reader.entity, shown), doorsOf(tx, shown)]);
    return {
      rows: shown.map((row, at) => ({
        ...row,
        label: registry.operations.get(row.operation)?.contract.label ?? inWords(row.operation.split('.').at(-1)!),
        through: through(row.via),
        changes: changes[at],
      })),
      more: rows.length > size,
    };
  });
}

const DOORS: Readonly<Record<string, string>> = {
  approval: 'an approval',
  cli: 'the command line',
  demo: 'the demo',
  import: 'an import',
  job: 'work in the background',
  setup: 'the setup',
};

const KEY = 'access.api_key';

/** How something came in, where it was not through a page: a key is said by its name. */
async function doorsOf(tx: Tx, rows: readonly Change[]): Promise<(via: string) => string | null> {
  const keyOf = (via: string): string | undefined => /^api:(.+)$/.exec(via)?.[1];
  const keys = [...new Set(rows.flatMap(({ via }) => keyOf(via) ?? []))];
  const names = new Map(keys.length > 0 ? await titlesOf(tx, KEY, keys) : []);
  return (via) => {
    const key = keyOf(via);
    if (key === undefined) return DOORS[via] ?? null;
    return names.has(key) ? `the API key “${names.get(key)}”` : 'an API key';
  };
}
