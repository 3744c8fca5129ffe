import type pg from 'pg';
import { type Clock, systemClock } from './clock.ts';
import { makePool } from './db/pool.ts';
import type { Registry } from './registry.ts';

/** One running program: what it offers and the database it stands on. */
export interface App {
  readonly registry: Registry;
  /** The run-time role: bound by row security, unable to change what is posted. */
  readonly pool: pg.Pool;
  /** Where reports read; the same server unless a replica is configured. */
  readonly readPool: pg.Pool;
  /** A few connections of the run-time role for small writes beside a transaction (blocks of numbers). */
  readonly sidePool: pg.Pool;
  /** The owner of the schema: migrations, the sealer and `verify` only. */
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
  readonly readUrl?: string;
  readonly clock?: Clock;
  readonly onUndeclared?: App['onUndeclared'];
  readonly connections?: number;
}

export function makeApp(options: AppOptions): App {
  const pool = makePool(options.appUrl, { max: options.connections });
  const readPool = options.readUrl
    ? makePool(options.readUrl, { max: options.connections, name: 'countinghouse-read' })
    : pool;
  const sidePool = makePool(options.appUrl, { max: 2, name: 'countinghouse-side' });
  const ownerPool = makePool(options.ownerUrl, { max: 3, statementMs: 0, name: 'countinghouse-owner' });
  return {
    registry: options.registry,
    pool,
    readPool,
    sidePool,
    ownerPool,
    clock: options.clock ?? systemClock,
    onUndeclared:
      options.onUndeclared ?? ((operation, code) => console.error(`${operation} gave the undeclared refusal ${code}.`)),
    close: async () => {
      await Promise.all([...new Set([pool, readPool, sidePool, ownerPool])].map((item) => item.end()));
    },
  };
}
