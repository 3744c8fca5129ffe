import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { columnOf, type Entity, type Field, writableFields } from '#kernel/entity.ts';
import { execute } from '#kernel/execute.ts';
import { SEED_ROLES, type SeedRole } from '#kernel/module.ts';
import { type Opened, openOwnWorld, registry, type World } from './harness.ts';

/* What is derived from the description of an entity, tried on every entity there is, with records made up from the description. */

let opened: Opened;
let world: World;
beforeAll(async () => {
  opened = await openOwnWorld();
  world = opened.world;
});
afterAll(() => opened.close());

const entities = [...registry.entities.values()];
const named = (some: readonly Entity[]) => some.map((entity) => [entity.name, entity] as const);
const readersWithout = (entity: Entity, right: string): SeedRole[] =>
  SEED_ROLES.filter(
    (role) => registry.seedRoles.get(role)!.has(entity.read) && !registry.seedRoles.get(role)!.has(right),
  );

/** Ids of records to refer to, by entity. Upstream entities are tried first, so theirs are there in time. */
const made = new Map<string, string[]>();

/** Fields that exclude others of the same record; the others are tried. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'catalog.price_rule': ['category', 'customerGroup'],
  'purchasing.source_policy': ['category'],
};

/** What a field takes beyond its type, because the database checks it. */
const FITTING: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  'tax.code': { reverseCharge: [false] },
  'catalog.item_unit': { unit: ['KG', 'M'] },
};

type Input = Record<string, unknown>;

/** A value that fits a field; another one for another `turn`. Undefined: nothing to refer to yet. */
function sampleOf(name: string, field: Field, turn: number): unknown {
  const nth = (items: readonly string[]) => items[(turn - 1) % items.length];
  switch (field.type) {
    case 'reference':
      return nth(made.get(field.entity!) ?? []);
    case 'choice':
      return nth(field.choices!);
    case 'flag':
      return turn % 2 === 1;
    case 'day':
      return `2026-03-0${turn}`;
    case 'number':
      return turn;
    case 'money':
      return `${turn}00`;
    case 'quantity':
    case 'price':
    case 'rate':
    case 'percent':
      return `${turn}.25`;
    case 'currency':
      return nth(['EUR', 'USD']);
    case 'country':
      return nth(['AT', 'US']);
    default:
      return `${name}-${turn}`;
  }
}

const inputFor = (entity: Entity, turn: number, fields = writableFields(entity)): Input =>
  Object.fromEntries(
    fields
      .filter(([name]) => !LEFT_OUT[entity.name]?.includes(name))
      .map(([name, field]) => {
        const fitting = FITTING[entity.name]?.[name];
        if (fitting) return [name, fitting[(turn - 1) % fitting.length]];
        return [name, name === 'active' ? true : sampleOf(name, field, turn)];
      })
      .filter(([, value]) => value !== undefined),
  );

const call = async (verb: string, entity: Entity, input: object, role: SeedRole = 'owner', suffix = '') => {
  const [module, noun] = entity.name.split('.');
  const operation = `${module}.${verb}_${noun}${suffix}`;
  const { output } = await execute(world.app, operation, {
    actor: seedActor(world.app, role),
    company: world.company,
    input,
  });
  return output as { id: string; ids: string[] };
};

/** As the record of a page shows it: amounts are bigint there, and strings at the door. */
const shown = (input: Input) => Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]));
const part = (record: Input, names: readonly string[]) =>
  shown(Object.fromEntries(names.map((name) => [name, record[name]])));

async function expectRecord(entity: Entity, id: string, input: Input): Promise<void> {
  expect(part(await world.get(entity.name, id), Object.keys(input))).toEqual(shown(input));
}

/** Types of columns as the database has them, by `schema.table.column`: a field shown as text may be something else there. */
const columnTypes = new Map<string, string>();

/** A value to filter a field by: one the column can be compared with. */
function comparable(entity: Entity, name: string, field: Field): unknown {
  const type = columnTypes.get(`${entity.view ?? entity.table}.${columnOf(name, field)}`);
  if (type === 'uuid') return '01890000-0000-7000-8000-000000000000';
  if (type === 'integer' || type === 'bigint' || type === 'numeric') return '1';
  if (type?.startsWith('timestamp')) return '2026-03-01T00:00:00Z';
  return sampleOf(name, field, 1) ?? 'EUR';
}

beforeAll(async () => {
  const columns = await world.owner(
    (sql) => sql<{ name: string; type: string }>`
      select table_schema || '.' || table_name || '.' || column_name as name, data_type as type from information_schema.columns`,
  );
  for (const { name, type } of columns) columnTypes.set(name, type);
  for (const entity of entities.filter((candidate) => !candidate.write || candidate.single)) {
    const { rows } = await world.list(entity.name, { size: 2, filter: entity.fields.active ? { active: true } : {} });
    made.set(
      entity.name,
      rows.map(({ id }) => String(id)),
    );
  }
});

describe.each(named(entities.filter((entity) => entity.write && !entity.single)))('%s, written', (_, entity) => {
  test('is made, found by everything it holds, changed, put away and taken back', async () => {
    const first = inputFor(entity, 1);
    const { id } = await call('create', entity, first);
    made.set(entity.name, [id]);
    await expectRecord(entity, id, first);
    const second = inputFor(entity, 2);
    const { ids } = await call('create', entity, { records: [second] }, 'owner', '_batch');
    made.set(entity.name, [id, ids[0]!]);
    await expectRecord(entity, ids[0]!, second);
    for (const [name, value] of Object.entries(first)) {
      const found = await world.list(entity.name, { filter: { [name]: value }, size: 200 });
      expect(
        found.rows.map((row) => row.id),
        name,
      ).toContain(id);
      const others = await world.list(entity.name, { filter: { [name]: { not: value } }, size: 200 });
      expect(
        others.rows.map((row) => row.id),
        `${name} is not`,
      ).not.toContain(id);
    }
    for (const name of entity.search.filter((key) => typeof first[key] === 'string'))
      expect(
        (await world.list(entity.name, { search: first[name], size: 200 })).rows.map((row) => row.id),
        name,
      ).toContain(id);
    const changes = inputFor(
      entity,
      3,
      writableFields(entity).filter(([, field]) => !field.fixed && field.type !== 'reference'),
    );
    await call('update', entity, { id, changes });
    await expectRecord(entity, id, { ...first, ...changes });
    if (!entity.fields.active) return;
    await call('archive', entity, { id });
    expect((await world.get(entity.name, id)).active).toBe(false);
    await call('archive', entity, { id, active: true });
    expect((await world.get(entity.name, id)).active).toBe(true);
  });

  test('is not made twice under one key, nor written by the auditor', async () => {
    const id = made.get(entity.name)![0]!;
    if (entity.key) await expect(call('create', entity, inputFor(entity, 2))).refuses('duplicate');
    await expect(call('create', entity, inputFor(entity, 4), 'auditor')).refuses('not_permitted');
    await expect(call('update', entity, { id, changes: {} }, 'auditor')).refuses('not_permitted');
    if (entity.fields.active) await expect(call('archive', entity, { id }, 'auditor')).refuses('not_permitted');
  });

  test('refuses what is missing and what it does not know', async () => {
    await expect(call('create', entity, { ...inputFor(entity, 5), unknown: 1 })).refuses('invalid_input');
    for (const [name] of writableFields(entity).filter(([, field]) => field.required)) {
      const { [name]: _left, ...rest } = inputFor(entity, 5);
      await expect(call('create', entity, rest), name).refuses('invalid_input');
    }
    const fixed = writableFields(entity).find(([, field]) => field.fixed);
    const id = made.get(entity.name)![0]!;
    if (fixed) await expect(call('update', entity, { id, changes: { [fixed[0]]: 'x' } })).refuses('invalid_input');
    await expect(call('update', entity, { id: crypto.randomUUID(), changes: {} })).refuses('not_found');
  });
});

describe.each(named(entities))('%s, read', (_, entity) => {
  test('takes every filter and order on every field', async () => {
    for (const [name, field] of Object.entries(entity.fields)) {
      const value = comparable(entity, name, field);
      const filters: unknown[] = [null, { like: 'x' }, { empty: true }, { empty: false }, [value]];
      // Structured values are looked into as text only.
      if (field.type !== 'json') filters.push(value, { from: value }, { to: value }, { not: value });
      for (const filter of filters)
        await world.list(entity.name, { filter: { [name]: filter }, count: true }).catch((error: Error) => {
          throw new Error(`${name} by ${JSON.stringify(filter)}: ${error.message}`);
        });
      for (const sort of [name, `-${name}`]) await world.list(entity.name, { sort });
    }
    await expect(world.list(entity.name, { filter: { nothing: 1 } })).refuses('invalid_input');
    await expect(world.list(entity.name, { sort: 'nothing' })).refuses('invalid_input');
  });

  test('has one record for each row of its list, and none for another company', async () => {
    const { rows } = await world.list(entity.name, { size: 200 });
    for (const row of rows.slice(0, 5)) expect(await world.get(entity.name, String(row.id))).toEqual(row);
    await expect(world.get(entity.name, crypto.randomUUID())).refuses('not_found');
    const ids = rows.map((row) => String(row.id)).sort();
    const named = await world.list(entity.name, { filter: { id: ids }, size: 200 });
    expect(named.rows.map((row) => String(row.id)).sort()).toEqual(ids);
    const theirs = await world.owner(
      (sql) => sql<{ id: string }>`select id from catalog.price_list where company_id = ${world.other}`,
    );
    expect(theirs.length).toBeGreaterThan(0);
    await expect(world.get('catalog.price_list', theirs[0]!.id)).refuses('not_found');
  });
});

const guarded = entities.flatMap((entity) =>
  Object.entries(entity.fields).flatMap(([name, { right }]) =>
    right ? readersWithout(entity, right).map((role) => [role, `${entity.name}.${name}`, entity, name] as const) : [],
  ),
);

test('the sales desk reads items without their costs', () => {
  expect(guarded.map(([role, field]) => `${role} ${field}`)).toContain('sales_desk catalog.item.standardCost');
});

test.each(guarded)('%s neither sees %s nor learns of it by filters and orders', async (role, _, entity, name) => {
  const { rows } = await world.list(entity.name, {}, role);
  for (const row of rows) expect(Object.keys(row)).not.toContain(name);
  for (const { id } of rows.slice(0, 1))
    expect(Object.keys(await world.get(entity.name, String(id), role))).not.toContain(name);
  await expect(world.list(entity.name, { filter: { [name]: { from: '1' } } }, role)).refuses('invalid_input');
  await expect(world.list(entity.name, { sort: name }, role)).refuses('invalid_input');
  await world.list(entity.name, { sort: name, filter: { [name]: { from: '1' } } });
});

test('every write left its event and broke nothing', () => world.invariants());
