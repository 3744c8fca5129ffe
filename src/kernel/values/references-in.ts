import type { z } from 'zod';
import type { Id } from './id.ts';

/** A value of an input that names a record. */
export interface Reference {
  /** Where it stands in the input: `lines.1.item`. */
  readonly path: string;
  readonly entity: string;
  readonly id: Id;
}

/** Everything an input names, by the references of its schema, in the order of the input. */
export function referencesIn(schema: z.ZodType, input: unknown): Reference[] {
  const found: Reference[] = [];
  walkerOf(schema)?.(input, [], found);
  return found;
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
