import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { createCompany, seedActor } from '#kernel/company.ts';
import { REPLICA } from '#kernel/db/replica.ts';
import { type Server, startServer } from '#kernel/db/server.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { openProgram } from '#surfaces/open.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A primary that streams, and a copy of its folder that follows it. */
async function openPair() {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-replica-'));
  chmodSync(folder, 0o755);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  const servers = new Set<Server>();
  const start = async (dataDir: string, port?: number) => {
    const settings = { wal_level: 'replica', hot_standby: 'on' };
    const server = await startServer({ dataDir, port, durable: false, settings });
    servers.add(server);
    return server;
  };
  const stop = async (server: Server) => {
    servers.delete(server);
    await server.stop();
  };
  await stop(await start(first));
  appendFileSync(join(first, 'postgresql/pg_hba.conf'), 'host replication all 127.0.0.1/32 scram-sha-256\n');
  cpSync(first, second, { recursive: true, preserveTimestamps: true, filter: (path) => !path.endsWith('/socket') });
  const primary = await start(first);
  const { admin } = JSON.parse(readFileSync(join(first, 'passwords.json'), 'utf8')) as { admin: string };
  const follows = `host=127.0.0.1 port=${primary.port} user=countinghouse_admin password=${admin}`;
  const cluster = join(second, 'postgresql');
  appendFileSync(join(cluster, 'postgresql.auto.conf'), `primary_conninfo = '${follows}'\n`);
  writeFileSync(join(cluster, 'standby.signal'), '');
  const { uid, gid } = statSync(join(first, 'postgresql'));
  for (const name of ['', ...(readdirSync(cluster, { recursive: true }) as string[])])
    chownSync(join(cluster, name), uid, gid);
  return {
    primary,
    standby: (port?: number) => start(second, port),
    stop,
    close: async () => {
      for (const server of [...servers].reverse()) await server.stop().catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Over the loopback, as a server elsewhere would be named. */
const tcp = (url: string): string => url.replace(/\?.*$/, '');

const until = (what: () => Promise<void>) => vi.waitFor(what, { timeout: 120_000, interval: 200 });

test('reports are read from a streaming replica, in two processes, and from the primary while it is away', {
  timeout: 400_000,
}, async () => {
  const told: string[] = [];
  const log = vi.spyOn(console, 'error').mockImplementation((line) => void told.push(String(line)));
  const pair = await openPair();
  try {
    const [primaryUrl, env] = [
      tcp(pair.primary.adminUrl),
      { ...process.env, DATABASE_URL: tcp(pair.primary.adminUrl) },
    ];
    const onPrimary = (text: string) => connected(primaryUrl, (client) => client.query(text));
    const alone = await openProgram(env);
    const company = { code: 'MAIN', name: 'Main Works', currency: 'EUR' };
    await createCompany(alone.app, company, seedActor(alone.app, 'owner'));
    await alone.close();

    const standby = await pair.standby();
    const replicaUrl = tcp(standby.adminUrl);
    const onReplica = (text: string, values?: unknown[]) =>
      connected(replicaUrl, (client) => client.query(text, values));
    const { at } = (await onPrimary('select pg_current_wal_lsn()::text as at')).rows[0];
    await until(async () => {
      const { rows } = await onReplica('select pg_last_wal_replay_lsn() >= $1::pg_lsn as there', [at]);
      expect(rows[0].there).toBe(true);
    });

    const both = { ...env, READ_DATABASE_URL: replicaUrl };
    const { app, close } = await openProgram(both);
    const reader = { app, company: 1, actor: seedActor(app, 'owner') };
    const readsReplica = async (expected: boolean) => {
      const rows = await readTransaction(reader, (tx) => tx.sql`select pg_is_in_recovery() as standby`);
      expect(rows).toEqual([{ standby: expected }]);
    };
    await readsReplica(true);

    // What the primary has since is unknown on a replica that waits: so another process shows where it reads.
    await onReplica('select pg_wal_replay_pause()');
    await onPrimary(
      `insert into kernel.role (company_id, name, label, permissions) values (1, 'newest', 'Newest', '{}')`,
    );
    const report = async (of: NodeJS.ProcessEnv) => {
      const command = ['src/main.ts', 'report', 'access.roles', '--format', 'csv'];
      return (await promisify(execFile)(process.execPath, command, { cwd: ROOT, env: of })).stdout;
    };
    const [there, here] = [await report(both), await report(env)];
    expect(here).toContain('Newest');
    expect(there).toMatch(/^Role,Own,Permissions,Users\nOwner,/);
    expect(there).not.toContain('Newest');

    await until(() => readsReplica(false));
    expect(told.at(-1)).toContain(
      `"warning","message":"reports read the primary: the replica is more than ${REPLICA.behindMs / 1_000} s behind`,
    );
    await onReplica('select pg_wal_replay_resume()');
    await until(() => readsReplica(true));

    await pair.stop(standby);
    await readsReplica(false);
    expect(told.at(-1)).toContain('"warning","message":"reports read the primary: the replica is away');
    await pair.standby(standby.port);
    await until(() => readsReplica(true));
    expect(told.at(-1)).toContain('reports read the replica');
    await close();

    for (const stranger of [primaryUrl, replicaUrl.replace(/countinghouse$/, 'postgres')])
      await expect(openProgram({ ...env, READ_DATABASE_URL: stranger })).rejects.toThrow(/no streaming replica/);
  } finally {
    log.mockRestore();
    await pair.close();
  }
});
