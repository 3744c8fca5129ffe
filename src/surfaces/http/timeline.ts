import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { part, raw } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { getRecord } from '#kernel/entity-read.ts';
import { visibleValues } from '#kernel/entity-rights.ts';
import { parse } from '#kernel/execute.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Actor } from '#kernel/tx.ts';
import { strict } from '#kernel/values/strict.ts';
import { inWords } from '#kernel/values/words.ts';
import { sayChanges } from '#kernel/words/changes.ts';
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
    const rows = await tx.sql<Change>`
      select r.event_id as event, e.at, e.actor, e.actor_name, e.via, e.operation, r.before, r.after
      from kernel.event_record r join kernel.event e on e.company_id = r.company_id and e.id = r.event_id
      where r.company_id = ${tx.company} and r.record_id = ${id} and r.entity = ${reader.entity.name}
        and ${before === undefined ? raw('true') : part`r.event_id < ${before}`}
      order by r.event_id desc, r.id limit ${size + 1}`;
    const { registry, actor } = tx;
    const visible = (values: unknown) => visibleValues(registry, reader.entity, actor, values);
    const shown = rows
      .slice(0, size)
      .map((row) => ({ ...row, before: visible(row.before), after: visible(row.after) }));
    const changes = await sayChanges(tx, reader.entity, shown);
    return {
      rows: shown.map((row, at) => ({
        ...row,
        label: registry.operations.get(row.operation)?.contract.label ?? inWords(row.operation.split('.').at(-1)!),
        changes: changes[at],
      })),
      more: rows.length > size,
    };
  });
}
