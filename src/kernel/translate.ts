import type { z } from 'zod';
import type { App } from './app.ts';
import { columnOf, type Entity } from './entity.ts';
import { missingReferences, type Reference } from './references.ts';
import { Refusal, refuseCommon } from './refusal.ts';
import type { Registry } from './registry.ts';
import { begin, companyOf, makeTx, withClient } from './transaction.ts';
import type { Actor, Tx } from './tx.ts';
import { inWords } from './values/words.ts';

/** What may come right when it is tried again. */
export const RETRY = new Set(['40001', '40P01', '55P03']);

/** A check, and values no column can hold: out of range, no day, no time, no text. */
const NOT_VALID = new Set(['23514', '22003', '22007', '22008', '22021', '22P02', '22P05']);

interface DatabaseError {
  readonly code?: string;
  readonly message?: string;
  readonly constraint?: string;
  readonly schema?: string;
  readonly table?: string;
}

/** What the database refuses on its own, in the words of a refusal; its own words stay with the cause, for the log. */
export function translate(error: unknown, registry: Registry): unknown {
  const { code } = error as DatabaseError;
  if (code === undefined || error instanceof Refusal) return error;
  try {
    if (RETRY.has(code)) refuseCommon('busy');
    if (code === '23505') refuseDuplicate(registry, error as DatabaseError);
    if (code === '23503') refuseReference(registry, error as DatabaseError);
    if (code === '57014') refuseCommon('too_slow');
    if (NOT_VALID.has(code)) refuseValue(registry, error as DatabaseError);
  } catch (refusal) {
    (refusal as Error).cause = error;
    return refusal;
  }
  return error;
}

function refuseDuplicate(registry: Registry, error: DatabaseError): never {
  const entity = entityOf(registry, error);
  const fields = fieldsOf(entity, error);
  if (!entity || fields.length === 0) return refuseCommon('duplicate', { fields });
  const details = { record: entity.label.toLowerCase(), fields, same: listed(fields) };
  return refuseCommon('duplicate', details, 'There is another {record} with the same {same} already.');
}

/** It names nothing, or something names it. */
function refuseReference(registry: Registry, error: DatabaseError): never {
  const entity = entityOf(registry, error);
  if (error.message?.startsWith('update or delete'))
    return entity
      ? refuseCommon('bad_reference', { records: entity.plural }, '{records} still refer to it.')
      : refuseCommon('bad_reference');
  const fields = fieldsOf(entity, error);
  if (fields.length === 0) return refuseCommon('bad_reference');
  return refuseCommon('bad_reference', { fields, missing: listed(fields) }, 'The {missing} it names does not exist.');
}

function refuseValue(registry: Registry, error: DatabaseError): never {
  const fields = fieldsOf(entityOf(registry, error), error);
  return fields.length === 0
    ? refuseCommon('not_valid')
    : refuseCommon('not_valid', { fields, named: listed(fields) }, 'Outside what is allowed: {named}.');
}

const entityOf = ({ entities }: Registry, { schema, table }: DatabaseError): Entity | undefined =>
  [...entities.values()].find((entity) => entity.table === `${schema}.${table}`);

/** The fields a constraint is about, in words, by its name: `item_company_id_code_key` → code. Row security hides the rest. */
function fieldsOf(entity: Entity | undefined, { constraint = '', table = '' }: DatabaseError): string[] {
  const rest = `_${constraint.replace(/_(key|fkey|check|excl|idx)\d*$/, '').replace(new RegExp(`^${table}_`), '')}_`;
  return Object.entries(entity?.fields ?? {})
    .filter(([name, field]) => {
      const column = columnOf(name, field);
      return rest.includes(`_${column}_`) || rest === `_${column.replace(/_id$/, '')}_`;
    })
    .map(([, { label }]) => lower(label));
}

const lower = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');

interface Asked {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
  readonly schema: z.ZodType;
  readonly input: unknown;
}

const MOST_SAID = 5;

/** Codes that say that something is not there. */
const MISSED = /^(not_found|bad_reference|(no|unknown)_\w+)$/;

/**
 * Where something was not found and the input holds references that name nothing, says which: 'Line 2: this item does not
 * exist.', with the places for the form. Asked after the failure alone; what goes well pays nothing for it.
 */
export async function namingNothing(error: unknown, asked: Asked): Promise<unknown> {
  if (!(error instanceof Refusal) || !MISSED.test(error.code)) return error;
  const missing = await reading(asked, (tx) => missingReferences(tx, asked.schema, asked.input));
  if (missing.length === 0) return error;
  const said = missing.map((one) => ({
    path: one.path,
    place: placeOf(one),
    text: `his ${nounOf(asked.app.registry, one)} does not exist.`,
  }));
  const sentences = said.slice(0, MOST_SAID).map(({ place, text }) => (place ? `${place}: t${text}` : `T${text}`));
  try {
    return refuseCommon(
      'not_found',
      { issues: said.map(({ path, text }) => ({ path, message: `T${text}` })) },
      sentences.join(' '),
    );
  } catch (refusal) {
    (refusal as Error).cause = error;
    return refusal;
  }
}

async function reading<T>({ app, actor, company }: Asked, work: (tx: Tx) => Promise<T>): Promise<T> {
  const settings = await companyOf(app, company);
  return withClient(app.pool, async (client) => {
    const { tx } = makeTx({ app, client, company: settings, actor, via: 'read', now: app.clock.now() });
    begin(client, { company, actor, readOnly: true, today: tx.today });
    try {
      return await work(tx);
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });
}

/** 'lines.1.item' → 'Line 2'. */
const placeOf = ({ path }: Reference): string => {
  const names = path.split('.');
  const places = names.flatMap((name, at) =>
    /^\d+$/.test(name) && at > 0 ? [`${singular(inWords(names[at - 1]!))} ${Number(name) + 1}`] : [],
  );
  return places.map((place, at) => (at === 0 ? place : lower(place))).join(', ');
};

/** Names of fields that say a direction, not what stands there. */
const NO_NOUN = new Set(['', 'from', 'to', 'by', 'owed', 'id', 'ids', 'over', 'on']);

/** What the field is called where that is a noun, else what it would name. */
function nounOf({ entities }: Registry, { path, entity }: Reference): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part))!;
  const noun = singular(inWords(name)).toLowerCase();
  return NO_NOUN.has(noun) ? (entities.get(entity)?.label ?? 'record').toLowerCase() : noun;
}

const singular = (plural: string): string =>
  /(ss|us|is)$/.test(plural)
    ? plural
    : plural
        .replace(/ies$/, 'y')
        .replace(/(x|ch|sh)es$/, '$1')
        .replace(/([^y])s$/, '$1');
