import type { Entity, Field } from '../entity.ts';
import { readPage } from '../entity-read.ts';
import type { RecordChange, Tx } from '../tx.ts';
import { isEmpty, type Meant, sayer } from './value.ts';

type Row = Record<string, unknown>;

/** A record with its lines, as it stood when it was looked at. */
export interface Look {
  readonly entity: string;
  readonly id: string;
  readonly row: Row;
  readonly parts: Readonly<Record<string, readonly Row[]>>;
}

/** A value of a document in words: `line` counts within `part`; `name` is that of the field, `record` the document’s id. */
export interface Told {
  readonly record: string;
  readonly name: string;
  readonly part: string;
  readonly line: number | null;
  readonly label: string;
  readonly was: string;
  readonly will: string;
  readonly figure: boolean;
}

export const MOST_RECORDS = 8;
const MOST_LINES = 200;

/**
 * The records that somebody touched, as they stand in this transaction, with their lines: two questions a kind of record. All
 * of each is read, whatever the actor may see; who is told of it later sees what they may.
 */
export async function lookAt(tx: Tx, touched: readonly Pick<RecordChange, 'entity' | 'id'>[]): Promise<Look[]> {
  const all: Tx = { ...tx, may: () => true };
  const ids = new Map<string, Set<string>>();
  for (const { entity, id } of touched.slice(0, MOST_RECORDS * 4))
    if (tx.registry.entities.has(entity) && ids.size <= MOST_RECORDS)
      ids.set(entity, (ids.get(entity) ?? new Set()).add(id));
  const looks = await Promise.all([...ids].map(([name, of]) => looksOf(all, name, [...of].slice(0, MOST_RECORDS))));
  return looks.flat();
}

async function looksOf(tx: Tx, name: string, ids: readonly string[]): Promise<Look[]> {
  const entity = tx.registry.entities.get(name)!;
  if ((entity.id ?? 'id') !== 'id') return [];
  const read = async (of: Entity, filter: Row): Promise<Row[]> =>
    (await readPage(tx, of, { filter: filter as never, page: 1, size: MOST_LINES, count: false })).rows;
  const children = (entity.children ?? []).flatMap(({ entity: of, field }) => {
    const child = tx.registry.entities.get(of);
    return child ? [{ child, field }] : [];
  });
  const [rows, ...parts] = await Promise.all([
    read(entity, { id: [...ids] }),
    ...children.map(({ child, field }) => read(child, { [field]: [...ids] })),
  ]);
  return rows!.map((row) => ({
    ...{ entity: name, id: String(row.id), row },
    parts: Object.fromEntries(
      children.map(({ child, field }, at) => [child.name, parts[at]!.filter((line) => line[field] === row.id)]),
    ),
  }));
}

interface Pair {
  readonly was: Look | undefined;
  readonly will: Look | undefined;
}

interface Draft extends Omit<Told, 'was' | 'will'> {
  readonly was: Meant | undefined;
  readonly will: Meant | undefined;
}

/** Records as they were and as they would be, in words, of what this actor may see: what is set, and what changes. */
export async function tellOf(tx: Tx, pairs: readonly Pair[]): Promise<Told[]> {
  const drafts = pairs.flatMap((pair) => draftsOf(tx, pair));
  const say = await sayer(
    tx,
    drafts.flatMap(({ was, will }) => [was, will].filter((one) => one !== undefined)),
  );
  return drafts
    .map(({ was, will, ...draft }) => ({ ...draft, was: was ? say(was) : '', will: will ? say(will) : '' }))
    .filter(({ was, will }) => was || will)
    .map((told) => (told.was === told.will ? { ...told, was: '' } : told));
}

function draftsOf(tx: Tx, { was, will }: Pair): Draft[] {
  const look = (will ?? was)!;
  const entity = tx.registry.entities.get(look.entity);
  if (!entity || !tx.may(entity.read)) return [];
  const named = was ? String(was.row[entity.title] ?? '') : '';
  const part = named ? `${entity.label} ${named}` : entity.label;
  const head = fieldsOf(tx, entity).filter(
    ([name, field]) =>
      (name !== entity.title || field.type !== 'code') && worthSaying(name, field, was?.row, will?.row, entity),
  );
  const lines = (entity.children ?? []).flatMap((child) => {
    const of = tx.registry.entities.get(child.entity);
    if (!of || !tx.may(of.read)) return [];
    return linesOf(tx, {
      of,
      record: look.id,
      parent: child.field,
      part: `${part} · ${child.label}`,
      was: was?.parts[of.name] ?? [],
      will: will?.parts[of.name] ?? [],
    });
  });
  return [
    ...head.map(([name, field]) => draft({ record: look.id, part, line: null }, name, field, was?.row, will?.row)),
    ...lines,
  ];
}

const fieldsOf = (tx: Tx, entity: Entity): [string, Field][] =>
  Object.entries(entity.fields).filter(
    ([, { type, right, person }]) => !['json', 'time'].includes(type) && !person && (!right || tx.may(right)),
  );

/** What is new is said where there is something to say; of what changes, the change and what lists show. */
function worthSaying(name: string, field: Field, was: Row | undefined, will: Row | undefined, entity: Entity): boolean {
  const [old, next] = [was?.[name], will?.[name]];
  if (was && will && String(old ?? '') !== String(next ?? '')) return true;
  if (field.type === 'state' || (field.derived && field.type !== 'money' && field.type !== 'reference')) return false;
  return !follows(field, name) && isSaid(next ?? old) && (!was || entity.list.includes(name));
}

/** Amounts name their currency; how much of a line is still to come follows from the line. */
const follows = ({ type, derived }: Field, name: string): boolean =>
  type === 'currency' || name === 'open' || (type === 'quantity' && derived === true);

const isSaid = (value: unknown): boolean => !isEmpty(value) && value !== false && !/^-?0(\.0+)?$/.test(String(value));

interface Lines {
  readonly of: Entity;
  readonly record: string;
  readonly parent: string;
  readonly part: string;
  readonly was: readonly Row[];
  readonly will: readonly Row[];
}

/** Lines side by side: every column in which some line says something. */
function linesOf(tx: Tx, { of, record, parent, part, was, will }: Lines): Draft[] {
  const before = new Map(was.map((row) => [row.id, row]));
  const after = new Map(will.map((row) => [row.id, row]));
  const ids = [...new Set([...before.keys(), ...after.keys()])];
  const columns = fieldsOf(tx, of).filter(
    ([name, field]) =>
      name !== parent &&
      field.type !== 'state' &&
      name !== 'position' &&
      name !== of.title &&
      ids.some((id) => {
        const [old, next] = [before.get(id)?.[name], after.get(id)?.[name]];
        return (
          (!follows(field, name) && isSaid(next ?? old) && of.list.includes(name)) ||
          (before.has(id) && after.has(id) && String(old ?? '') !== String(next ?? ''))
        );
      }),
  );
  return ids.flatMap((id, index) =>
    columns.map(([name, field]) =>
      draft({ record, part, line: index + 1 }, name, field, before.get(id), after.get(id)),
    ),
  );
}

function draft(
  at: { record: string; part: string; line: number | null },
  name: string,
  field: Field,
  was: Row | undefined,
  will: Row | undefined,
): Draft {
  const meant = (row: Row | undefined): Meant | undefined =>
    row && { field, value: row[name], title: row[`${name}Title`] ?? undefined, currency: currencyOf(field, row) };
  return { ...at, name, label: field.label, was: meant(was), will: meant(will), figure: FIGURES.has(field.type) };
}

export const FIGURES: ReadonlySet<string> = new Set(['money', 'quantity', 'price', 'rate', 'percent', 'number']);

const currencyOf = ({ currency }: Field, row: Row): string | undefined =>
  currency === undefined
    ? undefined
    : typeof row[currency] === 'string'
      ? (row[currency] as string)
      : currency.length === 3
        ? currency
        : undefined;
