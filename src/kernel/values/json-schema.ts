import { z } from 'zod';

type Json = Record<string, unknown>;

const DECIMAL = '^-?\\d{1,18}(\\.\\d{1,12})?$';
const DECIMAL_KINDS = new Set(['quantity', 'price', 'rate', 'percent']);

const caches = { input: new WeakMap<z.ZodType, Json>(), output: new WeakMap<z.ZodType, Json>() };

/** What a schema accepts, as JSON Schema (2020-12), with the `kind` of our value types kept on each value. */
export const inputSchema = (schema: z.ZodType): Json => schemaOf(schema, 'input');

/** What an answer carries, as JSON Schema (2020-12): whole numbers without a bound and decimals come as strings. */
export const outputSchema = (schema: z.ZodType): Json => schemaOf(schema, 'output');

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const known = caches[io].get(schema);
  if (known) return known;
  const {
    $schema: _,
    '~standard': __,
    ...made
  } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema, zodSchema }) =>
      io === 'input'
        ? present(jsonSchema as Json, zodSchema._zod.def)
        : answered(jsonSchema as Json, zodSchema._zod.def.type),
  }) as Json;
  caches[io].set(schema, made);
  return made;
}

/** As the answer is written: bigints and decimals as strings. */
function answered(schema: Json, type: string): void {
  const kind = schema.kind as string | undefined;
  if (kind === 'money' || type === 'bigint') Object.assign(schema, { type: 'string', pattern: '^-?\\d+$' });
  else if (kind && DECIMAL_KINDS.has(kind)) Object.assign(schema, { type: 'string', pattern: DECIMAL });
  else if (kind === 'day') schema.type = 'string';
}

/**
 * Our value types take several forms; the schema names those that JSON can carry, the string first. A figure taken when nothing
 * is said is written as it is read, so that it can be named too.
 */
function present(schema: Json, def: { type: string; defaultValue?: unknown }): void {
  if (def.type === 'default' && ['string', 'bigint'].includes(typeof def.defaultValue))
    schema.default = String(def.defaultValue);
  const kind = schema.kind as string | undefined;
  if (kind === 'money') schema.anyOf = [{ type: 'string', pattern: '^-?\\d{1,18}$' }, { type: 'integer' }];
  else if (kind && DECIMAL_KINDS.has(kind)) schema.anyOf = [{ type: 'string', pattern: DECIMAL }, { type: 'number' }];
  else if (kind === 'day') schema.type = 'string';
}
