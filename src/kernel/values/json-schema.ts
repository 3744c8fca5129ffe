import { z } from 'zod';

type Json = Record<string, unknown>;

const DECIMAL = '^-?\\d{1,18}(\\.\\d{1,12})?$';
const DECIMAL_KINDS = new Set(['quantity', 'price', 'rate', 'percent']);

const cache = new WeakMap<z.ZodType, Json>();

/** What a schema accepts, as JSON Schema (2020-12), with the `kind` of our value types kept on each value. */
export function inputSchema(schema: z.ZodType): Json {
  const known = cache.get(schema);
  if (known) return known;
  const {
    $schema: _,
    '~standard': __,
    ...made
  } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema }) => present(jsonSchema as Json),
  }) as Json;
  cache.set(schema, made);
  return made;
}

/** Our value types take several forms; the schema names those that JSON can carry, the string first. */
function present(schema: Json): void {
  const kind = schema.kind as string | undefined;
  if (kind === 'money') schema.anyOf = [{ type: 'string', pattern: '^-?\\d{1,18}$' }, { type: 'integer' }];
  else if (kind && DECIMAL_KINDS.has(kind)) schema.anyOf = [{ type: 'string', pattern: DECIMAL }, { type: 'number' }];
  else if (kind === 'day') schema.type = 'string';
}
