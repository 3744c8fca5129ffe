import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { expect, test } from 'vitest';
import type { App } from '#kernel/app.ts';
import { listInvariants } from '#kernel/db/invariants.ts';
import { makePool } from '#kernel/db/pool.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { listUnsealed, listWatches, type Watch, watchTables } from '#kernel/db/watch.ts';
import { checkChains, SEAL_LIMITS, sealHeads, sealOnce, verifySeal } from '#kernel/seal.ts';
import { FORMAT, rowTexts } from '#kernel/seal-digest.ts';
import { digestOf, verifyTable } from '#kernel/seal-rows.ts';
import { withClient } from '#kernel/transaction.ts';
import { invoiceOrders, placeOrder, receiveReturn, shipOrders } from '#modules/commerce/sales/contract.ts';
import { recordPayment } from '#modules/finance/receivables/contract.ts';
import { exportSeal } from '#surfaces/seal-export.ts';
import { verifyExport } from '../scripts/verify-export.ts';
import { openShop } from '../src/modules/commerce/sales/scenarios/shop.ts';
import { urlsFor } from './cluster.ts';
import { openOwnWorld, sealAll, type World } from './harness.ts';
import { fillCompany } from './whole-company.ts';

/** Something in every kind of posted table that order-to-cash writes. */
async function trade(world: World): Promise<void> {
  const shop = await openShop(world);
  const { order } = await world.as('owner')(placeOrder, {
    customer: shop.customer,
    lines: [
      { item: shop.pump, quantity: '2' },
      { item: shop.seal, quantity: '5' },
    ],
    confirm: true,
  });
  const { deliveries } = await world.as('owner')(shipOrders, { orders: [order] });
  await world.as('owner')(invoiceOrders, { orders: [order] });
  const [item] = (await world.list('receivables.open_item')).rows;
  await world.as('owner')(recordPayment, {
    customer: shop.customer,
    amountMinor: '10000',
    settle: 'listed',
    applications: [{ item: String(item!.id), amountMinor: '9000', writeOffMinor: '300' }],
  });
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0] } })).rows;
  await world.as('owner')(receiveReturn, {
    delivery: deliveries[0]!,
    reason: 'Damaged',
    lines: [{ line: String(line!.id), quantity: '1' }],
  });
  await sealAll(world.app);
}

/** Undoes whatever `work` does, and lets it do everything: no trigger, no check, no key. */
async function undone<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  try {
    return await work();
  } finally {
    await client.query('rollback');
  }
}

/** Who can alter rows can also take the checks away that would stop some alterations. */
async function dropChecks(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    `select format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname) as text from pg_constraint c
      join pg_namespace n on n.oid = c.connamespace
    where contype in ('c', 'f', 'u', 'x') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker') and conparentid = 0`,
  );
  const unique = await client.query<{ text: string }>(
    `select format('drop index if exists %s', indexrelid::regclass) as text from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
    where indisunique and not indisprimary and n.nspname !~ '^pg_' and n.nspname <> 'graphile_worker'
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('u', 'x'))`,
  );
  for (const { text } of [...rows, ...unique.rows]) await client.query(text);
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly needed: boolean;
}

const columnsOf = async (client: pg.PoolClient, table: string): Promise<Column[]> =>
  (
    await client.query<Column>(
      `select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as needed from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'`,
      [table],
    )
  ).rows;

/** What SQL makes of the last row `t` of a table: first as it stands, then with one column after the other altered. */
async function variants(
  client: pg.PoolClient,
  { table, columns, of }: { table: string; columns: readonly Column[]; of: string },
): Promise<{ name: string; value: unknown }[]> {
  const row = `${table} t where ctid = (select max(ctid) from ${table})`;
  const altered = columns.map(({ name, type }) => {
    const change = `jsonb_build_object('${name}', to_jsonb((${other(name, type)})::${type}))`;
    return `select '${name}', ${of} from (select (jsonb_populate_record(t, ${change})).* from ${row}) t`;
  });
  return (await client.query([`select '' as name, ${of} as value from ${row}`, ...altered].join(' union all '))).rows;
}

const alterOne = (client: pg.PoolClient, table: string, { name, type }: Column) =>
  client.query(`update ${table} set "${name}" = ${other(name, type)} where ctid = (select max(ctid) from ${table})`);

/** The database as whoever may do everything sees it. */
async function asSuperuser<T>(world: World, work: (client: pg.PoolClient, app: App) => Promise<T>): Promise<T> {
  const [database] = await world.owner((sql) => sql<{ name: string }>`select current_database() as name`);
  const pool = makePool(urlsFor(database!.name).adminUrl, { max: 1 });
  try {
    return await withClient(pool, (client) => work(client, world.app));
  } finally {
    await pool.end();
  }
}

test('altering any column of any sealed row of a real trade is found', { timeout: 400_000 }, async () => {
  const { world, close } = await openOwnWorld();
  try {
    await fillCompany(world);
    await sealAll(world.app);
    expect(await verifySeal(world.app)).toEqual([]);
    const undetected: string[] = [];
    await asSuperuser(world, async (client, app) => {
      expect(await emptyTables(client)).toEqual([]);
      await dropChecks(client);
      const alter = (table: string, column: Column) =>
        undone(client, async () => {
          const { rowCount } = await alterOne(client, table, column);
          expect(rowCount, table).toBe(1);
          if ((await checkChains(app, client)).length === 0) undetected.push(`${table}.${column.name}`);
        });
      for (const table of ['kernel.event', 'kernel.seal_block', 'kernel.seal_event'])
        for (const column of await columnsOf(client, table)) await alter(table, column);
      // What a digest is made of changes with every column; that a changed digest is found is tried for one of each table.
      for (const [table, text] of await rowTexts(app, sqlOn(client), FORMAT)) {
        const columns = await columnsOf(client, table);
        const [present, ...others] = await variants(client, { table, columns, of: text });
        expect(others, table).toHaveLength(columns.length);
        for (const { name, value } of others) if (value === present!.value) undetected.push(`${table}.${name}`);
        await alter(table, columns.at(-1)!);
      }
    });
    expect(undetected).toEqual([]);
  } finally {
    await close();
  }
});

test('every column of every table is sealed, watched, or named with the reason', { timeout: 400_000 }, async () => {
  const { world, close } = await openOwnWorld();
  try {
    await fillCompany(world);
    await sealAll(world.app);
    const undetected: string[] = [];
    await asSuperuser(world, async (client, app) => {
      expect(await emptyTables(client)).toEqual([]);
      await dropChecks(client);
      const sql = sqlOn(client);
      const watches = await listWatches(client);
      const tables = await client.query<{ name: string }>(
        `select schemaname || '.' || tablename as name from pg_tables where schemaname !~ '^pg_' and schemaname not in ('information_schema', 'graphile_worker', 'public')`,
      );
      const { open, derived } = listUnsealed();
      const covered = new Set([
        ...watches.map(({ table }) => table),
        ...app.registry.sealed,
        ...['kernel.event', 'kernel.seal_block', 'kernel.seal_event'],
        ...Object.keys({ ...open, ...derived }),
      ]);
      expect(tables.rows.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
      // What is derived is found by the rule that is named.
      for (const [column, rule] of Object.entries(derived)) {
        const [schema, name, field] = column.split('.') as [string, string, string];
        const altered = (await columnsOf(client, `${schema}.${name}`)).find((item) => item.name === field)!;
        const [invariant] = listInvariants().filter((item) => item.name === rule);
        await undone(client, async () => {
          const { rowCount } = await alterOne(client, `${schema}.${name}`, altered);
          expect(rowCount, column).toBe(1);
          const { rows } = await client.query(invariant!.text);
          if (rows.length === 0) undetected.push(`${column} by ${rule}`);
        });
      }
      for (const reason of Object.values(open)) expect(reason.length).toBeGreaterThan(15);
      for (const watch of watches) {
        const columns = await columnsOf(client, watch.table);
        await fill(client, watch.table, columns);
        expect(await verifyTable(sql, watch), watch.table).toEqual([]);
        const sealed = columns.filter(({ name }) => !watch.omitted.includes(name));
        const [present, ...others] = await variants(client, {
          table: watch.table,
          columns: sealed,
          of: `encode(${digestOf(watch)}, 'hex')`,
        });
        const log = await client.query<{ digest: string }>(
          `select encode(digest, 'hex') as digest from (
            select unnest(added) as digest, 1 as n from kernel.row_change where table_name = $1
            union all select unnest(removed), -1 from kernel.row_change where table_name = $1
          ) c group by digest having sum(n) > 0`,
          [watch.table],
        );
        const known = new Set<unknown>(log.rows.map(({ digest }) => digest));
        expect(known, watch.table).toContain(present!.value);
        expect(others, watch.table).toHaveLength(sealed.length);
        for (const { name, value } of others) if (known.has(value)) undetected.push(`${watch.table}.${name}`);
        await undone(client, async () => {
          await alterOne(client, watch.table, sealed.at(-1)!);
          if ((await verifyTable(sql, watch)).length === 0) undetected.push(`${watch.table} altered`);
        });
        for (const change of [`delete from ${watch.table}`, copyOf(watch, columns)])
          await undone(client, async () => {
            await client.query(change);
            if ((await verifyTable(sql, watch)).length === 0) undetected.push(change);
          });
      }
    });
    expect(undetected).toEqual([]);
  } finally {
    await close();
  }
});

/** What is altered in a table that holds nothing is not tried, so every table of a company must hold something. */
async function emptyTables(client: pg.PoolClient): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
    where c.relkind = 'r' and n.nspname !~ '^pg_' order by 1`,
  );
  expect(tables.length).toBeGreaterThan(100);
  const counts = tables.map(({ name }) => `select '${name}' as name where not exists (select from ${name})`);
  return (await client.query<{ name: string }>(counts.join(' union all '))).rows.map(({ name }) => name);
}

/** A table of no company that is still empty gets a row, written as the program's triggers see it. */
async function fill(client: pg.PoolClient, table: string, columns: readonly Column[]) {
  const { rowCount } = await client.query(`select from ${table} limit 1`);
  if (rowCount !== 0) return;
  const needed = columns.filter((column) => column.needed);
  await client.query(
    `insert into ${table} (${needed.map(({ name }) => `"${name}"`).join(', ')}) values (${needed.map(({ type }) => some(type)).join(', ')})`,
  );
}

const some = (type: string): string => {
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type.endsWith('[]')) return `'{}'`;
  if (type === 'jsonb') return `'{"a":null}'`;
  if (type === 'bytea') return `'\\x01'`;
  if (type === 'date' || type.startsWith('timestamp')) return `'2026-01-01'`;
  if (type === 'boolean') return 'true';
  return `'1'`;
};

/** A row more than was ever written. */
const copyOf = ({ table, key }: Watch, columns: readonly Column[]): string => {
  const last = columns.find(({ name }) => name === key?.at(-1));
  const values = columns.map(({ name, type }) => (name === last?.name ? other(name, type) : `"${name}"`));
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  return `insert into ${table} (${names}) overriding system value select ${values.join(', ')} from ${table} limit 1`;
};

test('a log made anew as a whole is told by a digest that was kept outside', { timeout: 240_000 }, async () => {
  const { world, close } = await openOwnWorld();
  try {
    await trade(world);
    const kept = (await sealHeads(world.app)).map(({ digest }) => digest);
    expect(kept.length).toBeGreaterThan(1);
    expect(await verifySeal(world.app, { since: kept })).toEqual([]);
    await asSuperuser(world, async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query(`update ledger.line set text = 'another' where ctid = (select min(ctid) from ledger.line)`);
      await client.query('delete from kernel.seal_event; delete from kernel.seal_block');
      await client.query(`update kernel.seal_state set horizon = '0'`);
    });
    await sealAll(world.app);
    expect(await verifySeal(world.app), 'nothing inside tells').toEqual([]);
    const told = await verifySeal(world.app, { since: kept });
    expect(told.map(({ problem }) => problem).join()).toContain('the log was made anew since');
  } finally {
    await close();
  }
});

test('an event in no block is told: left behind, come with a restore, or taken out of its block', {
  timeout: 240_000,
}, async () => {
  const { world, close } = await openOwnWorld();
  try {
    await openShop(world);
    await sealAll(world.app);
    const problems = async () => (await verifySeal(world.app)).map(({ problem }) => problem);
    const leave = (xid: string, age: string) =>
      world.owner(
        (sql) => sql`
          insert into kernel.event (company_id, id, xid, at, recorded_at, actor, actor_name, via, operation, input, hash)
          values (${world.company}, gen_random_uuid(), ${xid}::text::xid8, now(), now() - ${age}::text::interval, 'x', 'X', 'test', 'test.left', '{}', '')`,
      );
    const seconds = `${SEAL_LIMITS.lateSeconds} seconds`;
    // One that is younger is sealed in a moment.
    await leave('3', '-1 hour');
    expect(await problems()).toEqual([]);
    // The sealer is past its transaction.
    await leave('3', seconds);
    expect(await problems()).toEqual(['1 event is in no block']);
    // Its transaction is of another server, far ahead of this one.
    await leave('9000000000000', seconds);
    expect(await problems()).toEqual(['2 events are in no block']);
    expect(await sealOnce(world.app, true)).toBe(3);
    expect(await problems()).toEqual([]);
    await asSuperuser(world, async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query(`delete from kernel.seal_event s using kernel.event e
        where e.id = s.event_id and e.operation = 'test.left' and e.xid = '9000000000000'`);
    });
    expect(await problems()).toEqual(['1 event is in no block', 'the block does not fit its events']);
  } finally {
    await close();
  }
});

test('what is written past the operations, with every trigger on, is named', { timeout: 240_000 }, async () => {
  const { world, close } = await openOwnWorld();
  try {
    const shop = await openShop(world);
    await asSuperuser(world, (client) =>
      client.query(`update parties.party set name = 'Another' where id = $1`, [shop.customer]),
    );
    await sealAll(world.app);
    const found = await verifySeal(world.app);
    expect(found.map(({ problem }) => problem).join()).toMatch(
      /parties.party was changed by countinghouse_admin outside of any operation/,
    );
  } finally {
    await close();
  }
});

test('a computed column that an update of the program brings is no difference', { timeout: 240_000 }, async () => {
  const { world, close } = await openOwnWorld();
  try {
    await openShop(world);
    await asSuperuser(world, async (client, app) => {
      await client.query('alter table parties.party add column loud text generated always as (upper(name)) stored');
      await withClient(app.ownerPool, watchTables);
    });
    await sealAll(world.app);
    expect(await verifySeal(world.app)).toEqual([]);
  } finally {
    await close();
  }
});

const other = (name: string, type: string): string => {
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'uuid[]') return 'array[gen_random_uuid()]';
  if (type === 'text[]') return `array['x']`;
  if (type === 'bytea[]') return `array['\\x00'::bytea]`;
  if (type === 'bytea') return `'\\x00'`;
  // A key whose value is null is a difference too.
  if (type === 'jsonb')
    return `case when jsonb_typeof("${name}") = 'object' then "${name}" || '{"other":null}' else '{"other":1}' end`;
  if (type === 'xid8') return `'1'`;
  if (type === 'date') return `coalesce("${name}", '2020-01-01') + 1000`;
  if (type.startsWith('timestamp')) return `coalesce("${name}", '2020-01-01') + interval '1 second'`;
  if (type === 'boolean') return `not coalesce("${name}", false)`;
  if (type === 'text') return `coalesce("${name}", '') || 'x'`;
  return `coalesce("${name}", 0) + 1000`;
};

test('an export is verified without the program, and tampering with it shows', async () => {
  const { world, close } = await openOwnWorld();
  const folder = mkdtempSync(join(tmpdir(), 'seal-'));
  const file = join(folder, 'seal.jsonl');
  try {
    await trade(world);
    let text = '';
    for await (const line of exportSeal(world.app, world.company)) text += line;
    writeFileSync(file, text);
    const whole = await verifyExport(file);
    expect(whole.problems).toEqual([]);
    expect(whole.events).toBeGreaterThan(8);
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    const verdict = async (changed: string[]) => {
      writeFileSync(file, `${changed.join('\n')}\n`);
      return (await verifyExport(file)).problems.length;
    };
    for (const [index, line] of lines.entries()) {
      if (index === 0) continue;
      const digit = line.search(/\d(?=[^"]*"[,}\]])/);
      const changed = `${line.slice(0, digit)}${(Number(line[digit]) + 1) % 10}${line.slice(digit + 1)}`;
      expect(await verdict(lines.with(index, changed)), line.slice(0, 80)).toBeGreaterThan(0);
      if (line.startsWith('{"event"')) expect(await verdict(lines.toSpliced(index, 1))).toBeGreaterThan(0);
    }
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
