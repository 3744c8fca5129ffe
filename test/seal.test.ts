import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connected } from '#kernel/db/server-roles.ts';
import { verifySeal } from '#kernel/seal.ts';
import { exportSeal } from '#kernel/seal-export.ts';
import { invoiceOrders, placeOrder, receiveReturn, shipOrders } from '#modules/commerce/sales/contract.ts';
import { recordPayment } from '#modules/finance/receivables/contract.ts';
import { verifyExport } from '../scripts/verify-export.ts';
import { openShop } from '../src/modules/commerce/sales/scenarios/shop.ts';
import { urlsFor } from './cluster.ts';
import { openWorld, sealAll, type World } from './harness.ts';

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
    party: shop.customer,
    amountMinor: '10000',
    settle: 'listed',
    applications: [{ item: String(item!.id), amountMinor: '9000', writeOffMinor: '300' }],
  });
  const [line] = (await world.list('sales.delivery_line', { filter: { deliveryId: deliveries[0] } })).rows;
  await world.as('owner')(receiveReturn, {
    delivery: deliveries[0]!,
    reason: 'Damaged',
    lines: [{ line: String(line!.id), quantity: '1' }],
  });
  await sealAll(world.app);
}

test('altering any column of any posted row of a real trade is found', { timeout: 240_000 }, async () => {
  const { world, close } = await openWorld();
  try {
    await trade(world);
    expect(await verifySeal(world.app)).toEqual([]);
    const [database] = await world.owner((sql) => sql<{ name: string }>`select current_database() as name`);
    const undetected: string[] = [];
    let altered = 0;
    await connected(urlsFor(database!.name).adminUrl, async (admin) => {
      await admin.query('set session_replication_role = replica');
      // Who can alter rows can also take the checks away that would stop some alterations.
      const checks = await admin.query<{ drop: string }>(
        `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
        where contype = 'c' and conrelid = any($1::regclass[])`,
        [['kernel.event', ...world.app.registry.sealed]],
      );
      for (const { drop } of checks.rows) await admin.query(drop);
      for (const table of ['kernel.event', ...world.app.registry.sealed]) {
        const columns = await admin.query<{ name: string; type: string }>(
          `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
          [table],
        );
        for (const { name, type } of columns.rows) {
          await admin.query(`create table public.kept as table ${table}`);
          const { rowCount } = await admin.query(
            `update ${table} set "${name}" = ${other(name, type)} where ctid = (select min(ctid) from ${table} where company_id = 1)`,
          );
          if (rowCount !== 0) {
            altered++;
            if ((await verifySeal(world.app)).length === 0) undetected.push(`${table}.${name}`);
          }
          await admin.query(
            `delete from ${table}; insert into ${table} select * from public.kept; drop table public.kept`,
          );
        }
      }
    });
    expect(undetected).toEqual([]);
    expect(await verifySeal(world.app)).toEqual([]);
    expect(altered).toBeGreaterThan(100);
  } finally {
    await close();
  }
});

const other = (name: string, type: string): string => {
  if (type === 'uuid') return 'gen_random_uuid()';
  if (type === 'uuid[]') return 'array[gen_random_uuid()]';
  if (type === 'bytea') return `'\\x00'`;
  if (type === 'jsonb') return `'{"other":1}'`;
  if (type === 'xid8') return `'1'`;
  if (type === 'date') return `coalesce("${name}", '2020-01-01') + 1`;
  if (type.startsWith('timestamp')) return `"${name}" + interval '1 second'`;
  if (type === 'boolean') return `not coalesce("${name}", false)`;
  if (type === 'text') return `coalesce("${name}", '') || 'x'`;
  return `coalesce("${name}", 0) + 1000`;
};

test('an export is verified without the program, and tampering with it shows', async () => {
  const { world, close } = await openWorld();
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
