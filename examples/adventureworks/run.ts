import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { startServer } from '#kernel/db/server.ts';
import { execute } from '#kernel/execute.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { sealOnce, verifySeal } from '#kernel/seal.ts';
import { formatMajor } from '#kernel/values/money.ts';
import { modules } from '#modules/all.ts';
import { openYear } from '#modules/finance/ledger/contract.ts';
import { importFolder, type Session } from '#modules/office/importing/cli.ts';
import { migrateJobs } from '#surfaces/worker/jobs.ts';
import { type Bought, buy } from './buy.ts';
import { control, type Totals } from './control.ts';
import { fulfil, openingStock, type Progress } from './fulfil.ts';

/*
 * A real manufacturer's four years through the real operations: customers, items, prices, rates and stock are imported, then
 * every order is taken from order to delivery, invoice and payment on its own days. `npm run adventureworks -- <folder>`.
 */

const folder = process.argv[2] ?? process.env.ADVENTUREWORKS_DATA;
const LAST_DAY = '2014-12-31T12:00:00Z';

if (!folder || !existsSync(join(folder, 'Sales.SalesOrderHeader.csv.gz'))) {
  console.error('Give the folder that holds the data: npm run adventureworks -- <folder>');
  process.exit(2);
}

const own = process.env.COUNTINGHOUSE_DATA;
const dataDir = own ?? mkdtempSync(join(tmpdir(), 'adventureworks-'));
const server = await startServer({ dataDir });
await migrate(server.ownerUrl);
await migrateJobs(server.ownerUrl);
const clock = fixedClock('2011-01-03T12:00:00Z');
const app = makeApp({ registry: makeRegistry(modules), appUrl: server.appUrl, ownerUrl: server.ownerUrl, clock });
let failed = false;
try {
  const actor = { ...seedActor(app, 'owner'), id: 'import', name: 'AdventureWorks import' };
  const company = await createCompany(
    app,
    { code: 'AW', name: 'Adventure Works Cycles', currency: 'USD', timeZone: 'America/Los_Angeles', country: 'US' },
    actor,
  );
  const session: Session = { app, actor, company };
  for (const startsOn of ['2013-01-01', '2014-01-01', '2015-01-01'])
    await execute(app, openYear.name, { actor, company, input: { startsOn } });
  clock.set(LAST_DAY);
  failed = !(await takeOver(session, folder));
} finally {
  await app.close();
  await server.stop();
  if (!own) rmSync(dataDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

async function takeOver(session: Session, from: string): Promise<boolean> {
  const map = join(import.meta.dirname, 'mapping.json');
  const masters = await importFolder(session, {
    folder: from,
    map,
    steps: ['categories', 'subcategories', 'items', 'prices', 'rates', 'customers', 'addresses'],
  });
  for (const step of masters)
    say(
      `${step.step}: ${step.made} of ${step.read} rows${step.errors.length > 0 ? `, ${step.errors.length} wrong: ${step.errors[0]!.problem}` : ''}`,
    );
  const stock = await openingStock(session, from);
  say(`opening stock: ${stock.units} units of ${stock.items} items at standard cost`);
  const bought = await buy(session, from, map);
  sayBought(bought);
  const started = performance.now();
  const progress: Progress = { orders: 0, lines: 0, receipts: 0 };
  const [orders] = await importFolder(session, {
    folder: from,
    map,
    steps: ['orders'],
    onBatch: async (_, made) => {
      await fulfil(session, made, stock, progress);
      if (progress.orders % 5_000 < made.length)
        say(
          `${progress.orders} orders, ${progress.lines} lines, ${Math.round((progress.lines / (performance.now() - started)) * 3.6e6)} lines an hour`,
        );
    },
  });
  const hours = (performance.now() - started) / 3.6e6;
  for (const error of orders!.errors.slice(0, 10)) say(`order row ${error.row}: ${error.problem}`);
  say(`stock did not suffice ${progress.receipts} times: production receipts at standard cost were booked`);
  const totals = await control(session, from, say);
  const clean = await verify();
  say(
    JSON.stringify({
      orders: progress.orders,
      lines: progress.lines,
      invoiced: totals.invoiced,
      lines_per_hour: Math.round(progress.lines / hours),
      purchase_orders: bought.orders,
      purchase_lines: bought.lines,
      paid: formatMajor(bought.paidMinor, 2),
      purchase_lines_per_hour: bought.linesPerHour,
      verify: clean && agrees(totals, bought) ? 'clean' : 'broken',
    }),
  );
  return clean && agrees(totals, bought);
}

function sayBought(bought: Bought): void {
  const { ordered, received, rejected, otherQuantity, differences } = bought;
  say(
    `bought: ${bought.orders} orders, ${bought.lines} lines, ${ordered} ordered, ${received} received, ${rejected} of them rejected, ${otherQuantity} lines of another quantity`,
  );
  for (const difference of differences.slice(0, 10)) say(`purchase: ${difference}`);
}

function agrees(totals: Totals, bought: Bought): boolean {
  return totals.differences.length === 0 && bought.differences.length === 0;
}

async function verify(): Promise<boolean> {
  while ((await sealOnce(app)) > 0);
  const broken = await verifyInvariants(app.ownerPool);
  for (const item of broken)
    say(
      `broken: ${item.invariant} — ${item.rule} ${JSON.stringify(item.rows.slice(0, 3), (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
    );
  const tampered = await verifySeal(app);
  for (const item of tampered.slice(0, 3)) say(`seal: ${item.problem}`);
  return broken.length === 0 && tampered.length === 0;
}

function say(text: string): void {
  console.log(text);
}
