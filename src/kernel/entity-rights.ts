import { type Fragment, join, part, raw, table } from './db/sql.ts';
import type { Entity } from './entity.ts';
import type { Tx } from './tx.ts';

/* Which records somebody sees: by the right to their kind, and where a module says so by the row. */

/**
 * Whether the record that two columns of a statement name, by its kind and its id, is there for the actor: they may read the kind,
 * and see the row where its module says which rows are seen. `but` are kinds that are not asked about.
 */
export function seenRecord(tx: Tx, columns: { entity: string; id: string }, but: readonly string[] = []): Fragment {
  const [entity, id] = [raw(columns.entity), raw(columns.id)];
  const kinds = [...tx.registry.entities.values()].filter(({ name, read }) => tx.may(read) && !but.includes(name));
  const whole = kinds.filter(({ name }) => !tx.registry.rows.has(name)).map(({ name }) => name);
  const ruled = kinds.filter(({ name }) => tx.registry.rows.has(name));
  return part`(${join(
    [
      part`${entity} = any(${whole}::text[])`,
      ...ruled.map((kind) => part`${entity} = ${kind.name} and ${id}::uuid in (${rowsOf(tx, kind, raw('t.id'))})`),
    ],
    ' or ',
  )})`;
}

/** Of the records named, those that are there for the actor. */
export const seenRecords = <R extends { entity: string; id: string }>(tx: Tx, records: readonly R[]): Promise<R[]> =>
  tx.sql<R>`select r.entity, r.id from ${table<{ entity: string; id: string }>(records, { entity: 'text', id: 'uuid' })}
    where ${seenRecord(tx, { entity: 'r.entity', id: 'r.id' })}`;

/** Whether a record is there for the actor. */
export async function isSeen(tx: Tx, entity: Entity, id: string): Promise<boolean> {
  if (!tx.may(entity.read)) return false;
  const found = await tx.sql`${rowsOf(tx, entity, raw('1'))} and t.id = ${id}`;
  return found.length > 0;
}

const rowsOf = (tx: Tx, entity: Entity, what: Fragment): Fragment =>
  part`select ${what} from ${raw(entity.view ?? entity.table)} t where t.company_id = ${tx.company} and ${visibleRows(tx, entity)}`;

/** Whether the actor may change records of an entity at all: by its derived operations, or by any that acts on it or its parts. */
export function mayChange(tx: Tx, { name, write, children = [] }: Entity): boolean {
  const parts = new Set<string | undefined>([name, ...children.map(({ entity }) => entity)]);
  const acts = [...tx.registry.operations.values()].some(
    ({ contract: { on, subject, permission } }) => (parts.has(on?.entity) || parts.has(subject)) && tx.may(permission),
  );
  return acts || (write !== undefined && tx.may(write));
}

/** Which rows `t` of an entity its readers see; all, unless its module says otherwise. */
export const visibleRows = (tx: Tx, entity: Entity): Fragment => tx.registry.rows.get(entity.name)?.(tx) ?? part`true`;
