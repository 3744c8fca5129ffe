import type pg from 'pg';
import { makePool } from './pool.ts';

/** A replica further behind than this is not read; how often it is looked at. */
export const REPLICA = { behindMs: 10_000, everyMs: 1_000 } as const;

export type Log = (level: 'warning' | 'info', message: string) => void;

export interface Replica {
  /** Where reads go now: the replica, or the primary while that is away or too far behind. */
  pool(): pg.Pool;
  /** A read of it failed. */
  failed(error: unknown): void;
  /** Looks now. Throws when the server is no replica of ours. */
  look(): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  readonly system: string;
  readonly database: string;
  readonly standby: boolean;
  readonly at: string;
}

/** The address of the run-time role on the replica: its roles are the primary's, so the credentials are those we know. */
export function replicaUrl(readUrl: string, appUrl: string): string {
  const [url, app] = [new URL(readUrl), new URL(appUrl)];
  url.username = app.username;
  url.password = app.password;
  if (url.pathname.length <= 1) url.pathname = app.pathname;
  return url.href;
}

const ask = async (pool: pg.Pool): Promise<Server> =>
  (
    await pool.query<Server>(
      `select (select system_identifier::text from pg_control_system()) as system, current_database() as database, pg_is_in_recovery() as standby,
        (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end - '0/0'::pg_lsn)::text as at`,
    )
  ).rows[0]!;

/** Follows a streaming replica: reads go there while it is near, and to the primary otherwise. */
export function followReplica(primary: pg.Pool, options: { url: string; connections?: number; log?: Log }): Replica {
  const { url, connections, log = () => undefined } = options;
  const pool = makePool(url, { max: connections, name: 'countinghouse-read' });
  let near = false;
  let told: string | undefined;
  /** Where the primary was when: how old what the replica shows is. */
  let past: { at: bigint; when: number }[] = [];

  const judge = (problem: string | undefined): void => {
    near = problem === undefined;
    if (problem === told) return;
    if (problem) log('warning', `reports read the primary: ${problem}`);
    else log('info', 'reports read the replica');
    told = problem;
  };

  async function look(): Promise<void> {
    const ours = await ask(primary);
    past.push({ at: BigInt(ours.at), when: performance.now() });
    const theirs = await ask(pool).catch((error: Error) => void judge(`the replica is away (${error.message})`));
    if (!theirs) return;
    if (theirs.system !== ours.system || theirs.database !== ours.database || !theirs.standby) {
      judge('READ_DATABASE_URL names no replica of this database');
      throw new Error('READ_DATABASE_URL names no streaming replica of the database of DATABASE_URL.');
    }
    past = past.filter(({ at }) => at > BigInt(theirs.at));
    const behind = past[0] ? performance.now() - past[0].when : 0;
    judge(behind > REPLICA.behindMs ? `the replica is more than ${REPLICA.behindMs / 1_000} s behind` : undefined);
  }

  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch(() => undefined)
      .finally(() => {
        looking = false;
      });
  }, REPLICA.everyMs).unref();

  return {
    pool: () => (near ? pool : primary),
    failed: (error) => judge(`the replica is away (${(error as Error).message})`),
    look,
    close: async () => {
      clearInterval(timer);
      await pool.end();
    },
  };
}
