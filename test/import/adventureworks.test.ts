import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { dec } from '#kernel/values/decimal.ts';
import { toMinor } from '#kernel/values/money.ts';
import { openYear } from '#modules/finance/ledger/contract.ts';
import { importFolder, type Session } from '#modules/office/importing/cli.ts';
import { undoBatch } from '#modules/office/importing/contract.ts';
import { readRows } from '#modules/office/importing/files.ts';
import type { Mapping } from '#modules/office/importing/mapping.ts';
import { openWorld } from '#test/harness.ts';
import { fulfil, openingStock, type Progress } from '../../examples/adventureworks/fulfil.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = process.env.ADVENTUREWORKS_DATA ?? join(ROOT, '../shared/data/adventureworks');
const there = existsSync(join(FOLDER, 'Sales.SalesOrderHeader.csv.gz'));
if (!there)
  console.warn(`SKIPPED: the AdventureWorks data is not at ${FOLDER}. Set ADVENTUREWORKS_DATA to run its test.`);

/** The mapping as shipped, for the orders of the first year. */
function mappingOf2011(): string {
  const mapping = JSON.parse(readFileSync(join(ROOT, 'examples/adventureworks/mapping.json'), 'utf8')) as Mapping;
  for (const step of mapping.steps) if (step.name === 'orders') step.where = { matches: ['{OrderDate}', '^2011'] };
  const file = join(mkdtempSync(join(tmpdir(), 'mapping-')), 'mapping.json');
  writeFileSync(file, JSON.stringify(mapping));
  return file;
}

test.skipIf(!there)(
  'a real year is imported and taken to cash; importing it again adds nothing',
  { timeout: 240_000 },
  async () => {
    const { world, close } = await openWorld();
    const map = mappingOf2011();
    try {
      const session: Session = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.other };
      await world.as('owner', world.other)(openYear, { startsOn: '2011-01-01' });
      await world.as('owner', world.other)(openYear, { startsOn: '2012-01-01' });
      const masters = ['categories', 'subcategories', 'items', 'prices', 'customers'];

      const preview = await importFolder(session, { folder: FOLDER, map, steps: masters, dryRun: true });
      expect(preview.map((step) => [step.step, step.made, step.errors])).toEqual([
        ['categories', 4, []],
        ['subcategories', 37, []],
        ['items', 504, []],
        ['prices', 395, []],
        ['customers', 19820, []],
      ]);
      expect((await importFolder(session, { folder: FOLDER, map, steps: ['categories'] }))[0]).toMatchObject({
        made: 4,
      });
      await world.owner(async (sql) => {
        const [batch] = await sql<{ id: string }>`select id from importing.batch where company_id = ${world.other}`;
        expect(await world.as('controller', world.other)(undoBatch, { batch: batch!.id })).toEqual({ removed: 4 });
      });
      expect((await importFolder(session, { folder: FOLDER, map, steps: masters })).map((step) => step.made)).toEqual([
        4, 37, 504, 395, 19820,
      ]);
      const again = await importFolder(session, { folder: FOLDER, map, steps: masters });
      expect(again.map((step) => [step.made, step.known])).toEqual([
        [0, 4],
        [0, 37],
        [0, 504],
        [0, 395],
        [0, 19820],
      ]);
      await world.owner(async (sql) => {
        const [categories] = await sql<{
          id: string;
        }>`select id from importing.batch where company_id = ${world.other} and step = 'categories' and state = 'done' and rows_made > 0`;
        await expect(world.as('controller', world.other)(undoBatch, { batch: categories!.id })).refuses('still_used');
      });

      const stock = await openingStock(session, FOLDER);
      expect(stock.units).toBe('335974');
      const progress: Progress = { orders: 0, lines: 0, receipts: 0 };
      const [orders] = await importFolder(session, {
        folder: FOLDER,
        map,
        steps: ['orders'],
        onBatch: (_, made) => fulfil(session, made, stock, progress),
      });
      expect(orders).toMatchObject({ made: 1607, errors: [] });
      expect(progress).toMatchObject({ orders: 1607, lines: 5716 });
      await world.owner(async (sql) => {
        const [row] = await sql<{ total: bigint; done: bigint; owed: bigint }>`
        select (select sum(total_minor)::bigint from receivables.invoice where company_id = ${world.other}) as total,
          (select count(*) from sales.sales_order where company_id = ${world.other} and state = 'done') as done,
          (select coalesce(sum(open_minor), 0)::bigint from receivables.open_item where company_id = ${world.other}) as owed`;
        expect(row).toEqual({ total: await expected(), done: 1607n, owed: 0n });
      });
      await world.invariants();
    } finally {
      await close();
      rmSync(join(map, '..'), { recursive: true });
    }
  },
);

/** The orders of 2011 with every line, tax and freight amount rounded to cents, half away from zero. */
async function expected(): Promise<bigint> {
  const headers = (await readRows(FOLDER, 'Sales.SalesOrderHeader')).filter((row) => row.OrderDate!.startsWith('2011'));
  const lines = Map.groupBy(await readRows(FOLDER, 'Sales.SalesOrderDetail'), (row) => row.SalesOrderID!);
  return headers.reduce((total, row) => {
    const net = lines
      .get(row.SalesOrderID!)!
      .reduce(
        (sum, line) =>
          sum +
          toMinor(
            dec(line.OrderQty!).times(line.UnitPrice!).times(dec(1).minus(line.UnitPriceDiscount!)),
            2,
            'half-up',
          ),
        0n,
      );
    return total + net + toMinor(row.TaxAmt!, 2, 'half-up') + toMinor(row.Freight!, 2, 'half-up');
  }, 0n);
}

test('a row that is wrong is named and left out; the others come in', { timeout: 60_000 }, async () => {
  const { world, close } = await openWorld();
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    writeFileSync(
      join(folder, 'items.csv'),
      'code,name,price\nA,First,10\nB,,20\nC,Third,much\nD,Fourth,40\nD,Again,50\n',
    );
    writeFileSync(
      join(folder, 'map.json'),
      JSON.stringify({
        source: 'shop',
        steps: [
          {
            name: 'items',
            file: 'items',
            entity: 'catalog.item',
            key: '{code}-{name}',
            fields: { code: '{code}', name: '{name}', listPrice: '{price}' },
          },
        ],
      }),
    );
    const session: Session = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
    const [result] = await importFolder(session, { folder, map: join(folder, 'map.json') });
    expect(result).toMatchObject({ read: 5, made: 2 });
    expect(result!.errors.map((error) => error.row)).toEqual([3, 4, 6]);
    expect((await world.list('catalog.item')).rows.map((row) => row.code)).toEqual(['A', 'D']);
    await world.invariants();
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
