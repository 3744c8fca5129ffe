import type pg from 'pg';
import { type Clock, systemClock } from './clock.ts';
import { makePool } from './db/pool.ts';
import { followReplica, type Log, type Replica } from './db/replica.ts';
import type { Registry } from './registry.ts';

/** One running program: what it offers and the database it stands on. */
export interface App {
  readonly registry: Registry;
  /** The run-time role: bound by row security, unable to change what is posted. */
  readonly pool: pg.Pool;
  /** Where reports read: a replica while one is given and near, the primary otherwise. */
  readonly readPool: pg.Pool;
  readonly replica: Replica | undefined;
  /** A few connections of the run-time role for small writes beside a transaction (blocks of numbers). */
  readonly sidePool: pg.Pool;
  /** The owner of the schema: migrations, the sealer, `verify` and a look at the queue only. */
  readonly ownerPool: pg.Pool;
  readonly clock: Clock;
  /** Told of a refusal that its operation does not declare: a bug, though the user is told the refusal. */
  readonly onUndeclared: (operation: string, code: string) => void;
  close(): Promise<void>;
}

export interface AppOptions {
  readonly registry: Registry;
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** A streaming replica to read reports from. */
  readonly readUrl?: string;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly onUndeclared?: App['onUndeclared'];
  readonly connections?: number;
}

export function makeApp(options: AppOptions): App {
  const pool = makePool(options.appUrl, { max: options.connections });
  const { readUrl: url, connections, log } = options;
  const replica = url === undefined ? undefined : followReplica(pool, { url, connections, log });
  const sidePool = makePool(options.appUrl, { max: 2, name: 'countinghouse-side' });
  const ownerPool = makePool(options.ownerUrl, { max: 3, statementMs: 0, name: 'countinghouse-owner' });
  return {
    registry: options.registry,
    pool,
    get readPool() {
      return replica?.pool() ?? pool;
    },
    replica,
    sidePool,
    ownerPool,
    clock: options.clock ?? systemClock,
    onUndeclared:
      options.onUndeclared ?? ((operation, code) => console.error(`${operation} gave the undeclared refusal ${code}.`)),
    close: async () => {
      await replica?.close();
      await Promise.all([pool, sidePool, ownerPool].map((item) => item.end()));
    },
  };
}
