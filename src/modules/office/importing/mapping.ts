import { z } from 'zod';
import { type Day, isDay } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { toMinor } from '#kernel/values/money.ts';
import { strict, unknownField } from '#kernel/values/strict.ts';

/*
 * A mapping says, as data, how rows of files become records and documents: steps in order, each reading one file. A value is
 * a template over the row's columns (`{Name}`, `{person.FirstName} {person.LastName}`) or one of a few expressions.
 */

export type Expression =
  | string
  | { value: unknown }
  | { ref: string; key: string; optional?: boolean }
  | { first: Expression[] }
  | { number: string }
  | { day: string }
  | { minor: string; digits?: number }
  | { percent: string }
  | { inverse: string }
  | { record: string }
  | { map: Record<string, unknown>; of: string; otherwise?: unknown }
  | { equals: [string, string] }
  | { matches: [string, string] };

const Expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    z.string(),
    z.strictObject({ value: z.unknown() }),
    z.strictObject({ ref: z.string(), key: z.string(), optional: z.boolean().optional() }),
    z.strictObject({ first: z.array(Expression).min(1) }),
    z.strictObject({ number: z.string() }),
    z.strictObject({ day: z.string() }),
    z.strictObject({ minor: z.string(), digits: z.number().int().min(0).max(4).optional() }),
    z.strictObject({ percent: z.string() }),
    z.strictObject({ inverse: z.string() }),
    z.strictObject({ record: z.string() }),
    z.strictObject({ map: z.record(z.string(), z.unknown()), of: z.string(), otherwise: z.unknown().optional() }),
    z.strictObject({ equals: z.tuple([z.string(), z.string()]) }),
    z.strictObject({ matches: z.tuple([z.string(), z.string()]) }),
  ]),
);

const Join = z.strictObject({ file: z.string(), on: z.string(), key: z.string(), where: Expression.optional() });

const Step = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,40}$/, 'Small letters, digits and underscores.'),
  about: z.string().optional(),
  file: z.string(),
  /** An entity (plain records) or an operation that takes a list of documents. */
  entity: z.string().optional(),
  operation: z.string().optional(),
  /** The input field of the operation that takes the list, and the output field that lists the ids. */
  list: z.string().optional(),
  ids: z.string().optional(),
  /** What the operation is given besides the list. */
  with: z.record(z.string(), z.unknown()).optional(),
  batch: z.number().int().min(1).max(1_000).default(500),
  key: z.string(),
  where: Expression.optional(),
  sort: z.string().optional(),
  join: z.record(z.string(), Join).optional(),
  fields: z.record(z.string(), Expression),
  lines: z
    .strictObject({
      field: z.string(),
      file: z.string(),
      by: z.string(),
      of: z.string(),
      fields: z.record(z.string(), Expression),
    })
    .optional(),
});

/** How the files write numbers and days; the sign that is not the decimal one groups digits. */
const Format = z.strictObject({
  decimal: z.enum(['.', ',']).default('.'),
  day: z.enum(['y-m-d', 'd.m.y', 'd/m/y', 'm/d/y']).default('y-m-d'),
});
export type Format = z.infer<typeof Format>;

export const Mapping = strict(
  z.object({
    source: z.string().regex(/^[a-z0-9_-]{1,40}$/, 'Small letters, digits, underscores and dashes.'),
    format: Format.optional(),
    /** Records that exist already, by the key of their entity. */
    records: z.record(z.string(), z.object({ entity: z.string(), key: z.string() })).optional(),
    steps: z.array(Step).min(1),
  }),
);

/** Names in a mapping that lead nowhere, in words. What fields the target takes is asked of the target. */
export function checkNames({ steps, records = {} }: Mapping): string[] {
  const names = steps.map(({ name }) => name);
  return steps.flatMap((step, at) => {
    const used = [...expressionsOf(step)];
    const refs = used.flatMap((expression) => (isObject(expression) && 'ref' in expression ? [expression.ref] : []));
    const named = used.flatMap((expression) =>
      isObject(expression) && 'record' in expression ? [expression.record] : [],
    );
    return [
      ...refs
        .filter((name) => !names.slice(0, at).includes(name))
        .map((name) => unknownField(name, names.slice(0, at))),
      ...named.filter((name) => !Object.hasOwn(records, name)).map((name) => unknownField(name, Object.keys(records))),
      ...(step.sort && !Object.hasOwn(step.fields, step.sort)
        ? [unknownField(step.sort, Object.keys(step.fields))]
        : []),
    ].map((problem) => `${step.name}: ${problem}`);
  });
}

const isObject = (value: Expression): value is Exclude<Expression, string> => typeof value === 'object';

function* expressionsOf(step: Step): Generator<Expression> {
  const joins = Object.values(step.join ?? {}).map(({ where }) => where);
  const all = [step.where, ...joins, ...Object.values(step.fields), ...Object.values(step.lines?.fields ?? {})];
  for (const expression of all) {
    if (expression === undefined) continue;
    yield expression;
    if (isObject(expression) && 'first' in expression) yield* expression.first;
  }
}

export type Mapping = z.infer<typeof Mapping>;
export type Step = z.infer<typeof Step>;
export type SourceRow = Record<string, string>;

export interface Scope {
  readonly row: SourceRow;
  readonly joined: Record<string, SourceRow | undefined>;
  readonly format: Format | undefined;
  /** The record an earlier step made of a key; undefined when it made none. */
  lookup(step: string, key: string): string | undefined;
  /** A record the mapping names. */
  record(name: string): string | undefined;
}

/** A template with its columns filled in, trimmed; null when nothing is left or a column it names is empty. */
export function fillTemplate(template: string, scope: Scope): string | null {
  let empty = false;
  const text = template.replace(/\{(?:(\w+)\.)?(\w+)\}/g, (_, join: string | undefined, column: string) => {
    if (join && !Object.hasOwn(scope.joined, join)) throw new RowError(unknownField(join, Object.keys(scope.joined)));
    const source = join ? scope.joined[join] : scope.row;
    const value = source ? columnOf(source, column).trim() : '';
    if (value === '') empty = true;
    return value;
  });
  const result = text.replace(/\s+/g, ' ').trim();
  return result === '' || (empty && /^\{[^}]*\}$/.test(template)) ? null : result;
}

/** What is wrong with one row of a file. */
export class RowError extends Error {}

/** A row's value in a column its file has. */
export function columnOf(row: SourceRow, name: string): string {
  if (!Object.hasOwn(row, name)) throw new RowError(unknownField(name, Object.keys(row)));
  return row[name] ?? '';
}

export function evaluate(expression: Expression, scope: Scope): unknown {
  if (typeof expression === 'string') return fillTemplate(expression, scope);
  if ('value' in expression) return expression.value;
  if ('ref' in expression) return reference(expression, scope);
  if ('first' in expression) {
    for (const candidate of expression.first) {
      const value = evaluate(candidate, scope);
      if (value !== null && value !== undefined) return value;
    }
    return null;
  }
  if ('number' in expression) {
    const text = fillTemplate(expression.number, scope);
    return text === null ? null : number(text, scope);
  }
  if ('day' in expression) {
    const text = fillTemplate(expression.day, scope);
    return text === null ? null : dayOf(text, scope);
  }
  if ('minor' in expression) {
    const amount = fillTemplate(expression.minor, scope);
    return amount === null ? null : toMinor(number(amount, scope), expression.digits ?? 2, 'half-up').toString();
  }
  if ('percent' in expression) {
    const part = fillTemplate(expression.percent, scope);
    return part === null ? null : dec(number(part, scope)).times(100).toFixed();
  }
  if ('inverse' in expression) {
    const value = fillTemplate(expression.inverse, scope);
    return value === null ? null : dec(1).div(number(value, scope)).round(12).toFixed();
  }
  if ('record' in expression) {
    const found = scope.record(expression.record);
    if (found === undefined) throw new RowError(`the mapping names no record ${expression.record}`);
    return found;
  }
  if ('map' in expression) {
    const value = fillTemplate(expression.of, scope) ?? '';
    return Object.hasOwn(expression.map, value) ? expression.map[value] : (expression.otherwise ?? null);
  }
  if ('equals' in expression) return (fillTemplate(expression.equals[0], scope) ?? '') === expression.equals[1];
  return new RegExp(expression.matches[1]).test(fillTemplate(expression.matches[0], scope) ?? '');
}

function reference(expression: { ref: string; key: string; optional?: boolean }, scope: Scope): string | null {
  const key = fillTemplate(expression.key, scope);
  if (key === null) return null;
  const found = scope.lookup(expression.ref, key);
  if (found === undefined && !expression.optional) throw new RowError(`${expression.ref} has no ${key}`);
  return found ?? null;
}

const PLAIN = /^-?\d+(\.\d+)?$/;
const GROUPED = { '.': /^-?\d{1,3}(,\d{3})+(\.\d+)?$/, ',': /^-?\d{1,3}(\.\d{3})+(,\d+)?$/ } as const;
const UNGROUPED = { '.': PLAIN, ',': /^-?\d+(,\d+)?$/ } as const;

/** A number as the files write it: `1.234,50` where the comma is the decimal sign. What could be read two ways is refused. */
function number(text: string, { format }: Scope): Decimal {
  const decimal = format?.decimal ?? '.';
  const fits = UNGROUPED[decimal].test(text) || (format !== undefined && GROUPED[decimal].test(text));
  if (!fits) throw new RowError(`${text} is not a number with “${decimal}” before its decimals`);
  return decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
}

const DAYS: Readonly<Record<Format['day'], RegExp>> = {
  'y-m-d': /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  'd.m.y': /^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})$/,
  'd/m/y': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  'm/d/y': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
};

function dayOf(text: string, { format }: Scope): Day {
  const order = format?.day ?? 'y-m-d';
  const { y, m, d } = DAYS[order].exec(text)?.groups ?? {};
  const day = `${y}-${m?.padStart(2, '0')}-${d?.padStart(2, '0')}`;
  if (!isDay(day)) throw new RowError(`${text} is not a day written ${order}`);
  return day;
}
