import { type Fragment, join, part, raw, table } from './db/sql.ts';
import type { Entity, Field } from './entity.ts';
import type { Registry } from './registry.ts';
import type { Actor, Tx } from './tx.ts';

/*
 * What somebody may see of what the log says of a record. The values in it have grown by hand: lines within lines, sums,
 * sentences. So the rule is careful: a name that the record or one of its parts declares is shown to who may see that field;
 * where some field is closed to the reader, no other name that speaks of money or holds a decimal number, and no sentence with an
 * amount, is shown.
 */

const OF_MONEY = /minor|price|cost|value|amount|total|\bnet|Net|percent|rate|paid|claim|estimate/;
const AMOUNT = /\d[.,]\d/;
/** Prices and quantities are written as decimals; positions and versions are plain numbers. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The values of a change with whatever the actor may not see taken out, at every depth. */
export function visibleValues(registry: Registry, entity: Entity, actor: Actor, values: unknown): unknown {
  const family = familyOf(registry, entity);
  const fields = family.flatMap((item) => Object.entries(item.fields));
  const open = ({ right }: Field) => right === undefined || actor.permissions.has(right);
  if (fields.every(([, field]) => open(field))) return values;
  const visible = (name: string, value: unknown, own: boolean): boolean => {
    const declared = own && entity.fields[name] ? [entity.fields[name]] : namesakes(fields, name);
    if (declared.length > 0) return declared.every(open) && !tells(value, declared);
    return !OF_MONEY.test(name) && !tells(value, []);
  };
  const cut = (value: unknown, own: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => cut(item, false));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (visible(name, item, own) ? [[name, cut(item, false)]] : [])),
    );
  };
  return cut(values, true);
}

/** A line of figures, divided by `; `, without those that may be closed to the actor. */
export function visibleSummary(registry: Registry, entity: Entity | undefined, actor: Actor, text: string): string {
  const fields = entity ? familyOf(registry, entity).flatMap((item) => Object.values(item.fields)) : [];
  if (fields.every(({ right }) => right === undefined || actor.permissions.has(right))) return text;
  return text
    .split('; ')
    .filter((part) => !AMOUNT.test(part))
    .join('; ');
}

const namesakes = (fields: [string, Field][], name: string): Field[] =>
  fields.filter(([other]) => other === name).map(([, field]) => field);

/** A figure nobody declared, or a sentence that may hold an amount. Quantities, days and codes are declared, and no sentences. */
function tells(value: unknown, declared: readonly Field[]): boolean {
  if (Array.isArray(value)) return value.some((item) => tells(item, declared));
  if (typeof value !== 'string') return false;
  if (declared.length === 0 && DECIMAL.test(value)) return true;
  return AMOUNT.test(value) && /\s/.test(value) && !declared.some(({ type }) => type !== 'text' && type !== 'note');
}

/** An entity, its parts, and what it is a part of. */
function familyOf(registry: Registry, entity: Entity): Entity[] {
  const family = new Set([entity]);
  for (const item of family)
    for (const child of item.children ?? []) {
      const found = registry.entities.get(child.entity);
      if (found) family.add(found);
    }
  for (const other of registry.entities.values())
    if (other.children?.some((child) => child.entity === entity.name)) family.add(other);
  return [...family];
}

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
