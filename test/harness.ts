import { expect, test } from 'vitest';
import type { z } from 'zod';
import { type App, makeApp } from '#kernel/app.ts';
import { type Clock, fixedClock } from '#kernel/clock.ts';
import type { Command } from '#kernel/command.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { counters, type Sql, sqlOn } from '#kernel/db/sql.ts';
import { getRecord, listEntity, type Page } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import type { SeedRole } from '#kernel/module.ts';
import { Refusal } from '#kernel/refusal.ts';
import { makeRegistry, type Registry } from '#kernel/registry.ts';
import type { Report } from '#kernel/report.ts';
import { type ReportAnswer, readTransaction, runReport } from '#kernel/run-report.ts';
import { sealOnce, verifySeal } from '#kernel/seal.ts';
import { withClient } from '#kernel/transaction.ts';
import type { Tx } from '#kernel/tx.ts';
import { modules } from '#modules/all.ts';
import { cloneDatabase, ensureTemplate, type TestDatabase } from './cluster.ts';
import { type KeptDatabase, keepDatabase } from './kept-database.ts';
import { machineMade } from './machine-made.ts';

export const registry = makeRegistry(modules);

/** Asked for by `npm run test:long`: whole interleavings, long storms, many random events. */
export const LONG = Boolean(process.env.TEST_LONG);

/** The default instant of every test: a Monday. */
export const START = '2026-03-02T09:00:00Z';
const TEMPLATE = 'countinghouse_template';

/** What a scenario acts through: public operations and reports as people of different roles, on a database of its own. */
export interface World {
  readonly app: App;
  /** The company most tests act in (TEST, EUR). */
  readonly company: number;
  /** Another company in the same database (OTHER, USD). */
  readonly other: number;
  /** Sets the clock: a day, or an instant. */
  today(day: string): void;
  as(
    role: SeedRole,
    company?: number,
  ): <C extends Command>(
    contract: C,
    input: z.input<C['input']>,
    options?: { key?: string },
  ) => Promise<z.output<C['output']>>;
  report<P extends z.ZodType>(
    contract: Report<P> | string,
    params?: z.input<P>,
    role?: SeedRole,
  ): Promise<ReportAnswer>;
  list(entity: string, query?: object, role?: SeedRole): Promise<Page>;
  get(entity: string, id: string, role?: SeedRole): Promise<Record<string, unknown>>;
  /** A read-only look inside through a module's api. */
  inside<T>(work: (tx: Tx) => Promise<T>, role?: SeedRole): Promise<T>;
  /** As the owner of the schema, past all rights: for planting faults and looking at raw rows. */
  owner<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Seals, then checks every invariant and the seal. */
  invariants(): Promise<void>;
}

export interface Opened {
  readonly world: World;
  close(): Promise<void>;
}

/** A test on its own database, with real PostgreSQL, the real pipeline and a fixed clock. Ends by running all invariants. */
export const scenario = (name: string, run: (world: World) => Promise<void>, timeoutMs = 60_000): void =>
  test(name, { timeout: timeoutMs }, async () => {
    const { world, close } = await openWorld();
    try {
      await run(world);
      await world.invariants();
    } finally {
      await close();
    }
  });

/** Databases of this worker that no test uses at the moment, as the template is, with their connections. */
const free: { app: App; database: KeptDatabase }[] = [];

/** A world on a database that goes back to its template afterwards, for the next test. */
export async function openWorld(): Promise<Opened> {
  const kept = free.pop() ?? (await keepWorld());
  const clock = fixedClock(START);
  const app: App = { ...kept.app, clock };
  return {
    world: makeWorld(app, clock, await newestChange(app)),
    close: async () => {
      if (await kept.database.putBack()) free.push(kept);
      else {
        await kept.app.close();
        await kept.database.drop();
      }
    },
  };
}

async function keepWorld() {
  const database = await keepDatabase(await testTemplate());
  return { database, app: appOn(database, registry, fixedClock(START)) };
}

/**
 * A world on a database that no other test ever sees: to run a program beside it, to change its schema, to back it up.
 * `kernelOnly`: without any module, for tests that bring their own registry.
 */
export async function openOwnWorld({
  offered = registry,
  kernelOnly = false,
}: {
  offered?: Registry;
  kernelOnly?: boolean;
} = {}): Promise<Opened> {
  const urls = await cloneDatabase(await (kernelOnly ? kernelTemplate() : testTemplate()));
  const clock = fixedClock(START);
  const app = appOn(urls, offered, clock);
  return {
    world: makeWorld(app, clock, await newestChange(app)),
    close: async () => {
      await app.close();
      await urls.drop();
    },
  };
}

const appOn = ({ appUrl, ownerUrl }: TestDatabase, offered: Registry, clock: Clock): App =>
  makeApp({
    ...{ registry: offered, appUrl, ownerUrl, clock, connections: 32 },
    onUndeclared: (operation, code) => {
      throw new Error(`${operation} gave the undeclared refusal ${code}. Declare it in the contract.`);
    },
  });

const kernelTemplate = () =>
  ensureTemplate('countinghouse_kernel', async ({ ownerUrl }) => {
    await migrate(ownerUrl, { kernelOnly: true });
    await connected(ownerUrl, (client) =>
      client.query(`begin;
        select set_config('countinghouse.event', gen_random_uuid()::text, true);
        insert into kernel.company (code, name, currency) values ('TEST', 'Test Works', 'EUR'), ('OTHER', 'Other Works', 'USD');
        call kernel.log_migration('companies');
        commit`),
    );
  });

/** The database every test is cloned from: migrated, with the companies TEST and OTHER. Built once a run. */
export const testTemplate = () =>
  ensureTemplate(TEMPLATE, async ({ ownerUrl, appUrl }) => {
    await migrate(ownerUrl);
    const app = makeApp({ registry, appUrl, ownerUrl, clock: fixedClock(START) });
    const actor = seedActor(app, 'owner', 'setup', 'Setup');
    await createCompany(
      app,
      { code: 'TEST', name: 'Test Works', currency: 'EUR', timeZone: 'Europe/Vienna', country: 'AT' },
      actor,
    );
    await createCompany(
      app,
      { code: 'OTHER', name: 'Other Works', currency: 'USD', timeZone: 'America/New_York', country: 'US' },
      actor,
    );
    await app.close();
  });

/** Of the log of rows that may change: what came with the template ends here. */
const newestChange = async (app: App): Promise<bigint> =>
  withClient(app.ownerPool, async (client) => {
    const [row] = await sqlOn(client)<{ id: bigint }>`select coalesce(max(id), 0)::bigint as id from kernel.row_change`;
    return row!.id;
  });

const changedSince = (app: App, id: bigint): Promise<ReadonlySet<string>> =>
  withClient(app.ownerPool, async (client) => {
    const rows = await sqlOn(client)<{ name: string }>`
      select distinct table_name as name from kernel.row_change where id > ${id}`;
    return new Set(rows.map(({ name }) => name));
  });

function makeWorld(app: App, clock: ReturnType<typeof fixedClock>, began: bigint): World {
  const [company, other] = [1, 2];
  const reader = (role: SeedRole) => ({ app, actor: seedActor(app, role), company });
  const entity = (name: string) => {
    const found = app.registry.entities.get(name);
    if (!found) throw new Error(`There is no entity ${name}.`);
    return found;
  };
  return {
    app,
    company,
    other,
    today: (day) => clock.set(day.length === 10 ? `${day}T09:00:00Z` : day),
    as:
      (role, where = company) =>
      async (contract, input, options) => {
        const call = { actor: seedActor(app, role), company: where, input, via: 'test', ...options };
        const { output, replayed } = await execute(app, contract.name, call).catch(inWords);
        // What is documented is what comes; a replayed answer has been through JSON.
        if (!replayed) expect(contract.output.parse(output), `the output of ${contract.name}`).toEqual(output);
        return output as never;
      },
    report: (contract, params, role = 'owner') =>
      runReport(reader(role), typeof contract === 'string' ? contract : contract.name, params ?? {}),
    list: (name, query = {}, role = 'owner') => listEntity({ ...reader(role), entity: entity(name) }, query),
    get: (name, id, role = 'owner') => getRecord({ ...reader(role), entity: entity(name) }, id),
    inside: (work, role = 'owner') => readTransaction(reader(role), work),
    owner: (work) => withClient(app.ownerPool, (client) => work(sqlOn(client))),
    invariants: async () => {
      await sealAll(app);
      expect(await verifyInvariants(app.ownerPool)).toEqual([]);
      // A test may plant and mend faults as the owner of the schema; that it did is found, and is no fault of the program.
      // Tables that nobody wrote to are as the template has them.
      const found = await verifySeal(app, { tables: await changedSince(app, began) });
      expect(found.filter(({ problem }) => !problem.includes('was changed by countinghouse_owner outside'))).toEqual(
        [],
      );
    },
  };
}

/** Whatever a test is refused reads as a person would say it. */
function inWords(error: unknown): never {
  if (error instanceof Refusal) {
    const what = machineMade(error.message);
    if (what) throw new Error(`The refusal ${error.code} says ${what}: ${error.message}`);
  }
  throw error;
}

/** How many statements the program sends for some work, while nothing else goes on. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = counters.queries;
  await work();
  return counters.queries - before;
}

/** Seals until nothing is left: transactions of other databases on the same server hold the horizon back for moments. */
export async function sealAll(app: App): Promise<void> {
  const unsealed = async () => {
    const [row] = await withClient(
      app.ownerPool,
      (client) => sqlOn(client)<{ n: bigint }>`
      select (select count(*) from kernel.row_change where event_id is null) + (select count(*) from kernel.event e where not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id)) as n`,
    );
    return row!.n;
  };
  while ((await unsealed()) > 0n) {
    if ((await sealOnce(app)) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** The promise is refused with this code. */
    refuses(code: string): Promise<void>;
  }
}

expect.extend({
  async refuses(received: Promise<unknown>, code: string) {
    const outcome = await Promise.resolve(received).then(
      () => 'it was carried out',
      (error: unknown) => (error instanceof Refusal ? error.code : `it broke: ${(error as Error).stack}`),
    );
    return { pass: outcome === code, message: () => `expected the refusal ${code}, but: ${outcome}` };
  },
});
