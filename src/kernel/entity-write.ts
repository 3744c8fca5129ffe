import { z } from 'zod';
import { command, implement, type Operation, type Refuse } from './command.ts';
import { type Fragment, join, json, part, raw, table } from './db/sql.ts';
import {
  columnOf,
  createSchema,
  type Entity,
  type Field,
  SHARED_BY_CODE,
  snake,
  updateSchema,
  writableFields,
  writeRight,
} from './entity.ts';
import { refuseArchived } from './references.ts';
import { refuseCommon, rightOf } from './refusal.ts';
import type { Tx } from './tx.ts';
import { refuseUsed, USE_REFUSALS } from './use.ts';
import * as schema from './values/schema.ts';
import { madeWrong } from './values/wrong.ts';

/** Create, update and archive of plain master data, derived from its description. None for entities that commands alone write. */
// biome-ignore lint/suspicious/noExplicitAny: operations of different contracts
export function entityOperations(entity: Entity): Operation<any>[] {
  if (!entity.write) return [];
  if (entity.single) return [updateOperation(entity)];
  const operations = [createOperation(entity), createBatchOperation(entity), updateOperation(entity)];
  // biome-ignore lint/suspicious/noExplicitAny: operations of different contracts
  return (entity.fields.active ? [...operations, archiveOperation(entity)] : operations) as Operation<any>[];
}

const [moduleOf, nounOf] = [
  (entity: Entity) => entity.name.split('.')[0]!,
  (entity: Entity) => entity.name.split('.')[1]!,
];
const idType = (entity: Entity) => (entity.id && entity.id !== 'id' ? schema.Code : schema.Id);

function createOperation(entity: Entity) {
  const contract = command(`${moduleOf(entity)}.create_${nounOf(entity)}`, {
    label: `New ${entity.label.toLowerCase()}`,
    about: `Creates one ${entity.label.toLowerCase()}.`,
    permission: entity.write!,
    input: createSchema(entity),
    output: z.object({ id: z.string() }),
  });
  return implement(contract, async (tx, input) => {
    await refuseArchived(tx, contract.input, input);
    const [id] = await insertRecords(tx, entity, [input as Record<string, unknown>]);
    return { id: id! };
  });
}

function createBatchOperation(entity: Entity) {
  const contract = command(`${moduleOf(entity)}.create_${nounOf(entity)}_batch`, {
    label: `New ${entity.plural.toLowerCase()}`,
    about: `Creates up to ${schema.LIMITS.batchDocuments} ${entity.plural.toLowerCase()} at once: all of them, or none.`,
    permission: entity.write!,
    input: z.object({ records: z.array(createSchema(entity)).min(1).max(schema.LIMITS.batchDocuments) }),
    output: z.object({ ids: z.array(z.string()) }),
    many: `${moduleOf(entity)}.create_${nounOf(entity)}`,
  });
  return implement(contract, async (tx, { records }) => {
    tx.did(
      contract.many!,
      records.map((input) => ({ input })),
    );
    await refuseArchived(tx, contract.input, { records });
    return { ids: await insertRecords(tx, entity, records as Record<string, unknown>[]) };
  });
}

/** All others are text. */
const SQL_TYPE: Partial<Record<Field['type'], string>> = {
  ...{ money: 'bigint', quantity: 'numeric', price: 'numeric', rate: 'numeric', percent: 'numeric', number: 'int' },
  ...{ day: 'date', time: 'timestamptz', flag: 'boolean', reference: 'uuid', json: 'jsonb' },
};
const sqlType = ({ type, entity = '' }: Field): string =>
  (type === 'reference' && SHARED_BY_CODE.has(entity) ? undefined : SQL_TYPE[type]) ?? 'text';

/** Inserts records whose values were parsed; returns their ids. One statement however many. */
async function insertRecords(tx: Tx, entity: Entity, inputs: readonly Record<string, unknown>[]): Promise<string[]> {
  const fields = writableFields(entity);
  for (const input of inputs)
    checkFieldRights(
      tx,
      fields.filter(([name, field]) => !saysNothing(input[name]) && input[name] !== field.default),
    );
  refuseWrong(inputs.flatMap((input) => madeWrong(entity.wrong, input)));
  const rows = inputs.map((input) => ({
    id: tx.newId(),
    ...Object.fromEntries(fields.map(([name, field]) => [name, input[name] ?? field.default ?? null])),
  }));
  const columns = ['id', ...fields.map(([name, field]) => columnOf(name, field))].join(', ');
  const names = ['id', ...fields.map(([name]) => snake(name))].map((name) => `r.${name}`).join(', ');
  const types = { id: 'uuid', ...Object.fromEntries(fields.map(([name, field]) => [name, sqlType(field)])) };
  await tx.sql`insert into ${raw(entity.table)} (company_id, ${raw(columns)}) select ${tx.company}, ${raw(names)} from ${table(rows, types)}`;
  tx.record(...rows.map(({ id, ...values }) => ({ entity: entity.name, id, after: values })));
  return rows.map(({ id }) => id);
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}-/.test(text);
const boundValue = (field: Field, value: unknown): Fragment =>
  field.type === 'json' ? part`${json(value)}` : part`${value}`;

const saysNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** Refuses fields to be written that need a right the actor does not have. */
function checkFieldRights(tx: Tx, fields: readonly [string, Field][]): void {
  for (const [, field] of fields) {
    const right = writeRight(field);
    if (right !== undefined && !tx.may(right))
      refuseCommon(
        'not_permitted',
        { ...rightOf(tx.registry, right), field: field.label },
        'To set “{field}” you need the right “{allows}”, which you do not have.',
      );
  }
}

function updateOperation(entity: Entity) {
  const contract = command(`${moduleOf(entity)}.update_${nounOf(entity)}`, {
    label: `Edit ${entity.label.toLowerCase()}`,
    about: `Changes the given fields of one ${entity.label.toLowerCase()}; what is not given stays.`,
    permission: entity.write!,
    input: z.object({ id: idType(entity), changes: updateSchema(entity) }),
    output: z.object({ id: z.string() }),
    refusals: entity.fields.active ? USE_REFUSALS : {},
    on: { entity: entity.name, field: 'id' },
  });
  return implement(contract, async (tx, { id, changes }, refuse) => {
    await updateRecord(tx, entity, id, changes as Record<string, unknown>, () =>
      refuseUsed(tx, entity, id, false, refuse as Refuse<typeof USE_REFUSALS>),
    );
    return { id };
  });
}

async function updateRecord(
  tx: Tx,
  entity: Entity,
  id: string,
  changes: Record<string, unknown>,
  outOfUse: () => Promise<void>,
): Promise<void> {
  const given = Object.entries(entity.fields).filter(([name, field]) => !field.derived && changes[name] !== undefined);
  // Whether a value nobody shows them is the same is told to nobody.
  checkFieldRights(
    tx,
    given.filter(([, { right }]) => right),
  );
  const where = entity.shared
    ? part`${raw(entity.id ?? 'id')} = ${id}`
    : part`company_id = ${tx.company} and ${raw(entity.id ?? 'id')} = ${id}`;
  const read = entity.wrong ? writableFields(entity) : given;
  const columns = ['1 as one', ...read.map(([name, field]) => `${columnOf(name, field)} as "${name}"`)].join(', ');
  const [before] = await tx.sql`select ${raw(columns)} from ${raw(entity.table)} where ${where} for no key update`;
  if (!before) return void refuseCommon('not_found', { what: entity.label.toLowerCase() });
  const changed = given.filter(([name]) => toText(before[name]) !== toText(changes[name]));
  if (changed.length === 0) return;
  checkFieldRights(tx, changed);
  const pick = (source: Record<string, unknown>) => Object.fromEntries(changed.map(([name]) => [name, source[name]]));
  refuseWrong(madeWrong(entity.wrong, pick(changes), before));
  if (changed.some(([, { type }]) => type === 'reference'))
    await refuseArchived(tx, updateSchema(entity), pick(changes));
  if (changes.active === false && changed.some(([name]) => name === 'active')) await outOfUse();
  const sets = changed.map(
    ([name, field]) => part`${raw(columnOf(name, field))} = ${boundValue(field, changes[name])}`,
  );
  await tx.sql`update ${raw(entity.table)} set ${join(sets, ', ')} where ${where}`;
  if (isUuid(id)) tx.record({ entity: entity.name, id, before: pick(before), after: pick(changes) });
}

const refuseWrong = (issues: readonly object[]) =>
  issues.length > 0 ? refuseCommon('invalid_input', { issues }) : null;

const toText = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const ANYWAY = 'What was begun with it goes on to its end; nothing new is begun.';

function archiveOperation(entity: Entity) {
  const contract = command(`${moduleOf(entity)}.archive_${nounOf(entity)}`, {
    label: `Archive ${entity.label.toLowerCase()}`,
    about: `Takes one ${entity.label.toLowerCase()} out of use, or back into use; nothing is deleted.`,
    permission: entity.write!,
    input: z.object({
      id: idType(entity),
      active: z.boolean().default(false),
      anyway: z.boolean().default(false).meta({ title: 'Although it is still used', description: ANYWAY }),
    }),
    output: z.object({ id: z.string() }),
    refusals: USE_REFUSALS,
    on: { entity: entity.name, field: 'id' },
  });
  return implement(contract, async (tx, { id, active, anyway }, refuse) => {
    await updateRecord(tx, entity, id, { active }, () => refuseUsed(tx, entity, id, anyway, refuse));
    return { id };
  });
}
