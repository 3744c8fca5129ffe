import { z } from 'zod';
import type { App } from './app.ts';
import { type Fragment, join, part, raw } from './db/sql.ts';
import { columnOf, type Entity, type Field, SHARED_BY_CODE } from './entity.ts';
import { visibleRows } from './entity-rights.ts';
import { authorise, parse } from './execute.ts';
import { refuseCommon } from './refusal.ts';
import type { Registry } from './registry.ts';
import { readTransaction } from './run-report.ts';
import type { Actor, Tx } from './tx.ts';
import { LIMITS } from './values/schema.ts';
import { strict, unknownField } from './values/strict.ts';
import { withKinds } from './words/kinds.ts';

/** What a list may be asked for. `filter` values: a scalar (equal), an array (one of), or `{ from, to, like, not, empty }`. */
export const ListQuery = strict(
  z.object({
    filter: z.record(z.string(), z.json()).default({}),
    search: z.string().trim().max(200).optional(),
    sort: z.string().max(60).optional(),
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    size: z.coerce.number().int().min(1).max(LIMITS.pageRows).default(50),
    count: z.boolean().default(false),
  }),
);
export type ListQuery = z.infer<typeof ListQuery>;

export interface Page {
  readonly rows: Record<string, unknown>[];
  /** There is a next page. */
  readonly more: boolean;
  /** Asked for with `count`; counting stops at COUNT_LIMIT. */
  readonly total?: number;
}

const COUNT_LIMIT = 100_000;

interface Reader {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
  readonly entity: Entity;
}

/** One page of an entity, filtered, searched and sorted by the server. Fields the actor may not see are absent everywhere. */
export async function listEntity(reader: Reader, query: unknown): Promise<Page> {
  const { app, actor, company, entity } = reader;
  authorise(app, actor, entity.read);
  const asked = parse(ListQuery, query);
  return readTransaction({ app, actor, company }, (tx) => readPage(tx, entity, asked));
}

export async function readPage(tx: Tx, entity: Entity, asked: ListQuery): Promise<Page> {
  const visible = visibleFields(tx, entity);
  const where = conditions(tx, entity, visible, asked);
  const rows = await tx.sql`
    select ${selection(tx.registry, entity, visible)} from ${raw(entity.view ?? entity.table)} as t
    where ${where} order by ${ordering(entity, visible, asked.sort)}
    limit ${asked.size + 1} offset ${(asked.page - 1) * asked.size}`;
  const total = asked.count
    ? await tx.sql<{
        n: bigint;
      }>`select count(*) as n from (select 1 from ${raw(entity.view ?? entity.table)} as t where ${where} limit ${COUNT_LIMIT}) as c`
    : undefined;
  return {
    rows: await withKinds(tx, entity, visible, rows.slice(0, asked.size)),
    more: rows.length > asked.size,
    ...(total ? { total: Number(total[0]!.n) } : {}),
  };
}

/** One record with the fields the actor may see. */
export async function getRecord(reader: Reader, id: string): Promise<Record<string, unknown>> {
  const { app, actor, company, entity } = reader;
  authorise(app, actor, entity.read);
  if ((entity.id ?? 'id') === 'id' && !z.uuid().safeParse(id).success)
    refuseCommon('not_found', { what: entity.label.toLowerCase() });
  const rows = await readTransaction({ app, actor, company }, async (tx) => {
    const visible = visibleFields(tx, entity);
    const found =
      await tx.sql`select ${selection(tx.registry, entity, visible)} from ${raw(entity.view ?? entity.table)} as t
      where ${owned(tx, entity)} and t.${raw(entity.id ?? 'id')} = ${id}`;
    return withKinds(tx, entity, visible, found);
  });
  return rows[0] ?? refuseCommon('not_found', { what: entity.label.toLowerCase() });
}

const visibleFields = (tx: Tx, entity: Entity): [string, Field][] =>
  Object.entries(entity.fields).filter(([, field]) => !field.right || tx.may(field.right));
const owned = (tx: Tx, entity: Entity): Fragment =>
  part`${entity.shared ? raw('true') : part`t.company_id = ${tx.company}`} and ${visibleRows(tx, entity)}`;

/** The columns, and for each reference the title of the record it points to, for each person the name. */
function selection(registry: Registry, entity: Entity, visible: [string, Field][]): Fragment {
  const items = [`t.${entity.id ?? 'id'}::text as id`];
  for (const [name, field] of visible) {
    items.push(`t.${columnOf(name, field)} as "${name}"`);
    const target = field.type === 'reference' && field.entity ? registry.entities.get(field.entity) : undefined;
    if (target && !SHARED_BY_CODE.has(target.name))
      items.push(`${titleOf(target, `t.${columnOf(name, field)}`, entity)} as "${name}Title"`);
    if (field.person) items.push(`kernel.person_name(t.company_id, t.${columnOf(name, field)}) as "${name}Title"`);
  }
  return raw(items.join(', '));
}

const titleOf = (target: Entity, key: string, from: Entity): string => {
  const company = target.shared || from.shared ? '' : 'x.company_id = t.company_id and ';
  return `(select x.${columnOf(target.title, target.fields[target.title]!)} from ${target.view ?? target.table} x where ${company}x.${target.id ?? 'id'} = ${key})`;
};

/** Every record is known by its id too, whether it is one of its fields or not. */
const fieldOf = (entity: Entity, visible: [string, Field][], name: string): Field | undefined =>
  name === 'id'
    ? ({ type: entity.id ? 'text' : 'reference', label: 'id', column: entity.id ?? 'id' } as Field)
    : visible.find(([key]) => key === name)?.[1];

function ordering(entity: Entity, visible: [string, Field][], sort: string | undefined): Fragment {
  const wanted = sort ?? entity.order ?? entity.title;
  const descending = wanted.startsWith('-');
  const name = wanted.replace(/^-/, '');
  const field = fieldOf(entity, visible, name);
  if (!field) return refuseField('sort', name, visible);
  const direction = descending ? 'desc' : 'asc';
  return raw(`t.${columnOf(name, field)} ${direction}, t.${entity.id ?? 'id'} ${direction}`);
}

function conditions(tx: Tx, entity: Entity, visible: [string, Field][], asked: ListQuery): Fragment {
  const all: Fragment[] = [owned(tx, entity)];
  for (const [name, value] of Object.entries(asked.filter)) {
    const field = fieldOf(entity, visible, name);
    if (!field) return refuseField('filter', name, visible);
    all.push(condition(raw(`t.${columnOf(name, field)}`), field, value));
  }
  const words = (asked.search ?? '').split(/\s+/).filter(Boolean).slice(0, 6);
  const searched = entity.search.flatMap((name) =>
    visible.some(([key]) => key === name) ? [raw(`t.${columnOf(name, entity.fields[name]!)}`)] : [],
  );
  // With nothing to search in, or nothing the actor may see of it, a search finds nothing.
  for (const word of words)
    all.push(part`(${join([part`false`, ...searched.map((column) => part`${column} ilike ${like(word)}`)], ' or ')})`);
  return join(all, ' and ');
}

const refuseField = (path: string, name: string, known: readonly [string, Field][]): never =>
  refuseCommon('invalid_input', {
    issues: [{ path, message: unknownField(name, ['id', ...known.map(([key]) => key)]) }],
  });

const like = (word: string): string => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const Scalar = z.union([z.string(), z.number(), z.boolean()]).optional();
const Between = strict(
  z.object({ from: Scalar, to: Scalar, like: Scalar, not: Scalar, empty: z.boolean().optional() }),
);

function condition(column: Fragment, field: Field, value: z.core.util.JSONType): Fragment {
  if (value === null) return part`${column} is null`;
  if (Array.isArray(value)) return oneOf(column, field, value);
  if (typeof value !== 'object') return part`${column} = ${scalar(field, value)}`;
  const { from, to, like: text, not, empty } = parse(Between, value, 'filter');
  const all: Fragment[] = [];
  if (from !== undefined) all.push(part`${column} >= ${scalar(field, from)}`);
  if (to !== undefined) all.push(part`${column} <= ${scalar(field, to)}`);
  if (text !== undefined) all.push(part`${column}::text ilike ${like(String(text))}`);
  if (not !== undefined) all.push(part`${column} is distinct from ${scalar(field, not)}`);
  if (empty !== undefined) all.push(empty ? part`${column} is null` : part`${column} is not null`);
  return all.length > 0 ? join(all, ' and ') : raw('true');
}

/** Ids are compared as ids, so that an index finds them. */
const oneOf = (column: Fragment, field: Field, values: readonly z.core.util.JSONType[]): Fragment =>
  isId(field)
    ? part`${column} = any(${values.map((value) => scalar(field, String(value)))}::uuid[])`
    : part`${column}::text = any(${values.map(String)})`;

const isId = (field: Field): boolean => field.type === 'reference' && !SHARED_BY_CODE.has(field.entity ?? '');

const NUMERIC = new Set(['money', 'quantity', 'price', 'rate', 'percent', 'number']);

const scalar = (field: Field, value: string | number | boolean): string | boolean => {
  if (field.type === 'flag') return value === true || value === 'true';
  const text = String(value);
  const bad =
    (NUMERIC.has(field.type) && !/^-?\d{1,18}(\.\d{1,12})?$/.test(text)) ||
    (field.type === 'day' && !/^\d{4}-\d{2}-\d{2}$/.test(text)) ||
    (field.type === 'time' && Number.isNaN(Date.parse(text))) ||
    (isId(field) && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text));
  if (bad)
    refuseCommon('invalid_input', {
      issues: [{ path: 'filter', message: `${text} does not fit the field ${field.label}.` }],
    });
  return text;
};
