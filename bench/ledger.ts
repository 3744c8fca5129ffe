/*
 * How fast entries are posted beside bare inserts of the same rows, and how fast the books answer over a million lines.
 * Run: node bench/ledger.ts [seconds a round]. Starts a server of its own with everything forced to disk. The last line is JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { type App, makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { startServer } from '#kernel/db/server.ts';
import { sqlOn, table } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { runReport } from '#kernel/run-report.ts';
import { begin, companyOf, makeTx, withClient } from '#kernel/transaction.ts';
import { newId } from '#kernel/values/id.ts';
import { modules } from '#modules/all.ts';
import { type EntryDraft, post } from '#modules/finance/ledger/api.ts';

const CLIENTS = 8;
const ROUNDS = 2;
const BATCH = 100;
const MILLION_ENTRIES = 500_000;
const seconds = Number(process.argv[2] ?? 3);
const COMPANY = 1;

const registry = makeRegistry(modules);
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const say = (text: string) => console.log(text);

const draft = (): EntryDraft => ({
  journal: 'sales',
  source: { entity: 'bench.document', id: newId() },
  effectiveOn: '2026-03-02',
  text: 'Sale',
  lines: [
    { role: 'cash', amountMinor: 12_00n },
    { role: 'revenue', amountMinor: -12_00n },
  ],
});

/** Transactions a second of `work`, each on a connection of its own, all on the same two accounts. */
async function rate(app: App, work: (client: pg.PoolClient) => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  const start = performance.now();
  const counts = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      withClient(app.pool, async (client) => {
        let count = 0;
        for (; performance.now() < end; count++) await work(client);
        return count;
      }),
    ),
  );
  return (counts.reduce((sum, count) => sum + count, 0) * 1_000) / (performance.now() - start);
}

async function postings(app: App, entries: number) {
  const company = await companyOf(app, COMPANY);
  const actor = seedActor(app, 'owner');
  return async (client: pg.PoolClient): Promise<void> => {
    const { tx } = makeTx({ app, client, company, actor, via: 'bench', now: app.clock.now() });
    begin(client, { company: COMPANY, actor, readOnly: false, today: tx.today });
    await post(tx, Array.from({ length: entries }, draft));
    await client.query('commit');
  };
}

/** The same rows into tables with the same keys and indexes, without checks, balances, roles or periods. */
async function bareInserts(app: App, entries: number) {
  const sql = sqlOn;
  const [facts] = await withClient(
    app.ownerPool,
    (client) => sql(client)<{ period: string; account: string }>`
    select p.id as period, r.account_id as account from ledger.period p, ledger.account_role r
    where p.company_id = ${COMPANY} and p.code = '2026-03' and r.company_id = ${COMPANY} and r.role = 'cash'`,
  );
  const day = '2026-03-02';
  return async (client: pg.PoolClient): Promise<void> => {
    const heads = Array.from({ length: entries }, () => ({ id: newId(), source: newId(), event: newId() }));
    const lines = heads.flatMap((head) =>
      [12_00n, -12_00n].map((amount) => ({ id: newId(), entry: head.id, event: head.event, amount })),
    );
    const started = client.query('begin');
    await Promise.all([
      started,
      sql(
        client,
      )`insert into bare.entry (company_id, id, journal, period_id, posted_on, effective_on, text, source_entity, source_id, actor, event_id)
        select ${COMPANY}, id, 'sales', ${facts!.period}, ${day}, ${day}, 'Sale', 'bench.document', source, 'bench', event
        from ${table(heads, { id: 'uuid', source: 'uuid', event: 'uuid' })}`,
      sql(
        client,
      )`insert into bare.line (company_id, id, entry_id, period_id, posted_on, account_id, role, amount_minor, event_id)
        select ${COMPANY}, id, entry, ${facts!.period}, ${day}, ${facts!.account}, 'cash', amount, event
        from ${table(lines, { id: 'uuid', entry: 'uuid', event: 'uuid', amount: 'bigint' })}`,
      client.query('commit'),
    ]);
  };
}

const makeBareTables = (app: App) =>
  withClient(app.ownerPool, (client) =>
    client.query(`create schema bare; grant usage on schema bare to countinghouse_app;
      create table bare.entry (like ledger.entry including defaults including constraints including indexes);
      create table bare.line (like ledger.line including defaults including constraints including indexes);
      grant insert on all tables in schema bare to countinghouse_app`),
  );

async function compare(app: App, entries: number) {
  const [mine, bare] = [await postings(app, entries), await bareInserts(app, entries)];
  const rounds: { mine: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ mine: await rate(app, mine), bare: await rate(app, bare) });
  const result = { mine: median(rounds.map((of) => of.mine)), bare: median(rounds.map((of) => of.bare)) };
  say(
    `${entries} an operation: ${Math.round(result.mine * entries)} entries/s posted, ${Math.round(result.bare * entries)} bare, ratio ${(result.mine / result.bare).toFixed(2)}`,
  );
  return { perSecond: Math.round(result.mine * entries), ratio: result.mine / result.bare };
}

/** Half a million entries of two lines over the year 2025 and forty accounts, by sets, through the same tables and triggers. */
async function fillMillion(app: App): Promise<void> {
  // The sealer would have numbered what the rounds before posted.
  await withClient(
    app.ownerPool,
    (client) => sqlOn(client)`update ledger.entry e set number = n.n
      from (select id, row_number() over (order by id) as n from ledger.entry) n where n.id = e.id`,
  );
  const chunk = 25_000;
  for (let done = 0; done < MILLION_ENTRIES; done += chunk)
    await withClient(
      app.ownerPool,
      (client) =>
        sqlOn(client)`
      with a as (select id, row_number() over (order by number) - 1 as n from ledger.account where company_id = ${COMPANY} order by number limit 40),
      d as (
        select uuidv7() as id, uuidv7() as event, i, '2025-01-01'::date + (i::bigint * 365 / ${MILLION_ENTRIES})::int as day
        from generate_series(${done}::int, ${done + chunk - 1}::int) i
      ), e as (
        insert into ledger.entry (company_id, id, number, journal, period_id, posted_on, effective_on, text, source_entity, source_id, actor, event_id)
        select ${COMPANY}, d.id, 1000000 + d.i, case when d.i % 3 = 0 then 'sales' else 'general' end, p.id, d.day, d.day, 'Filled ' || d.i, 'bench.fill', d.id, 'bench', d.event
        from d join ledger.period p on p.company_id = ${COMPANY} and not p.closing and d.day between p.starts_on and p.ends_on
        returning id, number, period_id, posted_on, event_id
      )
      insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, amount_minor, event_id)
      select ${COMPANY}, uuidv7(), e.id, e.period_id, e.posted_on, a.id, s * (100 + e.number % 9973), e.event_id
      from e cross join unnest(array[1, -1]) s join a on a.n = (e.number * 7 + case when s = 1 then 0 else 13 end) % 40`,
    );
  await withClient(app.ownerPool, (client) => client.query('vacuum analyze ledger.entry, ledger.line, ledger.balance'));
}

async function time(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

async function answers(app: App) {
  const asker = { app, actor: seedActor(app, 'owner'), company: COMPANY };
  const year = { from: '2025-01-01', to: '2025-12-31' };
  const ask = (name: string, params: object) => time(() => runReport(asker, `ledger.${name}`, params));
  const [account] = await withClient(
    app.ownerPool,
    (client) => sqlOn(client)<{ id: string }>`
    select account_id as id from ledger.line where company_id = ${COMPANY} limit 1`,
  );
  const summed = await time(() =>
    withClient(
      app.ownerPool,
      (client) => sqlOn(client)`
      select account_id, sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0)) from ledger.line
      where company_id = ${COMPANY} and posted_on between ${year.from} and ${year.to} group by account_id`,
    ),
  );
  const list = (query: object) => () => listEntity({ ...asker, entity: registry.entities.get('ledger.entry')! }, query);
  const found = {
    summed,
    trialBalance: await ask('trial_balance', year),
    trialBalanceMidMonth: await ask('trial_balance', { from: '2025-02-11', to: '2025-10-17' }),
    profitAndLoss: await ask('profit_and_loss', { from: '2025-03-05', to: '2025-11-20' }),
    balanceSheet: await ask('balance_sheet', { to: '2025-08-19' }),
    ledgerFirstPage: await ask('general_ledger', { account: account!.id, ...year }),
    ledgerLastPage: await ask('general_ledger', { account: account!.id, ...year, page: 100 }),
    entryList: await time(list({})),
    entryListFiltered: await time(list({ filter: { journal: 'sales' }, sort: '-postedOn' })),
  };
  for (const [name, ms] of Object.entries(found)) say(`${name}: ${ms.toFixed(1)} ms`);
  return found;
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countinghouse-bench-'));
  const server = await startServer({ dataDir });
  await migrate(server.ownerUrl);
  const clock = fixedClock('2026-03-02T09:00:00Z');
  const app = makeApp({ registry, appUrl: server.appUrl, ownerUrl: server.ownerUrl, clock, connections: CLIENTS });
  try {
    await createCompany(app, { code: 'BENCH', name: 'Bench', currency: 'EUR' }, seedActor(app, 'owner'));
    await makeBareTables(app);
    const single = await compare(app, 1);
    const batch = await compare(app, BATCH);
    const started = performance.now();
    await fillMillion(app);
    say(`1,000,000 lines filled in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
    const found = await answers(app);
    say(
      JSON.stringify({
        bench: 'ledger',
        single_per_second: single.perSecond,
        single_to_ceiling: +single.ratio.toFixed(3),
        batch_per_second: batch.perSecond,
        batch_to_ceiling: +batch.ratio.toFixed(3),
        trial_balance_to_sum: +(found.trialBalance / found.summed).toFixed(4),
        slowest_answer_ms: Math.round(
          Math.max(
            ...Object.entries(found)
              .filter(([name]) => name !== 'summed')
              .map(([, ms]) => ms),
          ),
        ),
      }),
    );
  } finally {
    await app.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
