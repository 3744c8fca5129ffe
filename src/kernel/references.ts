import type { z } from 'zod';
import { join, part, raw } from './db/sql.ts';
import { SHARED_BY_CODE } from './entity.ts';
import type { Tx } from './tx.ts';
import type { Id } from './values/id.ts';

/** A value of an input that names a record. */
export interface Reference {
  /** Where it stands in the input: `lines.1.item`. */
  readonly path: string;
  readonly entity: string;
  readonly id: Id;
}

/** Everything an input names, by the references of its schema, in the order of the input. */
function referencesIn(schema: z.ZodType, input: unknown): Reference[] {
  const found: Reference[] = [];
  walkerOf(schema)?.(input, [], found);
  return found;
}

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

/** Where records of an entity are kept, if they are known by an id. */
function tableOf({ registry }: Tx, name: string): { table: string; shared: boolean } | undefined {
  const entity = registry.entities.get(name);
  if (!entity || SHARED_BY_CODE.has(name) || (entity.id ?? 'id') !== 'id') return undefined;
  return { table: entity.table, shared: entity.shared ?? false };
}

type Walker = (value: unknown, path: readonly string[], found: Reference[]) => void;
type Def = { readonly type: string } & Readonly<Record<string, unknown>>;

const walkers = new WeakMap<z.ZodType, { walk: Walker | undefined }>();

/** What looks for references in values of a schema; undefined where there can be none. */
function walkerOf(schema: z.ZodType): Walker | undefined {
  const known = walkers.get(schema);
  if (known) return known.walk;
  const made: { walk: Walker | undefined } = { walk: undefined };
  walkers.set(schema, made);
  made.walk = makeWalker(schema);
  return made.walk;
}

function makeWalker(schema: z.ZodType): Walker | undefined {
  const meta = schema.meta();
  if (meta?.kind === 'reference') return namedBy(meta.entity as string);
  const def = schema._zod.def as unknown as Def;
  if (def.type === 'object') return inFields(def.shape as Record<string, z.ZodType>);
  if (def.type === 'array') return inEach(def.element as z.ZodType);
  const inner = (def.innerType ?? def.in) as z.ZodType | undefined;
  if (inner) return walkerOf(inner);
  return undefined;
}

const namedBy =
  (entity: string): Walker =>
  (value, path, found) => {
    if (typeof value === 'string') found.push({ path: path.join('.'), entity, id: value });
  };

function inFields(shape: Record<string, z.ZodType>): Walker | undefined {
  const parts = Object.entries(shape).flatMap(([name, schema]) => {
    const walk = walkerOf(schema);
    return walk ? [{ name, walk }] : [];
  });
  if (parts.length === 0) return undefined;
  return (value, path, found) => {
    if (value === null || typeof value !== 'object') return;
    for (const { name, walk } of parts) walk((value as Record<string, unknown>)[name], [...path, name], found);
  };
}

function inEach(element: z.ZodType): Walker | undefined {
  const walk = walkerOf(element);
  return (
    walk &&
    ((value, path, found) => {
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) walk(item, [...path, String(index)], found);
    })
  );
}
