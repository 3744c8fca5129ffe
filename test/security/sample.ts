/** A small generator of its own: values for a JSON Schema, some that fit, some on the edge, some that do not fit. */
export type Mode = 'valid' | 'edge' | 'broken';

// biome-ignore lint/suspicious/noExplicitAny: JSON Schema
export type Schema = any;

/** Repeatable chance: the same seed gives the same values (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Sampler {
  readonly random: () => number;
  readonly mode: Mode;
  /** Ids of real records by kind, so that some references lead somewhere. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Only what must be there. */
  readonly bare?: boolean;
}

const NASTY_TEXT = [
  '',
  ' ',
  '0',
  'null',
  "'; drop table kernel.event; --",
  '<script>',
  '=1+1',
  '\u0000',
  '😀'.repeat(50),
  'ä'.repeat(5_000),
  '../../etc/passwd',
  '%00',
  '\ud800',
];
const NASTY: unknown[] = [null, true, [], {}, -1, 1e308, 1.5, '9'.repeat(40), { $ne: 1 }, [[[[]]]], ...NASTY_TEXT];
const EDGE_DECIMALS = [
  '0',
  '-0',
  '0.000000000001',
  '999999999999999999',
  '-999999999999999999.999999999999',
  '1e5',
  '1.',
];
const EDGE_DAYS = ['0001-01-01', '9999-12-31', '2024-02-29', '2023-02-29', '2026-13-01', '0000-00-00'];

const pick = <T>(sampler: Sampler, items: readonly T[]): T => items[Math.floor(sampler.random() * items.length)]!;

export function sample(sampler: Sampler, schema: Schema, depth = 0): unknown {
  const { random, mode } = sampler;
  if (mode === 'broken' && random() < 0.15) return pick(sampler, NASTY);
  if (schema === true || schema === undefined || depth > 8) return pick(sampler, ['x', 1, null]);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(sampler, schema.enum);
  const special = ofKind(sampler, schema);
  if (special !== undefined) return special;
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return sample(sampler, pick(sampler, options), depth + 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part: Schema) => sample(sampler, part, depth + 1)));
  const type = Array.isArray(schema.type) ? pick(sampler, schema.type) : schema.type;
  if (type === 'object') return ofObject(sampler, schema, depth);
  if (type === 'array') return ofArray(sampler, schema, depth);
  if (type === 'string') return ofString(sampler, schema);
  if (type === 'integer' || type === 'number') return ofNumber(sampler, schema);
  if (type === 'boolean') return random() < 0.5;
  if (type === 'null') return null;
  return pick(sampler, ['x', 1, null, {}, []]);
}

function ofKind(sampler: Sampler, schema: Schema): unknown {
  const edge = sampler.mode !== 'valid' && sampler.random() < 0.3;
  switch (schema.kind) {
    case 'reference': {
      const ids = sampler.known.get(schema.entity) ?? [];
      return ids.length > 0 && sampler.random() < 0.8 ? pick(sampler, ids) : '01890000-0000-7000-8000-000000000000';
    }
    case 'money':
      return edge ? pick(sampler, ['0', '-1', '9'.repeat(18), '-' + '9'.repeat(18), '9'.repeat(19)]) : '1250';
    case 'quantity':
    case 'price':
    case 'rate':
    case 'percent':
      return edge ? pick(sampler, EDGE_DECIMALS) : pick(sampler, ['1', '2.5', '10']);
    case 'day':
      return edge ? pick(sampler, EDGE_DAYS) : pick(sampler, ['2026-03-02', '2026-02-15', '2026-04-01']);
    case 'currency':
      return pick(sampler, edge ? ['QQQ', 'eur', ''] : ['EUR', 'USD']);
    case 'country':
      return pick(sampler, edge ? ['XX', 'at'] : ['AT', 'DE', 'US']);
    default:
      return undefined;
  }
}

function ofObject(sampler: Sampler, schema: Schema, depth: number): unknown {
  const { random, mode } = sampler;
  const result: Record<string, unknown> = {};
  const required = new Set<string>(schema.required ?? []);
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    const skip = required.has(name) ? mode === 'broken' && random() < 0.08 : (sampler.bare ?? false) || random() < 0.5;
    if (!skip) result[name] = sample(sampler, part, depth + 1);
  }
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object' && random() < 0.5)
    result[`k${Math.floor(random() * 9)}`] = sample(sampler, schema.additionalProperties, depth + 1);
  if (mode === 'broken' && random() < 0.1) result.unexpected = 1;
  return result;
}

function ofArray(sampler: Sampler, schema: Schema, depth: number): unknown[] {
  const least = schema.minItems ?? 0;
  const most = Math.min(schema.maxItems ?? 4, 4);
  const length = sampler.mode === 'valid' ? Math.max(least, 1) : Math.floor(sampler.random() * (most + 1));
  return Array.from({ length }, () => sample(sampler, schema.items, depth + 1));
}

function ofString(sampler: Sampler, schema: Schema): string {
  const { random, mode } = sampler;
  if (mode !== 'valid' && random() < 0.25) return pick(sampler, NASTY_TEXT);
  if (schema.format === 'uuid') return '01890000-0000-7000-8000-000000000000';
  if (schema.format === 'email') return `p${Math.floor(random() * 1e9)}@example.com`;
  if (schema.format === 'date') return '2026-03-02';
  if (schema.format === 'date-time') return '2026-03-02T09:00:00Z';
  const text = `s${Math.floor(random() * 1e6)}`;
  const length = Math.max(schema.minLength ?? 1, Math.min(schema.maxLength ?? 8, text.length));
  return text.padEnd(length, 'x').slice(0, schema.maxLength ?? 60);
}

function ofNumber(sampler: Sampler, schema: Schema): number {
  const { minimum = 0, maximum = 1_000 } = schema;
  if (sampler.mode !== 'valid' && sampler.random() < 0.3)
    return pick(sampler, [minimum, maximum, minimum - 1, maximum + 1, 0, -0, 2 ** 53, 0.1]);
  const value = minimum + sampler.random() * Math.min(maximum - minimum, 100);
  return schema.type === 'integer' ? Math.floor(value) : value;
}
