import { columnOf, type Entity } from '../entity.ts';
import { Refusal, refuseCommon } from '../refusal.ts';
import type { Registry } from '../registry.ts';
import { lower } from '../values/words.ts';

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
  if (error.code === '22003')
    return refuseCommon(
      'not_valid',
      {},
      'A number, or what numbers come to together, is larger than can be kept. Enter smaller ones.',
    );
  const entity = entityOf(registry, error);
  const [fields, said] = [fieldsOf(entity, error), entity?.checks?.[error.constraint ?? '']];
  if (said) return refuseCommon('not_valid', { fields }, said);
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

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
