import { queryOptions } from '@tanstack/react-query';
import { chosenCompany } from '../api/http.ts';
import type { EntityMeta, Row } from '../api/meta.ts';
import { anyListQuery, queries } from '../api/queries.ts';
import { type Line, newLine, type Values } from '../grid/grid-model.ts';
import type { OwnLines } from '../values/fields.ts';

/* What a form makes of the lines of the record it is about; no screen needed. */

const PAGE = 200;
const MOST_PAGES = 15;

/** The lines of a record, or of several, that the operation may concern. */
export const ownRowsQuery = (own: OwnLines, record: unknown, money = false) =>
  queryOptions({
    queryKey: ['entity', own.from, 'own', chosenCompany(), own.by.field, record],
    queryFn: async (): Promise<Row[]> => {
      const rows: Row[] = [];
      // A party has many items and few that are open.
      const open = money && own.open ? { [own.open]: { from: '1' } } : {};
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const asked = { filter: { [own.by.field]: record, ...open }, size: PAGE, page };
        const answer = await queries.fetchQuery({ ...anyListQuery(own.from, asked), staleTime: 0 });
        rows.push(...answer.rows);
        if (!answer.more) break;
      }
      return rows.filter((row) => !own.open || holds(row[own.open]));
    },
  });

/** Whether a value says anything: no figure of nothing, no empty text. */
const holds = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !/^-?0+(\.0+)?$/.test(String(value)) &&
  !/^-/.test(String(value));

const read = (fields: Readonly<Record<string, string>>, row: Row): Values =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([input, field]) => (holds(row[field]) ? [[input, row[field]]] : [])),
  );

/**
 * The lines a form begins with. Those the operation takes by itself are ticked, and so is one that is alone; what was typed
 * into the form before (`given`) counts more. `usual`: what each says unless told otherwise.
 */
export function ownLinesOf(own: OwnLines, rows: readonly Row[], given: readonly Values[], usual: Values = {}): Line[] {
  const known = new Map(given.map((values) => [keyOf(own, values), values]));
  const lines = rows.map((row): Line => {
    const key = read(own.key, row);
    const started = { ...read(own.start ?? {}, row), ...key };
    const before = known.get(keyOf(own, key));
    if (own.changes)
      return { ...newLine(over(started, before)), own: { id: String(row.id), ticked: true, began: started } };
    const begun = Object.keys(started).length > Object.keys(key).length;
    const yes = before
      ? !isUnticked(own, before)
      : given.length === 0 && begun && (own.all === true || rows.length === 1);
    return { ...newLine(before && yes ? before : { ...usual, ...started }), own: { id: String(row.id), ticked: yes } };
  });
  const added = given.filter((values) => Object.keys(own.key).every((name) => values[name] === undefined));
  return [...lines, ...(own.adds ? added.map((values) => newLine(values)) : [])];
}

const over = (values: Values, changes: Values = {}): Values =>
  Object.fromEntries(Object.entries({ ...values, ...changes }).filter(([, value]) => value !== null));

const keyOf = (own: OwnLines, values: Values): string =>
  Object.keys(own.key)
    .map((name) => String(values[name] ?? ''))
    .join('/');

const isUnticked = (own: OwnLines, values: Values): boolean =>
  own.unticked !== undefined && Object.entries(own.unticked).every(([name, value]) => values[name] === value);

/** What a line says to the operation; nothing when it is left out. */
export function saidOf(own: OwnLines, line: Line): Values | undefined {
  if (line.own?.began) return changesIn(own, line.own.began, line.values);
  if (!line.own || line.own.ticked) return line.values;
  if (!own.unticked) return undefined;
  const key = Object.fromEntries(Object.keys(own.key).map((name) => [name, line.values[name]]));
  return { ...key, ...own.unticked };
}

const NAMING = new Set(['reference', 'code', 'text']);

/** A quantity is one of its unit, and so is a price: they are said together. */
const TOGETHER = ['quantity', 'unit', 'unitPrice'];

/** An empty list says something, no value says nothing. */
const textOf = (value: unknown): string => (Array.isArray(value) ? JSON.stringify(value) : String(value ?? ''));

/** What a line says that is other than before, beside which it is; nothing when all of it is as before. */
function changesIn(own: OwnLines, began: Values, now: Values): Values | undefined {
  const names = new Set([...Object.keys(began), ...Object.keys(now)].filter((name) => !(name in own.key)));
  const changed = [...names].filter((name) => textOf(began[name]) !== textOf(now[name]));
  if (changed.length === 0) return undefined;
  const measured = 'unit' in now && changed.some((name) => TOGETHER.includes(name));
  const said = new Set([...Object.keys(own.key), ...changed, ...(measured ? ['quantity', 'unit'] : [])]);
  return Object.fromEntries([...said].map((name) => [name, now[name] ?? null]));
}

/** How people call a line: by the first two fields of its list that name something. */
export function nameOf(entity: EntityMeta, own: OwnLines, row: Row): string {
  const naming = entity.list.filter((name) => name !== own.by.field && NAMING.has(entity.fields[name]?.type ?? ''));
  const texts = naming.map((name) => String(row[`${name}Title`] ?? row[name] ?? '')).filter(Boolean);
  return [...new Set(texts)].slice(0, 2).join(' · ');
}
