import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createCompany, seedActor } from '#kernel/company.ts';
import { type Server, startServer } from '#kernel/db/server.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { openProgram } from '#surfaces/open.ts';

const ROOT = join(import.meta.dirname, '../..');
const company = { code: 'MAIN', name: 'Main Works', currency: 'EUR' };

/** A primary that streams, and a copy of its folder that follows it. */
async function openPair() {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-replica-'));
  chmodSync(folder, 0o755);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  const servers: Server[] = [];
  const start = async (dataDir: string, port?: number) => {
    const server = await startServer({
      dataDir,
      port,
      durable: false,
      settings: { wal_level: 'replica', hot_standby: 'on' },
    });
    servers.push(server);
    return server;
  };
  await (await start(first)).stop();
  appendFileSync(join(first, 'postgresql/pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  cpSync(first, second, { recursive: true, preserveTimestamps: true, filter: (path) => !path.endsWith('/socket') });
  const { uid, gid } = (await import('node:fs')).statSync(join(first, 'postgresql'));
  const primary = await start(first);
  const { admin } = JSON.parse(readFileSync(join(first, 'passwords.json'), 'utf8')) as { admin: string };
  const conninfo = `host=127.0.0.1 port=${primary.port} user=countinghouse_admin password=${admin}`;
  appendFileSync(join(second, 'postgresql/postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`);
  writeFileSync(join(second, 'postgresql/standby.signal'), '');
  await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, join(second, 'postgresql')]);
  return {
    primary,
    standby: () => start(second),
    close: async () => {
      for (const server of servers.reverse()) await server.stop().catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Over the loopback, as a server elsewhere would be named, by a user of the primary's. */
const tcp = (url: string): string => url.replace(/\?.*$/, '');

test('reports are read from a streaming replica, in two processes, and from the primary while it is away', {
  timeout: 300_000,
}, async () => {
  const pair = await openPair();
  try {
    const env = { ...process.env, DATABASE_URL: tcp(pair.primary.adminUrl) };
    const alone = await openProgram(env);
    await createCompany(alone.app, company, seedActor(alone.app, 'owner'));
    await alone.close();
    const standby = await pair.standby();
    const both = { ...env, READ_DATABASE_URL: tcp(standby.adminUrl) };
    const behind = async () => {
      const at = await connected(tcp(pair.primary.adminUrl), (client) =>
        client.query('select pg_current_wal_lsn()::text as at'),
      );
      const found = await connected(tcp(standby.adminUrl), (client) =>
        client.query('select pg_last_wal_replay_lsn() < $1::pg_lsn as behind', [at.rows[0].at]),
      );
      return found.rows[0].behind as boolean;
    };
    while (await behind()) await new Promise((resolve) => setTimeout(resolve, 50));

    const { app, close } = await openProgram(both);
    const reader = { app, company: 1, actor: seedActor(app, 'owner') };
    const where = () =>
      readTransaction(reader, (tx) => tx.sql<{ standby: boolean }>`select pg_is_in_recovery() as standby`);
    expect(await where()).toEqual([{ standby: true }]);

    // What the primary has since is unknown there while it waits: the other process shows where it reads.
    await connected(tcp(standby.adminUrl), (client) => client.query('select pg_wal_replay_pause()'));
    await connected(tcp(pair.primary.adminUrl), (client) =>
      client.query(`update ledger.account set name = 'Renamed on the primary' where number = '1000'`),
    );
    const report = async (of: NodeJS.ProcessEnv) =>
      (
        await promisify(execFile)(process.execPath, ['src/main.ts', 'list', 'ledger.account', '--format', 'csv'], {
          cwd: ROOT,
          env: of,
        })
      ).stdout;
    const [there, here] = await Promise.all([report(both), report(env)]);
    expect(here).toContain('Renamed on the primary');
    expect(there).not.toContain('Renamed on the primary');
    expect(there.split('\n').length).toBe(here.split('\n').length);
    await connected(tcp(standby.adminUrl), (client) => client.query('select pg_wal_replay_resume()'));

    const { port } = standby;
    await standby.stop();
    expect(await where()).toEqual([{ standby: false }]);
    expect(port).toBeGreaterThan(0);
    await close();
    const stranger = { ...env, READ_DATABASE_URL: tcp(pair.primary.adminUrl) };
    await expect(openProgram(stranger)).rejects.toThrow(/no streaming replica/);
  } finally {
    await pair.close();
  }
});
