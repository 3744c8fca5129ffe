/*
 * What a correction of the past costs: one receipt corrected under 10,000 and 100,000 later moves, beside a bare update of
 * as many rows; freight over 500 receipts; the value of 50,000 items at a past day beside today.
 * Run: node bench/costing.ts. Starts a server of its own with everything forced to disk. The last line is JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type App, makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { command, implement } from '#kernel/command.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { startServer } from '#kernel/db/server.ts';
import { type Sql, sqlOn, table } from '#kernel/db/sql.ts';
import { execute } from '#kernel/execute.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { runReport } from '#kernel/run-report.ts';
import { withClient } from '#kernel/transaction.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays } from '#kernel/values/day.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import { modules } from '#modules/all.ts';
import { adjustCost, type Receipt, receive, ship } from '#modules/supply/inventory/api.ts';

const COMPANY = 1;
const BATCH = 5_000;
const ITEMS = Number(process.argv[2] ?? 50_000);
const FIRST = '2025-04-01';
const TODAY = '2026-03-02';

const say = (text: string) => console.log(text);
const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const source = () => ({ entity: 'bench.document', id: newId() });

/** Runs work as an operation would: one transaction with its event, on disk when it returns. */
async function operate(app: App, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  const contract = command('bench.operate', {
    label: 'Operate',
    about: 'Runs a step of the benchmark.',
    permission: 'inventory.stock.read',
    input: z.object({}),
    output: z.object({}),
  });
  const operation = implement(contract, async (tx) => {
    await work(tx);
    return {};
  });
  const start = performance.now();
  await execute(app, operation, { actor: seedActor(app, 'owner'), company: COMPANY, input: {} });
  return performance.now() - start;
}

const asOwner = <T>(app: App, work: (sql: Sql) => Promise<T>): Promise<T> =>
  withClient(app.ownerPool, (client) => work(sqlOn(client)));

async function makeItems(app: App, prefix: string, count: number, method = 'fifo'): Promise<Id[]> {
  const rows = Array.from({ length: count }, (_, index) => ({ id: newId(), code: `${prefix}-${index}` }));
  await asOwner(
    app,
    (sql) => sql`insert into catalog.item (company_id, id, code, name, kind, unit, costing_method)
      select ${COMPANY}, id, code, code, 'stocked', 'EA', ${method} from ${table(rows, { id: 'uuid', code: 'text' })}`,
  );
  return rows.map((row) => row.id);
}

async function siteOf(app: App): Promise<Id> {
  const id = newId();
  await asOwner(
    app,
    (sql) =>
      sql`insert into organisation.site (company_id, id, code, name) values (${COMPANY}, ${id}, 'BENCH', 'Bench')`,
  );
  return id;
}

const receipt = (item: Id, site: Id, quantity: number, effectiveOn = FIRST): Receipt => ({
  key: newId(),
  item,
  site,
  quantity: String(quantity),
  valueMinor: BigInt(quantity) * 1_000n,
  source: source(),
  creditRole: 'grni',
  effectiveOn,
  kind: 'purchase',
});

/** One receipt and `moves` issues of one item over eleven months; then the receipt gets dearer. */
async function correction(app: App, site: Id, moves: number, method: string) {
  const [item] = await makeItems(app, `MOVED-${method}-${moves}`, 1, method);
  const first = receipt(item!, site, moves * 2);
  let moveId = '';
  await operate(app, async (tx) => {
    moveId = (await receive(tx, [first])).get(first.key)!.moveId;
  });
  for (let done = 0; done < moves; done += BATCH) {
    const days = Map.groupBy(
      Array.from({ length: Math.min(BATCH, moves - done) }, (_, index) => done + index),
      (index) => addDays(FIRST, Math.floor((index * 330) / moves)),
    );
    const shipments = [...days].map(([effectiveOn, indexes]) => ({
      source: source(),
      effectiveOn,
      lines: indexes.map(() => ({ key: newId(), item: item!, site, quantity: '1' })),
    }));
    await operate(app, (tx) => ship(tx, shipments));
  }
  await asOwner(app, (sql) => sql`analyze inventory.move, inventory.layer_entry, inventory.stock`);
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const cause = source();
    const change = { moveId, deltaMinor: BigInt(moves) * 7n + 1n, cause, label: 'Bill', effectiveOn: FIRST };
    times.push(await operate(app, (tx) => adjustCost(tx, [{ ...change, creditRole: 'grni' }])));
    if (round === 0) await asOwner(app, (sql) => sql`vacuum analyze inventory.layer_entry, inventory.move`);
  }
  const [lines] = await asOwner(
    app,
    (sql) => sql<{ most: bigint }>`select max(n) as most from (
      select count(*) as n from ledger.line l join ledger.entry e on e.company_id = l.company_id and e.id = l.entry_id
      where e.cause is not null group by e.cause) x`,
  );
  const ms = median(times);
  say(`a receipt corrected under ${moves} later moves (${method}): ${seconds(ms)}, ${lines!.most} ledger lines`);
  return { ms, ledgerLines: Number(lines!.most) };
}

/** A plain update of as many rows of the same shape: what merely touching them costs. */
async function bareUpdate(app: App, rows: number): Promise<number> {
  await asOwner(app, (sql) => sql`create schema if not exists bare`);
  await asOwner(
    app,
    (sql) => sql`create table bare.entry (like inventory.layer_entry including defaults including indexes)`,
  );
  await asOwner(
    app,
    (sql) => sql`insert into bare.entry select * from inventory.layer_entry order by id desc limit ${rows}`,
  );
  await asOwner(app, (sql) => sql`vacuum analyze bare.entry`);
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await asOwner(app, (sql) => sql`update bare.entry set value_minor = value_minor + 1`);
    times.push(performance.now() - start);
  }
  say(`a bare update of ${rows} rows: ${seconds(median(times))}`);
  return median(times);
}

/** Freight over receipts of which a part is sold, in one operation: the median of three. */
async function landedCost(app: App, site: Id, count: number): Promise<number> {
  const items = await makeItems(app, `LANDED-${count}`, count, 'fifo');
  const receipts = items.map((item) => receipt(item, site, 100));
  let moved = new Map<Id, { moveId: Id }>();
  await operate(app, async (tx) => {
    moved = await receive(tx, receipts);
  });
  const lines = items.map((item) => ({ key: newId(), item, site, quantity: '40' }));
  await operate(app, (tx) => ship(tx, [{ source: source(), effectiveOn: TODAY, lines }]));
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const cause = source();
    const costs = receipts.map(({ key }, index) => ({
      moveId: moved.get(key)!.moveId,
      deltaMinor: BigInt(100 + index),
      cause,
      label: 'Freight',
      creditRole: 'landed_cost_accrual' as const,
      effectiveOn: FIRST,
    }));
    times.push(await operate(app, (tx) => adjustCost(tx, costs)));
  }
  const ms = median(times);
  say(`freight over ${count} receipts partly sold: ${seconds(ms)}`);
  return ms;
}

/** Stock of many items with a year of month-end snapshots behind it, valued today and at a day in the past. */
async function valuation(app: App, site: Id): Promise<number> {
  const items = await makeItems(app, 'VALUED', ITEMS);
  const takeDays = app.registry.jobs.get('inventory.stock_days')!;
  for (let done = 0; done < ITEMS; done += BATCH) {
    const part = items.slice(done, done + BATCH);
    await operate(app, (tx) =>
      receive(
        tx,
        part.map((item) => receipt(item, site, 10)),
      ),
    );
    await operate(app, (tx) =>
      receive(
        tx,
        part.map((item) => receipt(item, site, 10, '2025-09-15')),
      ),
    );
  }
  for (const day of ['2025-05-01', '2025-10-01', '2026-03-01'])
    await operate(app, (tx) => takeDays.run({ ...tx, today: day }, {}));
  await asOwner(app, (sql) => sql`vacuum analyze`);
  const asker = { app, actor: seedActor(app, 'owner'), company: COMPANY };
  const ask = async (params: object): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const start = performance.now();
      await runReport(asker, 'inventory.stock_on_hand', { ...params, size: 100_000 });
      times.push(performance.now() - start);
    }
    return median(times);
  };
  const [today, past] = [await ask({}), await ask({ asOf: '2025-07-31' })];
  say(`value of ${ITEMS} items: today ${seconds(today)}, at a past day ${seconds(past)}`);
  return past / today;
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countinghouse-bench-'));
  const server = await startServer({ dataDir });
  await migrate(server.ownerUrl);
  const clock = fixedClock(`${TODAY}T09:00:00Z`);
  const registry = makeRegistry(modules);
  const app = makeApp({ registry, appUrl: server.appUrl, ownerUrl: server.ownerUrl, clock, connections: 4 });
  try {
    await createCompany(app, { code: 'BENCH', name: 'Bench', currency: 'EUR' }, seedActor(app, 'owner'));
    const site = await siteOf(app);
    const small = await correction(app, site, 10_000, 'average');
    const large = await correction(app, site, 100_000, 'average');
    await correction(app, site, 10_000, 'fifo');
    const bare = await bareUpdate(app, 100_000);
    const landedFew = await landedCost(app, site, 50);
    const landed = await landedCost(app, site, 500);
    const pastToToday = await valuation(app, site);
    const broken = await verifyInvariants(app.ownerPool);
    say(`invariants: ${broken.length === 0 ? 'clean' : JSON.stringify(broken)}`);
    const figures = {
      bench: 'costing',
      backdate_100k_to_bare_update: +(large.ms / bare).toFixed(2),
      backdate_growth: +(large.ms / 100_000 / (small.ms / 10_000)).toFixed(2),
      ledger_lines: large.ledgerLines,
      backdate_100k_ms: Math.round(large.ms),
      landed_cost_500_ms: Math.round(landed),
      landed_cost_growth: +(landed / 500 / (landedFew / 50)).toFixed(2),
      value_past_to_today: +pastToToday.toFixed(2),
      past_value_to_today: +pastToToday.toFixed(2),
    };
    say(JSON.stringify(figures));
  } finally {
    await app.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
