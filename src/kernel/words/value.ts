import { raw } from '../db/sql.ts';
import { columnOf, type Field, SHARED_BY_CODE } from '../entity.ts';
import type { Tx } from '../tx.ts';
import { type Day, dayIn, isDay, isMonth } from '../values/day.ts';
import type { Decimal } from '../values/decimal.ts';
import { showDay, showDecimal, showMoney, showMonth } from '../values/format.ts';
import { inWords } from '../values/words.ts';

/** A value with what is known of it: enough to say it as people do. */
export interface Meant {
  readonly field: Pick<Field, 'type'> & Partial<Pick<Field, 'entity' | 'person'>> & { readonly kind?: string };
  readonly value: unknown;
  /** Of money and prices; the company's own when absent, none is said where it is empty. */
  readonly currency?: string | null;
  /** Of a reference, where its record was read with it. */
  readonly title?: unknown;
}

/** How values are said: given what looking up needed, without any question to the database. */
export type Say = (meant: Meant) => string;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CODE = /^([a-z]+(_[a-z]+)+|[a-z]+([A-Z][a-z]+)+)$/;
const NAME = /^[a-z]+\.[a-z_]+$/;
const NUMBER = /^-?\d{1,18}(\.\d{1,12})?$/;

export const isId = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** Looks up the titles of all references among the values, one question a kind of record, and the currencies' digits. */
export async function sayer(tx: Tx, values: readonly Meant[]): Promise<Say> {
  const wanted = new Map<string, Set<string>>();
  for (const { field, value, title } of values)
    if (field.type === 'reference' && field.entity && title === undefined && isId(value))
      wanted.set(field.entity, (wanted.get(field.entity) ?? new Set()).add(value));
  const [digits, ...found] = await Promise.all([
    digitsOf(tx, values),
    ...[...wanted].map(([entity, ids]) => titlesOf(tx, entity, [...ids])),
  ]);
  const titles = new Map(found.flat());
  const of = (currency?: string | null) => (!currency || currency === tx.currency ? tx.digits : digits.get(currency));
  return ({ title, ...meant }) => {
    const { value } = meant;
    if (isEmpty(value)) return '';
    if (meant.field.type === 'reference')
      return String(title ?? titles.get(String(value)) ?? (isId(value) ? '' : value));
    return sayPlain(tx, meant, of(meant.currency) ?? 2);
  };
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function sayPlain(tx: Tx, { field, value, currency }: Meant, digits: number): string {
  const text = String(value);
  switch (field.type) {
    case 'money':
      return /^-?\d+$/.test(text) ? `${showMoney(BigInt(text), digits)} ${currency ?? tx.currency}`.trim() : text;
    case 'price':
      return NUMBER.test(text) ? showDecimal(text as Decimal, digits) : text;
    case 'quantity':
    case 'rate':
    case 'number':
      return NUMBER.test(text) ? plainly(text) : text;
    case 'percent':
      return NUMBER.test(text) ? `${plainly(text)} %` : text;
    case 'day':
      return isDay(text) ? showDay(text as Day) : text;
    case 'time':
      return Number.isNaN(Date.parse(text)) ? text : showDay(dayIn(new Date(text), 'UTC'));
    case 'flag':
      return value === true || value === 'true' ? 'yes' : 'no';
    case 'state':
    case 'choice':
      return inWords(text);
    default:
      return sayText(tx, field.kind, text);
  }
}

const plainly = (text: string): string =>
  showDecimal((text.includes('.') ? text.replace(/\.?0+$/, '') : text) as Decimal);

/** Text is what it is, but for what stands for something with a name: an operation, a permission, a choice, a day. */
function sayText(tx: Tx, kind: string | undefined, text: string): string {
  if (kind === 'permissions') return tx.registry.permissions.get(text) ?? text;
  if (kind === 'operation')
    return tx.registry.operations.get(text)?.contract.label ?? tx.registry.entities.get(text)?.plural ?? text;
  if (kind === 'role' || CODE.test(text)) return inWords(text);
  if (NAME.test(text))
    return tx.registry.operations.get(text)?.contract.label ?? tx.registry.entities.get(text)?.plural ?? text;
  if (isMonth(text)) return showMonth(text);
  return isDay(text) ? showDay(text as Day) : text;
}

/** Record → what names it, of one kind. */
export async function titlesOf(tx: Tx, name: string, ids: readonly string[]): Promise<[string, string][]> {
  const entity = tx.registry.entities.get(name);
  if (!entity || SHARED_BY_CODE.has(name)) return [];
  const [key, title] = [entity.id ?? 'id', columnOf(entity.title, entity.fields[entity.title]!)];
  const own = entity.shared ? 'true' : `t.company_id = ${Number(tx.company)}`;
  const rows = await tx.sql<{ id: string; title: unknown }>`
    select t.${raw(key)}::text as id, t.${raw(title)} as title from ${raw(entity.view ?? entity.table)} t
    where ${raw(own)} and t.${raw(key)} = any(${ids}::uuid[])`;
  return rows.map((row) => [row.id, String(row.title ?? '')]);
}

async function digitsOf(tx: Tx, values: readonly Meant[]): Promise<Map<string, number>> {
  const entity = tx.registry.entities.get('organisation.currency');
  const foreign = new Set(values.flatMap(({ currency }) => (currency && currency !== tx.currency ? [currency] : [])));
  if (!entity || foreign.size === 0) return new Map();
  const rows = await tx.sql<{ code: string; digits: number }>`
    select code, digits from ${raw(entity.table)} where code = any(${[...foreign]}::text[])`;
  return new Map(rows.map(({ code, digits }) => [code, Number(digits)]));
}
