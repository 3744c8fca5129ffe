import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startServer } from '#kernel/db/server.ts';
import { livePostmaster } from '#kernel/db/server-process.ts';
import { connected } from '#kernel/db/server-roles.ts';

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
    ownerUrl: string;
    appUrl: string;
  }
}

export interface TestDatabase {
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** One server for the whole run, on which nothing is forced to disk; it goes away with the run, also on Ctrl-C. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(roomyMemory() ?? tmpdir(), 'countinghouse-test-'));
  const server = await startServer({ dataDir, durable: false, settings: { max_wal_size: '1GB' } });
  // Ctrl-C ends the process before anything can be awaited, so this way out is taken without waiting.
  const leave = () => {
    const postmaster = livePostmaster(join(dataDir, 'postgresql'));
    if (postmaster) process.kill(postmaster.pid, 'SIGQUIT');
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
  };
  process.once('exit', leave);
  const stop = async () => {
    process.off('exit', leave);
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  project.provide('adminUrl', server.adminUrl);
  project.provide('ownerUrl', server.ownerUrl);
  project.provide('appUrl', server.appUrl);
  return stop;
}

const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 4 * 2 ** 30;

/** A folder in memory, where there is one with enough room: databases are copied and dropped by the hundred. */
function roomyMemory(): string | undefined {
  if (!existsSync(MEMORY)) return undefined;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH_BYTES ? MEMORY : undefined;
}

/** The same addresses, leading to another database of the test server. */
export function urlsFor(database: string): TestDatabase {
  const to = (address: string) => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { adminUrl: to(inject('adminUrl')), ownerUrl: to(inject('ownerUrl')), appUrl: to(inject('appUrl')) };
}

const TEMPLATE_LOCK = 7_201_963;

/**
 * The name of a database built once a run by `build`, whichever of the workers asks first; the others wait for it. It is
 * built under another name and renamed, so a failed attempt is no template.
 */
export const ensureTemplate = (name: string, build: (database: TestDatabase) => Promise<void>): Promise<string> =>
  connected(urlsFor('postgres').ownerUrl, async (client) => {
    await client.query(`select pg_advisory_lock(${TEMPLATE_LOCK}, hashtext($1))`, [name]);
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount !== 0) return name;
    await client.query(`drop database if exists "${name}_building" with (force)`);
    await client.query(`create database "${name}_building"`);
    await build(urlsFor(`${name}_building`));
    await client.query(`alter database "${name}_building" rename to "${name}"`);
    return name;
  });

/** A database of its own for one test, a copy of the template. */
export async function cloneDatabase(template: string): Promise<TestDatabase & { drop(): Promise<void> }> {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const asOwner = urlsFor('postgres').ownerUrl;
  await connected(asOwner, (client) =>
    client.query(`create database "${name}" template "${template}" strategy file_copy`),
  );
  return {
    ...urlsFor(name),
    // As superuser: the server's own workers may be busy in it.
    drop: () =>
      connected(
        urlsFor('postgres').adminUrl,
        async (client) => void (await client.query(`drop database "${name}" with (force)`)),
      ),
  };
}

/** An empty database, with nothing migrated. */
export const emptyDatabase = () => cloneDatabase('template0');
