import { type CronItem, Logger, parseCronItems, type Runner, run, runMigrations, type Task } from 'graphile-worker';
import pg from 'pg';
import type { App } from '#kernel/app.ts';
import { surviving } from '#kernel/db/pool.ts';
import { run as query } from '#kernel/db/sql.ts';
import type { Job } from '#kernel/module.ts';
import { begin, companyOf, makeTx, withClient, writeEvent } from '#kernel/transaction.ts';
import type { Actor } from '#kernel/tx.ts';

const WORKER = { concurrency: 4, pollMs: 2_000, missedMs: 86_400_000 } as const;

/** Brings the tables of the job queue up to date. Safe to call from many processes. */
export const migrateJobs = (ownerUrl: string): Promise<void> =>
  runMigrations({ connectionString: ownerUrl, logger: silent });

/** Work of the program itself, in no company, done for each of those named once a time of its timetable. */
export interface Chore {
  readonly name: string;
  /** Cron timetable (UTC). A time missed within a day, because no process ran, is made up for. */
  readonly cron: string;
  readonly each: readonly string[];
  readonly run: (one: string) => Promise<void>;
}

interface WorkerOptions {
  readonly app: App;
  readonly ownerUrl: string;
  readonly chores?: readonly Chore[];
  readonly log: (level: string, message: string) => void;
}

/** Takes jobs from the queue and starts those with a timetable. Any number of processes may do so at once. */
export async function startWorker({ app, ownerUrl, chores = [], log }: WorkerOptions): Promise<() => Promise<void>> {
  const jobs = [...app.registry.jobs.values()];
  const pool = surviving(new pg.Pool({ connectionString: ownerUrl, max: WORKER.concurrency + 2 }));
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: WORKER.concurrency,
    pollInterval: WORKER.pollMs,
    noHandleSignals: true,
    taskList: Object.fromEntries([
      ...jobs.map((job) => [job.name, taskOf(app, job)]),
      ...chores.map((chore) => [chore.name, taskOfChore(chore)]),
    ]),
    parsedCronItems: parseCronItems([
      ...jobs.flatMap((job) => (job.cron ? [{ task: job.name, match: job.cron, identifier: job.name }] : [])),
      ...chores.flatMap(timesOf),
    ]),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log(level, message);
    }),
  });
  runner.promise.catch((error: Error) => log('error', `The worker ended: ${error.message}`));
  return async () => {
    await runner.stop();
    await pool.end();
  };
}

const silent = new Logger(() => () => undefined);

/** A job that was enqueued belongs to a company; one started by the timetable runs for each. */
const taskOf =
  (app: App, job: Job): Task =>
  async (given) => {
    const { company, payload } = given as { company?: number; payload?: unknown };
    for (const id of company === undefined ? await allCompanies(app) : [company]) await runJob(app, job, id, payload);
  };

/** One for whom it is no longer done may still be in the queue. */
const taskOfChore =
  ({ each, run }: Chore): Task =>
  async (given) => {
    const { one } = given as { one: string };
    if (each.includes(one)) await run(one);
  };

/** What has failed until the next time is done once then, not twice. */
const timesOf = ({ name, cron, each }: Chore): CronItem[] =>
  each.map((one) => ({
    ...{ task: name, match: cron, identifier: `${name} ${one}`, payload: { one } },
    options: { backfillPeriod: WORKER.missedMs, jobKey: `${name} ${one}`, jobKeyMode: 'replace' },
  }));

const allCompanies = (app: App): Promise<number[]> =>
  withClient(app.pool, async (client) =>
    (await query<{ id: number }>(client, { text: 'select id from kernel.company order by id', values: [] })).map(
      ({ id }) => id,
    ),
  );

/** One job in one company, in one transaction as a command would be. It leaves an event when it wrote anything. */
export async function runJob(app: App, job: Job, company: number, payload: unknown): Promise<void> {
  const settings = await companyOf(app, company);
  const actor: Actor = { id: `job:${job.name}`, name: job.name, permissions: new Set(app.registry.permissions.keys()) };
  await withClient(app.pool, async (client) => {
    const open = makeTx({ app, client, company: settings, actor, via: 'job', now: app.clock.now() });
    begin(client, { company, actor, readOnly: false, today: open.tx.today, event: open.tx.eventId });
    try {
      await job.run(open.tx, payload);
      await open.finish();
      const [state] = await open.tx.sql<{
        wrote: boolean;
      }>`select pg_current_xact_id_if_assigned() is not null as wrote`;
      if (state!.wrote)
        await writeEvent(open, {
          operation: job.name,
          key: undefined,
          inputHash: undefined,
          input: payload ?? null,
          output: null,
        });
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
  await job.after?.(app, company);
}
