import { z } from 'zod';
import './issues.ts';
import { nearest } from './nearest.ts';

type Def = z.core.$ZodTypeDef & Record<string, unknown>;
type Rebuild = (schema: z.ZodType, def: Def) => z.ZodType;

const made = new WeakMap<z.ZodType, z.ZodType>();

/**
 * The same schema as every door asks it: at every depth an object refuses a field it does not know, and a text refuses
 * characters nobody can read or print. What a misspelt field would have said is never left out silently.
 */
export function strict<S extends z.ZodType>(schema: S): S {
  const known = made.get(schema);
  if (known) return known as S;
  const def = schema._zod.def as Def;
  const result = (REBUILD[def.type] ?? ((same) => same))(schema, def);
  made.set(schema, result);
  made.set(result, result);
  return result as S;
}

const inner: Rebuild = (schema, def) => withParts(schema, { innerType: strict(def.innerType as z.ZodType) });

const REBUILD: Partial<Record<string, Rebuild>> = {
  object: (schema, def) => {
    const shape = Object.fromEntries(
      Object.entries(def.shape as Record<string, z.ZodType>).map(([name, part]) => [name, strict(part)]),
    );
    const catchall = (def.catchall as z.ZodType | undefined) ?? z.never();
    return withParts(schema, { shape, catchall, error: unknownFields(Object.keys(shape)) });
  },
  array: (schema, def) => withParts(schema, { element: strict(def.element as z.ZodType) }),
  record: (schema, def) => withParts(schema, { valueType: strict(def.valueType as z.ZodType) }),
  tuple: (schema, def) => withParts(schema, { items: (def.items as z.ZodType[]).map(strict) }),
  union: (schema, def) =>
    withParts(schema, {
      options: (def.options as z.ZodType[]).map(strict),
      error: (def.error as object) ?? ofTheNearest,
    }),
  pipe: (schema, def) => withParts(schema, { in: strict(def.in as z.ZodType) }),
  lazy: (_, def) => z.lazy(() => strict((def.getter as () => z.ZodType)())),
  optional: inner,
  nullable: inner,
  nonoptional: inner,
  default: inner,
  prefault: inner,
  catch: inner,
  readonly: inner,
  intersection: () => {
    throw new Error('An intersection cannot refuse unknown fields. Extend the object instead.');
  },
  string: (schema, def) => {
    if (def.format !== undefined) return schema;
    const unreadable = takesLines(schema) ? UNREADABLE_IN_LINES : UNREADABLE;
    return (schema as z.ZodString).refine(
      (text) => readable(text, unreadable),
      'It holds characters that cannot be read.',
    );
  },
};

/** A clone keeps what was said about the schema (its kind, its checks). */
const withParts = (schema: z.ZodType, parts: object): z.ZodType =>
  z.core.clone(schema, { ...(schema._zod.def as Def), ...parts } as never, { parent: true }) as z.ZodType;

/** A text longer than this, or of no named length, is written in lines; so is a note. */
const ONE_LINE = 1_000;
const takesLines = (schema: z.ZodType): boolean =>
  schema.meta()?.kind === 'note' || ((schema as z.ZodString).maxLength ?? Number.POSITIVE_INFINITY) > ONE_LINE;

// Controls, and the signs that turn the order of writing around and so show another text than is there.
const UNREADABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
const UNREADABLE_IN_LINES = /(?![\n\r\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const readable = (text: string, unreadable: RegExp): boolean => text.isWellFormed() && !unreadable.test(text);

const unknownFields =
  (names: readonly string[]) =>
  (issue: { code?: string; keys?: readonly string[] }): string | undefined =>
    issue.code === 'unrecognized_keys' ? issue.keys!.map((key) => unknownField(key, names)).join(' ') : undefined;

/** What a misspelt name is told, whatever door it came through. */
export function unknownField(given: string, names: readonly string[]): string {
  const near = nearest(given, names);
  const shown = given.slice(0, 60).replace(/[^\p{L}\p{N} _.-]/gu, '?');
  return `There is no field ${shown} here.${near ? ` Did you mean ${near}?` : ''}`;
}

type Problem = { code: string; message: string; path: PropertyKey[] };

/** Of several forms, the one that was meant is the one with the fewest faults; its faults are told. */
function ofTheNearest(issue: { code?: string; errors?: readonly (readonly Problem[])[] }): string | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const misspelt = (issue.errors ?? []).filter((form) => form.some(({ code }) => code === 'unrecognized_keys'));
  const [meant] = misspelt.sort((a, b) => a.length - b.length);
  return meant?.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join(' ');
}
