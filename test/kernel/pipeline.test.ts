import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { run } from '#kernel/db/sql.ts';
import { watchTables } from '#kernel/db/watch.ts';
import { execute } from '#kernel/execute.ts';
import { sealOnce, verifySeal } from '#kernel/seal.ts';
import { urlsFor } from '#test/cluster.ts';
import { type Opened, openOwnWorld, sealAll, statementsOf, type World } from '#test/harness.ts';
import { fileAtOnce, heard, papers, SAMPLE_SQL, sample, sampleRegistry, writePapers } from './sample.ts';

let opened: Opened;
let world: World;

beforeAll(async () => {
  opened = await openOwnWorld({ offered: sampleRegistry, kernelOnly: true });
  world = opened.world;
  await world.owner(async (sql) => void (await sql`select 1`));
  const client = await world.app.ownerPool.connect();
  await client.query(SAMPLE_SQL);
  await watchTables(client);
  await client.query(`begin;
    select set_config('countinghouse.event', gen_random_uuid()::text, true);
    insert into kernel.number_series (company_id, series, prefix) values (1, 'sample.paper', 'P-'), (2, 'sample.paper', 'P-');
    call kernel.log_migration('series');
    commit`);
  client.release();
  expect(sample.sealed).toEqual(['sample.paper']);
});
afterAll(() => opened.close());

const rows = (text: string) => run<Record<string, unknown>>(world.app.ownerPool as never, { text, values: [] });

test('a command writes, numbers without gaps, tells subscribers and leaves one event', async () => {
  const { ids } = await world.as('bookkeeper')(writePapers, { texts: ['a', 'b'], password: 'hush' });
  expect(heard).toEqual([2]);
  const found = await world.report(papers, {});
  expect(found.rows.map((row) => row.number)).toEqual(['P-2026-00001', 'P-2026-00002']);
  expect(found.totals).toEqual({ amountMinor: 14n });
  const [event] = await rows(`select * from kernel.event where operation = 'sample.write_papers'`);
  expect(event).toMatchObject({
    actor: 'role:bookkeeper',
    via: 'test',
    companyId: 1,
    input: { texts: ['a', 'b'], password: '***', fail: false },
    output: { ids },
  });
  expect(await rows('select entity from kernel.event_record')).toHaveLength(2);
});

test('a refusal and a bug leave nothing behind, not even a number', async () => {
  await expect(world.as('bookkeeper')(writePapers, { texts: [] })).refuses('empty');
  await expect(world.as('bookkeeper')(writePapers, { texts: ['x'], fail: true })).rejects.toThrow('a bug');
  await world.as('bookkeeper')(writePapers, { texts: ['c'] });
  expect((await world.report(papers, { like: 'c' })).rows[0]!.number).toBe('P-2026-00003');
});

test('of statements sent at once the refused one is answered, not those that fail because of it', async () => {
  for (let time = 0; time < 20; time++)
    await expect(world.as('bookkeeper')(fileAtOnce, { late: time % 2 === 0 })).refuses('torn');
});

test('the order of checks: input comes after rights', async () => {
  await expect(world.as('storekeeper')(writePapers, { texts: 5 } as never)).refuses('not_permitted');
  await expect(world.as('bookkeeper')(writePapers, { texts: 5 } as never)).refuses('invalid_input');
});

test('the same key is one document, however many ask at once; another input is refused', async () => {
  const call = () =>
    execute(world.app, writePapers.name, {
      actor: seedActor(world.app, 'bookkeeper'),
      company: 1,
      input: { texts: ['once'] },
      key: 'k1',
    });
  const answers = await Promise.all(Array.from({ length: 12 }, call));
  expect(new Set(answers.map((answer) => JSON.stringify(answer.output))).size).toBe(1);
  expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
  expect((await world.report(papers, { like: 'once' })).rows).toHaveLength(1);
  await expect(world.as('bookkeeper')(writePapers, { texts: ['other'] }, { key: 'k1' })).refuses('key_reused');
});

test('a company sees its own rows alone, and nothing in the other', async () => {
  await world.as('bookkeeper', world.other)(writePapers, { texts: ['theirs'] });
  expect((await world.report(papers, { like: 'theirs' })).rows).toEqual([]);
  const client = await world.app.pool.connect();
  await client.query(`begin; set local countinghouse.company = '1'`);
  const found = await client.query('select count(*)::int as n from sample.paper where company_id = 2');
  await expect(
    client.query(
      `insert into sample.paper (company_id, id, event_id, text, amount_minor) values (2, gen_random_uuid(), gen_random_uuid(), 'x', 1)`,
    ),
  ).rejects.toThrow(/row-level security/);
  await client.query('rollback');
  client.release();
  expect(found.rows[0].n).toBe(0);
});

test('what is posted cannot be changed: not by the run-time role, not by the owner', async () => {
  const client = await world.app.ownerPool.connect();
  await expect(client.query(`update sample.paper set text = 'y'`)).rejects.toThrow(/never changed/);
  await expect(client.query(`update sample.paper set number = 'P-9'`)).rejects.toThrow(/never changed/);
  await expect(client.query('delete from kernel.event')).rejects.toThrow(/never changed/);
  await expect(client.query('truncate sample.paper')).rejects.toThrow(/never changed/);
  client.release();
  const runtime = await world.app.pool.connect();
  await expect(runtime.query('delete from sample.paper')).rejects.toThrow(/permission denied/);
  runtime.release();
});

test('derived create, edit and archive of an entity, with field rights', async () => {
  const keeper = seedActor(world.app, 'storekeeper');
  const call = (operation: string, input: unknown, actor = keeper) =>
    execute(world.app, operation, { actor, company: 1, input });
  const { output } = await call('sample.create_box', { code: 'B1', weight: '1.500' });
  const { id } = output as { id: string };
  await expect(call('sample.create_box', { code: 'B1' })).refuses('duplicate');
  await expect(call('sample.create_box', { code: 'B2', secretPrice: '3' })).refuses('not_permitted');
  await call('sample.create_box', { code: 'B2', secretPrice: '3' }, seedActor(world.app, 'owner'));
  await call('sample.update_box', { id, changes: { weight: '2' } });
  await expect(call('sample.update_box', { id, changes: { code: 'B9' } })).refuses('invalid_input');
  await call('sample.archive_box', { id });
  expect(await world.get('sample.box', id)).toMatchObject({ code: 'B1', weight: '2', active: false });
  expect(Object.keys(await world.get('sample.box', id, 'storekeeper'))).not.toContain('secretPrice');
  await expect(world.list('sample.box', { filter: { secretPrice: '3' } }, 'storekeeper')).refuses('invalid_input');
  expect((await world.list('sample.box', { filter: { secretPrice: { from: '2' } }, count: true })).rows).toHaveLength(
    1,
  );
  expect((await world.list('sample.box', { search: 'b', sort: '-code', size: 1 })).rows[0]).toMatchObject({
    code: 'B2',
  });
  const changes = await rows(
    `select before, after from kernel.event_record where entity = 'sample.box' and before is not null order by id`,
  );
  expect(changes).toEqual([
    { before: { weight: '1.5' }, after: { weight: '2' } },
    { before: { active: true }, after: { active: false } },
  ]);
});

test('more events than one block holds are sealed in the order they were committed', async () => {
  const own = await openOwnWorld({ offered: sampleRegistry, kernelOnly: true });
  try {
    const client = await own.world.app.ownerPool.connect();
    await client.query(SAMPLE_SQL);
    await watchTables(client);
    // Transaction numbers of different lengths: 99 comes before 100. A restored log may hold any.
    await client.query(`insert into kernel.event (company_id, id, xid, at, actor, actor_name, via, operation, input, hash)
      select 1, gen_random_uuid(), n::text::xid8, now(), 'x', 'x', 'x', 'x', '{}', '' from generate_series(5, 2505) n`);
    while ((await sealOnce(own.world.app, true)) > 0);
    const { rows: found } = await client.query(`select bool_and(xid > before) as rising, count(*)::int as n from (
      select e.xid, lag(e.xid, 1, '0'::xid8) over (order by s.block, s.position) as before
      from kernel.seal_event s join kernel.event e on e.id = s.event_id where e.operation = 'x') t`);
    client.release();
    expect(found[0]).toEqual({ rising: true, n: 2501 });
    expect(await verifySeal(own.world.app)).toEqual([]);
  } finally {
    await own.close();
  }
});

test('altering any column of any sealed row is found, and so are removed and added rows', async () => {
  await sealAll(world.app);
  expect(await verifySeal(world.app)).toEqual([]);
  const [name] = await rows('select current_database() as name');
  const undetected: string[] = [];
  await connected(urlsFor(String(name!.name)).adminUrl, async (admin) => {
    await admin.query('set session_replication_role = replica');
    for (const table of [
      'kernel.event',
      'kernel.event_record',
      'sample.paper',
      'kernel.seal_block',
      'kernel.seal_event',
    ]) {
      const columns = await admin.query<{ column: string; type: string }>(
        `select attname as column, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
        [table],
      );
      for (const { column, type } of columns.rows) {
        await admin.query('create table public.kept as table ' + table);
        await admin.query(
          `update ${table} set "${column}" = ${other(column, type)} where ctid = (select min(ctid) from ${table})`,
        );
        if ((await verifySeal(world.app)).length === 0) undetected.push(`${table}.${column}`);
        await admin.query(
          `delete from ${table}; insert into ${table} select * from public.kept; drop table public.kept`,
        );
      }
      await admin.query('create table public.kept as table ' + table);
      await admin.query(`delete from ${table} where ctid = (select min(ctid) from ${table})`);
      if ((await verifySeal(world.app)).length === 0) undetected.push(`${table}: a removed row`);
      await admin.query(`delete from ${table}; insert into ${table} select * from public.kept; drop table public.kept`);
    }
    expect(await verifySeal(world.app)).toEqual([]);
    await admin.query(
      `insert into sample.paper select company_id, gen_random_uuid(), event_id, 'P-X', text, amount_minor from sample.paper limit 1`,
    );
    if ((await verifySeal(world.app)).length === 0) undetected.push('an added row');
  });
  expect(undetected).toEqual([]);
});

const other = (column: string, type: string): string => {
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'bytea') return `'\\x00'`;
  if (type === 'jsonb') return `'{"other":1}'`;
  if (type === 'xid8') return `'1'`;
  if (type.startsWith('timestamp')) return `"${column}" + interval '1 second'`;
  if (type === 'boolean') return `not "${column}"`;
  if (type === 'text') return `coalesce("${column}", '') || 'x'`;
  return `coalesce("${column}", 0) + 1000`;
};

test('the number of statements does not grow with the records of a list', async () => {
  const count = async (size: number) => {
    return statementsOf(() => world.list('sample.box', { size }));
  };
  // The first read also asks for the company's settings, which are kept for seconds.
  await count(1);
  expect(await count(1)).toBe(await count(200));
});
