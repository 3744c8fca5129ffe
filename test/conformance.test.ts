import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seedActor } from '#kernel/company.ts';
import { run } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { SEED_ROLES } from '#kernel/module.ts';
import { runReport } from '#kernel/run-report.ts';
import type { Actor } from '#kernel/tx.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { SYNONYMS } from '#web/texts/synonyms.ts';
import { type Opened, openOwnWorld, registry } from './harness.ts';

/* What every operation, report, entity and table inherits, whatever module it belongs to. */

let opened: Opened;
beforeAll(async () => {
  opened = await openOwnWorld();
});
afterAll(() => opened.close());

const nobody: Actor = { id: 'nobody', name: 'Nobody', permissions: new Set() };
const operations = [...registry.operations.values()];
const reports = [...registry.reports.values()];
const entities = [...registry.entities.values()];

/** An input for every object inside a schema, with a field in it that nobody knows. */
function* planted(schema: Json, wrap: (value: unknown) => unknown = (value) => value): Generator<unknown> {
  const { properties, items, anyOf = [], additionalProperties: others } = schema;
  if (properties) yield wrap({ zzPlanted: 1 });
  for (const [name, part] of Object.entries(properties ?? {})) yield* planted(part, (value) => wrap({ [name]: value }));
  if (others && typeof others === 'object') yield* planted(others, (value) => wrap({ any: value }));
  if (items) yield* planted(items, (value) => wrap([value]));
  for (const part of anyOf) yield* planted(part, wrap);
}
interface Json {
  properties?: Record<string, Json>;
  items?: Json;
  anyOf?: Json[];
  additionalProperties?: boolean | Json;
}

const acceptedPlants = (schema: z.ZodType): unknown[] =>
  [...planted(inputSchema(schema))].filter(
    (input) =>
      !JSON.stringify(schema.safeParse(input).error?.issues ?? []).includes('There is no field zzPlanted here.'),
  );

interface Schema {
  readonly entity?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Record<string, Schema>;
}
const formsOf = (schema: Schema): readonly Schema[] => [schema, ...(schema.anyOf ?? [])];
const lineOf = (schema: Schema): Schema | undefined => formsOf(schema).find(({ items }) => items)?.items;
const entityOf = (schema: Schema): string | undefined => formsOf(schema).find(({ entity }) => entity)?.entity;

const SENTENCE = /^[A-Z“"{].*[.?!…}]$/s;

describe.each(operations.map((operation) => [operation.contract.name, operation.contract] as const))(
  '%s',
  (name, contract) => {
    test('is named for its module, labelled, described and has a schema others can read', () => {
      expect(registry.modules.map((module) => module.name)).toContain(name.split('.')[0]);
      expect(contract.label).not.toBe('');
      expect(contract.about).toMatch(SENTENCE);
      expect(contract.permission).not.toMatch(/\.read$/);
      for (const text of Object.values(contract.refusals)) expect(text).toMatch(SENTENCE);
      expect(z.toJSONSchema(contract.input, { io: 'input', unrepresentable: 'any' })).toBeDefined();
      if (contract.on) {
        expect(registry.entities.has(contract.on.entity), contract.on.entity).toBe(true);
        expect(Object.keys((contract.input as z.ZodObject).shape)).toContain(contract.on.field);
        const { fields } = registry.entities.get(contract.on.entity)!;
        for (const [name, value] of Object.entries(contract.on.where ?? {})) {
          const field = fields[name]!;
          expect(field, name).toBeDefined();
          if (field.type === 'flag') expect(value, name).toBeTypeOf('boolean');
          if (field.type === 'choice') expect(field.choices, name).toEqual(expect.arrayContaining([value].flat()));
        }
      }
    });

    test('says where the lines of its input come from, where they are lines of the record it is on', () => {
      const on = contract.on && registry.entities.get(contract.on.entity)!;
      const lists = Object.entries((inputSchema(contract.input).properties ?? {}) as Record<string, Schema>);
      const children = on?.children?.map(({ entity }) => entity) ?? [];
      const owed = lists.filter(([, list]) =>
        Object.values(lineOf(list)?.properties ?? {}).some((one) => children.includes(entityOf(one) ?? '')),
      );
      for (const [input] of owed) expect(contract.lines?.input, input).toBe(input);
      if (!contract.lines) return;
      const { input, from, key, start = {}, unticked = {}, open, by } = contract.lines;
      const { fields } = registry.entities.get(from)!;
      const line = lineOf(Object.fromEntries(lists)[input]!)!.properties!;
      expect(by ? Object.keys(on!.fields).concat('id') : children).toContain(by ? by.record : from);
      if (by) expect(Object.keys(fields)).toContain(by.field);
      expect(Object.keys(line)).toEqual(expect.arrayContaining(Object.keys({ ...key, ...start, ...unticked })));
      const read = [...Object.values(key), ...Object.values(start), ...(open ? [open] : [])];
      expect([...Object.keys(fields), 'id']).toEqual(expect.arrayContaining(read));
    });

    test('refuses a field it does not know, at every depth', () => {
      expect(acceptedPlants(contract.input)).toEqual([]);
    });

    test('is denied to someone with no role, before anything is read', async () => {
      await expect(execute(opened.world.app, name, { actor: nobody, company: 1, input: {} })).refuses('not_permitted');
    });
  },
);

describe.each(reports.map((query) => [query.contract.name, query.contract] as const))('%s', (name, contract) => {
  test('is described, denied to someone with no role, and its drills lead somewhere', async () => {
    expect(contract.about).toMatch(SENTENCE);
    expect(contract.permission).toMatch(/\.read$/);
    await expect(runReport({ app: opened.world.app, actor: nobody, company: 1 }, name, {})).refuses('not_permitted');
    for (const [key, column] of Object.entries(contract.columns)) {
      if (!column.drill) continue;
      if ('report' in column.drill)
        expect(registry.reports.has(column.drill.report), `${key} → ${column.drill.report}`).toBe(true);
      else {
        const [of, by] =
          'list' in column.drill ? [column.drill.list, column.drill.filter] : [column.drill.entity, column.drill.id];
        expect(Object.keys(contract.columns), `${key} → ${by}`).toContain(by);
        expect([...registry.entities.keys(), ...Object.keys(contract.columns)], `${key} → ${of}`).toContain(of);
      }
    }
    for (const column of contract.chart ? [contract.chart.x, ...contract.chart.y] : [])
      expect(Object.keys(contract.columns)).toContain(column);
  });

  test('refuses a parameter it does not know', () => {
    expect(acceptedPlants(contract.params)).toEqual([]);
  });

  test('runs on an empty company', async () => {
    const needed = contract.params.safeParse({});
    if (!needed.success) return;
    const found = await runReport(
      { app: opened.world.app, actor: seedActor(opened.world.app, 'owner'), company: 1 },
      name,
      {},
    );
    for (const row of found.rows)
      for (const column of Object.keys(row))
        expect(Object.keys(contract.columns), `${name} gives ${column}`).toContain(column);
  });
});

test('every report of a period refuses one that ends before it begins, or begins after today', async () => {
  const asker = { app: opened.world.app, actor: seedActor(opened.world.app, 'owner'), company: 1 };
  const ofPeriods = reports.filter(({ contract }) => 'from' in (inputSchema(contract.params).properties as object));
  expect(ofPeriods.length).toBeGreaterThan(15);
  for (const { contract } of ofPeriods) {
    const { properties, required = [] } = inputSchema(contract.params) as unknown as Periodic;
    expect([properties.from!.kind, properties.to?.kind], contract.name).toEqual(['day', 'day']);
    const needed = Object.fromEntries(required.map((name) => [name, '01900000-0000-7000-8000-000000000000']));
    for (const days of [{ from: '2026-02-28', to: '2026-02-27' }, { from: '2999-01-01' }])
      await expect(runReport(asker, contract.name, { ...needed, ...days }), contract.name).refuses('invalid_input');
    await runReport(asker, contract.name, { ...needed, from: '2026-02-28', to: '2026-02-28' });
  }
});
interface Periodic {
  readonly properties: Record<string, { readonly kind?: string }>;
  readonly required?: readonly string[];
}

describe.each(entities.map((entity) => [entity.name, entity] as const))('%s', (_, entity) => {
  test('describes fields that exist', async () => {
    for (const name of [
      ...entity.list,
      ...entity.search,
      entity.title,
      ...(entity.order ? [entity.order.replace(/^-/, '')] : []),
      ...(entity.state ? [entity.state] : []),
    ]) {
      expect(Object.keys(entity.fields), name).toContain(name);
    }
    for (const [name, field] of Object.entries(entity.fields)) {
      if (field.kindIn) expect(Object.keys(entity.fields), `${name} → ${field.kindIn}`).toContain(field.kindIn);
      else if (field.type === 'reference')
        expect(registry.entities.has(field.entity!), `${name} → ${field.entity}`).toBe(true);
    }
    expect(entity.about).toMatch(SENTENCE);
    const owner = { app: opened.world.app, actor: seedActor(opened.world.app, 'owner'), company: 1, entity };
    await listEntity(owner, { search: 'x y', count: true });
    for (const name of entity.list) await listEntity(owner, { sort: `-${name}`, size: 1 });
    await expect(listEntity({ ...owner, actor: nobody }, {})).refuses('not_permitted');
    const [first] = entity.list;
    for (const query of [
      { sorted: first },
      { filter: { zz: 1 } },
      { filter: { [first!]: { form: 1 } } },
      { sort: 'zz' },
    ])
      await expect(listEntity(owner, query), JSON.stringify(query)).refuses('invalid_input');
  });
});

test('records are called by what people know, never by an id, and what others lead to has a name of its own', () => {
  expect(entities.filter(({ title }) => title === 'id').map(({ name }) => name)).toEqual([]);
  const ledTo = new Set(entities.flatMap(({ fields }) => Object.values(fields).map(({ entity }) => entity)));
  const nameless = entities.filter(({ name, title, fields }) => ledTo.has(name) && !NAMES.has(fields[title]!.type));
  expect(nameless.map(({ name }) => name)).toEqual([]);
});
const NAMES = new Set(['text', 'code', 'currency']);

test('what does many of another operation at once says so, and states the same facts', () => {
  const owed = operations.flatMap(({ contract }) => singlesOf(contract).map((single) => [contract.name, single]));
  expect(owed.length).toBeGreaterThan(20);
  expect(
    owed.filter(([name, single]) => registry.operations.get(name!)!.contract.many !== single && !OTHERS.has(name!)),
  ).toEqual([]);
  for (const { contract } of operations) {
    const single = contract.many && registry.operations.get(contract.many)!.contract;
    if (!single) continue;
    expect(single.subject, contract.name).toBe(contract.subject);
    expect(Object.keys(contract.facts ?? {}), contract.name).toEqual(
      expect.arrayContaining(Object.keys(single.facts ?? {})),
    );
  }
});

/** Operations that do the same to one as this does to the list it is called for: `place_order` of `place_orders`. */
function singlesOf({ name, input }: { name: string; input: z.ZodType }): string[] {
  const listed = (schema: z.ZodType): boolean => {
    const { properties = {}, required = [] } = inputSchema(schema) as Json & { required?: string[] };
    return required.some((field) => properties[field]?.items);
  };
  const [, verb, noun] = /^(\w+\.[a-z]+)_?(\w*)$/.exec(name)!;
  if (!/s$|_batch$/.test(noun!) || !listed(input)) return [];
  const singular = `${verb}_${noun!.replace(/s$|_batch$/, '')}`;
  const same = operations.map(({ contract }) => contract).filter((one) => one.name !== name);
  if (same.some((one) => one.name === singular)) return [singular];
  return same.filter((one) => one.name.startsWith(`${verb}_`) && !listed(one.input)).map((one) => one.name);
}

/** Terms are made of instalments, not many of anything; what waits is reserved for another reason than orders that are chosen. */
const OTHERS = new Set(['parties.create_terms', 'sales.reserve_orders']);

test('the auditor can write nothing', () => {
  const auditor = registry.seedRoles.get('auditor')!;
  const writable = operations
    .filter((operation) => auditor.has(operation.contract.permission))
    .map((operation) => operation.contract.name);
  expect(writable).toEqual([]);
});

test('the sales desk edits nothing in the books and sees no cost', () => {
  const desk = registry.seedRoles.get('sales_desk')!;
  expect(
    [...desk].filter(
      (permission) =>
        /^(ledger|receivables|payables|tax|inventory)\./.test(permission) && !permission.endsWith('.read'),
    ),
  ).toEqual([]);
  expect(desk.has('catalog.cost.read')).toBe(false);
  expect(SEED_ROLES.length).toBeGreaterThan(5);
});

const sql = (text: string) => run<Record<string, unknown>>(opened.world.app.ownerPool as never, { text, values: [] });
const OURS = `n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker', 'auth') and n.nspname not like 'pg\\_%'`;

test('every table with a company is guarded by row security and led by the company in its key', async () => {
  const bad = await sql(`
    select n.nspname || '.' || c.relname as "table", c.relrowsecurity as guarded, a.attnum = any(i.indkey[0:0]::int2[]) as led
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind in ('r', 'p') and ${OURS} and (not c.relrowsecurity or (i.indkey is not null and i.indkey[0] <> a.attnum))`);
  expect(bad).toEqual([]);
});

test('every foreign key has an index behind it', async () => {
  const bad = await sql(`
    select conrelid::regclass::text as "table", conname from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
    where f.contype = 'f' and ${OURS} and f.confrelid <> 'kernel.company'::regclass and f.confrelid not in (
        select x.oid from pg_class x join pg_namespace m on m.oid = x.relnamespace where m.nspname = 'organisation' and x.relname in ('currency', 'country', 'unit'))
      and not exists (select from pg_index i where i.indrelid = f.conrelid
        and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey and f.conkey @> (i.indkey::int2[])[0:cardinality(f.conkey) - 1])`);
  expect(bad).toEqual([]);
});

test('the run-time role may change no sealed row and bypass no row security', async () => {
  const [role] = await sql(`select rolsuper, rolbypassrls from pg_roles where rolname = 'countinghouse_app'`);
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false });
  const open: string[] = [];
  for (const table of [...registry.sealed, 'kernel.event']) {
    const [may] = await sql(
      `select has_table_privilege('countinghouse_app', '${table}', 'update') as u, has_table_privilege('countinghouse_app', '${table}', 'delete') as d, has_table_privilege('countinghouse_app', '${table}', 'truncate') as t`,
    );
    if (may!.u || may!.d || may!.t) open.push(table);
  }
  expect(open).toEqual([]);
});

test('no definer function of ours can be called by everybody to reach another company', async () => {
  const bad = await sql(`
    select p.oid::regprocedure::text as fn from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and ${OURS} and (p.proconfig is null or not exists (select from unnest(p.proconfig) c where c like 'search_path=%'))`);
  expect(bad).toEqual([]);
});

/** Every reference in the inputs of operations and reports and in the fields of entities, with whom it says fit. */
function* referencesOf(schema: unknown): Generator<{ entity: string; among: Record<string, unknown> }> {
  if (typeof schema !== 'object' || schema === null) return;
  const { entity, among } = schema as { entity?: unknown; among?: unknown };
  if (typeof entity === 'string' && among) yield { entity, among: among as Record<string, unknown> };
  for (const inner of Object.values(schema)) yield* referencesOf(inner);
}

test('whom a reference offers is said by fields of its kind of record, with values they can have', () => {
  const schemas = [
    ...operations.map(({ contract }) => contract.input),
    ...reports.map(({ contract }) => contract.params),
  ].map((schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const said = [...referencesOf([schemas, entities.map(({ fields }) => fields)])];
  expect(said.length).toBeGreaterThan(20);
  for (const { entity, among } of said)
    for (const [name, value] of Object.entries(among)) {
      const field = registry.entities.get(entity)?.fields[name];
      const possible: readonly unknown[] = field?.type === 'flag' ? [true, false] : (field?.choices ?? []);
      expect(possible, `${entity} ${name}`).toContain(value);
    }
});

test('what people call things is said of things there are', () => {
  const known = [registry.operations, registry.entities, registry.reports].flatMap((some) => [...some.keys()]);
  const meant = Object.keys(SYNONYMS).filter((name) => !name.startsWith('desk.'));
  expect(meant.filter((name) => !known.includes(name))).toEqual([]);
});
