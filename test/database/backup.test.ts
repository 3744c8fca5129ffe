import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { backup, restore } from '#kernel/db/backup.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { sealOnce, verifySeal } from '#kernel/seal.ts';
import { invoiceOrders, placeOrder, shipOrders } from '#modules/commerce/sales/contract.ts';
import { openShop } from '../../src/modules/commerce/sales/scenarios/shop.ts';
import { cloneDatabase, emptyDatabase, type TestDatabase, urlsFor } from '../cluster.ts';
import { openOwnWorld, registry, START, testTemplate } from '../harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'countinghouse-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inEach = async (work: (from: TestDatabase, to: TestDatabase) => Promise<void>): Promise<void> => {
  const from = await cloneDatabase(await testTemplate());
  const to = await emptyDatabase();
  try {
    await work(from, to);
  } finally {
    await from.drop();
    await to.drop();
  }
};

/** Digests of the rows of every table, whatever their order. */
const contents = (url: string): Promise<Record<string, string>> =>
  connected(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname !~ '^pg_' and schemaname <> 'information_schema' and tablename !~ '^seal_' order by 1`,
    );
    const digests: Record<string, string> = {};
    // One statement a table: each has other columns.
    for (const { name } of tables.rows) {
      const found = await client.query(
        `select md5(string_agg(row, e'\\n' order by row)) as digest
        from (select (to_jsonb(t) - array['horizon', 'applied_at'])::text as row from ${name} t) rows`,
      );
      digests[name] = found.rows[0].digest;
    }
    return digests;
  });

test('a backup restores to the same rows, and the books still prove themselves', { timeout: 240_000 }, () =>
  inEach(async (from, to) => {
    const app = makeApp({ registry, ...from, clock: fixedClock(START) });
    while ((await sealOnce(app)) > 0);
    const late = { code: 'LATE', name: 'Late Works', currency: 'EUR', timeZone: 'UTC', country: 'AT' };
    await createCompany(app, late, seedActor(app, 'owner'));
    await app.close();
    const file = join(folder, 'round-trip');
    const heard: string[] = [];
    const written = await backup(from.ownerUrl, file, (table) => heard.push(table));
    expect(heard).toContain('kernel.event');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await restore(file, { ...to, registry })).toEqual(written);
    expect(written.rows).toBeGreaterThan(2);
    expect(await contents(to.ownerUrl)).toEqual(await contents(from.ownerUrl));
    const restored = makeApp({ registry, ...to, clock: fixedClock(START) });
    expect(await verifyInvariants(restored.ownerPool)).toEqual([]);
    expect(await unsealed(to.ownerUrl), 'what was not sealed yet').toBe(0);
    expect(await verifySeal(restored)).toEqual([]);
    while ((await sealOnce(restored)) > 0);
    expect(await verifySeal(restored)).toEqual([]);
    await restored.close();
  }),
);

const unsealed = (url: string): Promise<number> =>
  connected(url, async (client) => {
    const found = await client.query(
      `select count(*)::int as n from kernel.event e where not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id)`,
    );
    return found.rows[0].n;
  });

test('what is altered after a restore is found, also what was in no block when the backup was taken', {
  timeout: 120_000,
}, async () => {
  const { world, close } = await openOwnWorld();
  const to = await emptyDatabase();
  try {
    const shop = await openShop(world);
    for (let n = 0; n < 10; n++) {
      const line = { item: shop.pump, quantity: '1' };
      const { order } = await world.as('owner')(placeOrder, { customer: shop.customer, lines: [line], confirm: true });
      await world.as('owner')(shipOrders, { orders: [order] });
      await world.as('owner')(invoiceOrders, { orders: [order] });
    }
    const [database] = await world.owner((sql) => sql<{ name: string }>`select current_database() as name`);
    const file = join(folder, 'traded');
    expect(await unsealed(urlsFor(database!.name).ownerUrl)).toBeGreaterThan(30);
    await backup(urlsFor(database!.name).ownerUrl, file);
    await restore(file, { ...to, registry });
    const app = makeApp({ registry, ...to });
    expect(await verifySeal(app)).toEqual([]);
    const altered = await connected(to.adminUrl, async (client) => {
      await client.query('set session_replication_role = replica');
      await client.query('alter table receivables.invoice drop constraint invoice_check');
      const events = await client.query(
        `update kernel.event set actor_name = 'Nobody' where (company_id, id) in (select company_id, id from kernel.event order by recorded_at desc limit 10) returning id`,
      );
      const invoices = await client.query(
        `update receivables.invoice set total_minor = total_minor + 1 where (company_id, id) in (select company_id, id from receivables.invoice order by number desc limit 10) returning event_id as id`,
      );
      return [...events.rows, ...invoices.rows].map(({ id }: { id: string }) => id);
    });
    expect(altered).toHaveLength(20);
    const found = new Set((await verifySeal(app)).map(({ event }) => event));
    expect(altered.filter((event) => !found.has(event))).toEqual([]);
    await app.close();
  } finally {
    await to.drop();
    await close();
  }
});

test('a backup is one moment, whatever is written meanwhile', () =>
  inEach(async (from, to) => {
    const file = join(folder, 'moment');
    await connected(from.ownerUrl, async (client) => {
      await client.query('create table public.a_first (n int); create table public.z_last (n int)');
    });
    let writing: Promise<unknown> = Promise.resolve();
    await backup(from.ownerUrl, file, (table) => {
      if (table !== 'public.a_first') return;
      writing = connected(from.ownerUrl, (client) =>
        client.query(`with a as (insert into public.a_first values (1)) insert into public.z_last values (1)`),
      );
    });
    await writing;
    await connected(to.ownerUrl, (client) =>
      client.query('create table public.a_first (n int); create table public.z_last (n int)'),
    );
    await restore(file, { ...to, registry });
    const both = await connected(to.ownerUrl, (client) =>
      client.query(
        'select (select count(*) from public.a_first)::int as a, (select count(*) from public.z_last)::int as z',
      ),
    );
    expect(both.rows).toEqual([{ a: 0, z: 0 }]);
  }));

test('a database in use is refused', () =>
  inEach(async (from) => {
    const file = join(folder, 'used');
    await backup(from.ownerUrl, file);
    await expect(restore(file, { ...from, registry })).rejects.toThrow(/has companies in it/);
  }));

test('a damaged or shortened file restores nothing', { timeout: 240_000 }, () =>
  inEach(async (from, to) => {
    const file = join(folder, 'whole');
    await backup(from.ownerUrl, file);
    const bytes = gunzipSync(readFileSync(file));
    const at = bytes.indexOf('Test Works');
    expect(at).toBeGreaterThan(0);
    const changed = Buffer.from(bytes);
    changed.write('Best', at);
    const bad: Record<string, Buffer> = {
      changed: gzipSync(changed),
      shortened: gzipSync(bytes.subarray(0, bytes.length - 40)),
      cut: readFileSync(file).subarray(0, 400),
      one: readFileSync(file).subarray(0, -1),
      nine: readFileSync(file).subarray(0, -9),
      longer: gzipSync(Buffer.concat([bytes, Buffer.from('x')])),
      other: Buffer.from('not a backup'),
    };
    for (const [name, content] of Object.entries(bad)) {
      writeFileSync(join(folder, name), content);
      await expect(restore(join(folder, name), { ...to, registry }), name).rejects.toThrow(/damaged|can't be read/);
    }
    await restore(file, { ...to, registry });
  }),
);

test('a backup that fails leaves no file', async () => {
  const nowhere = await emptyDatabase();
  await expect(backup(nowhere.ownerUrl, join(folder, 'failed'))).rejects.toThrow(/kernel\.migration/);
  expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([]);
  await nowhere.drop();
});

test('who may not switch triggers off is told what is missing', () =>
  inEach(async (from, to) => {
    const file = join(folder, 'rights');
    await backup(from.ownerUrl, file);
    await expect(restore(file, { ...to, registry, adminUrl: to.ownerUrl })).rejects.toThrow(
      'grant set on parameter session_replication_role to "countinghouse_owner"',
    );
  }));
