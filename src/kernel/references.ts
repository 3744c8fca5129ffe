import type { z } from 'zod';
import { join, part, raw } from './db/sql.ts';
import { columnOf, SHARED_BY_CODE } from './entity.ts';
import { refuseCommon } from './refusal.ts';
import type { Tx } from './tx.ts';
import type { Id } from './values/id.ts';
import { type Reference, referencesIn } from './values/references-in.ts';

/**
 * The references of an input that name no record of this company: one statement for all kinds, sent before what the
 * operation asks. Records that only exist once the operation is done are not named by its input.
 */
export async function missingReferences(tx: Tx, schema: z.ZodType, input: unknown): Promise<Reference[]> {
  const references = referencesIn(schema, input).filter(({ entity }) => tableOf(tx, entity) !== undefined);
  if (references.length === 0) return [];
  const kinds = [...Map.groupBy(references, ({ entity }) => entity)].sort(([a], [b]) => (a < b ? -1 : 1));
  const questions = kinds.map(([entity, of]) => {
    const { table, shared } = tableOf(tx, entity)!;
    const own = shared ? part`` : part` and t.company_id = ${tx.company}`;
    const ids = [...new Set(of.map(({ id }) => id))];
    return part`select ${entity}::text as entity, r.id from unnest(${ids}::uuid[]) r(id)
      where not exists (select from ${raw(table)} t where t.id = r.id${own})`;
  });
  const rows = await tx.sql<{ entity: string; id: Id }>`${join(questions, ' union all ')}`;
  if (rows.length === 0) return [];
  const missing = new Set(rows.map(({ entity, id }) => `${entity} ${id}`));
  return references.filter(({ entity, id }) => missing.has(`${entity} ${id.toLowerCase()}`));
}

/** Refuses what names, anew, a record that is not in use any more. One statement; none where nothing that can be archived is named. */
export async function refuseArchived(tx: Tx, schema: z.ZodType, values: unknown): Promise<void> {
  const named = Map.groupBy(referencesIn(schema, values), ({ entity }) => tx.registry.entities.get(entity));
  const questions = [...named].flatMap(([entity, of]) => {
    const at = entity?.fields.active && tableOf(tx, entity.name);
    if (!at) return [];
    const own = at.shared ? part`` : part` and t.company_id = ${tx.company}`;
    const name = raw(columnOf(entity.title, entity.fields[entity.title]!));
    return part`select ${entity.label.toLowerCase()}::text as what, t.${name}::text as name from ${raw(entity.view ?? at.table)} t
      where t.id = any(${of.map(({ id }) => id)}::uuid[]) and not t.active${own}`;
  });
  if (questions.length === 0) return;
  const [archived] = await tx.sql`${join(questions, ' union all ')} limit 1`;
  if (archived) refuseCommon('not_in_use', archived);
}

/** Where records of an entity are kept, if they are known by an id. */
function tableOf({ registry }: Tx, name: string): { table: string; shared: boolean } | undefined {
  const entity = registry.entities.get(name);
  if (!entity || SHARED_BY_CODE.has(name) || (entity.id ?? 'id') !== 'id') return undefined;
  return { table: entity.table, shared: entity.shared ?? false };
}
