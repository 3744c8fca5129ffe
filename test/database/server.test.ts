import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Server, startServer } from '#kernel/db/server.ts';
import { missingPostgres, processesIn, withLock } from '#kernel/db/server-process.ts';
import { connected } from '#kernel/db/server-roles.ts';

/** Only ends a test that hangs: a busy machine takes as long as it takes to make a cluster. */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

let home: string;
let dataDir: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'countinghouse-server-'));
  chmodSync(home, 0o755);
  dataDir = join(home, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const server of servers.splice(0)) await server.stop();
  if (existsSync(join(dataDir, 'postgresql/postmaster.pid'))) await (await startServer({ dataDir })).stop();
  rmSync(home, { recursive: true, force: true });
});

const start = async (durable = false): Promise<Server> => {
  const server = await startServer({ dataDir, durable });
  servers.push(server);
  return server;
};

/** Starts a process of its own that owns the server, and waits until it says so. */
async function startHolder(): Promise<{
  child: ChildProcess;
  said: { appUrl: string; adminUrl: string; adopted: boolean };
}> {
  const program = join(import.meta.dirname, 'hold-server.ts');
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const line = await Promise.race([
    once(child.stdout!, 'data').then(([data]) => String(data)),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the holder ended with ${code}`))),
  ]);
  return { child, said: JSON.parse(line) };
}

const cluster = () => join(dataDir, 'postgresql');
const postmasterPid = () => Number(readFileSync(join(cluster(), 'postmaster.pid'), 'utf8').split('\n')[0]);
const ask = <T>(url: string, text: string): Promise<T> =>
  connected(url, async (client) => (await client.query(text)).rows[0] as T);

test('three roles of different rights, and no password is an easy one', async () => {
  const server = await start();
  const roles = await connected(server.adminUrl, async (client) =>
    (
      await client.query(
        `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname like 'countinghouse%' order by 1`,
      )
    ).rows.map((row) => Object.values(row)),
  );
  expect(roles).toEqual([
    ['countinghouse_admin', true, true, true, true],
    ['countinghouse_app', false, false, false, false],
    ['countinghouse_owner', false, false, false, true],
  ]);
  expect(statSync(join(dataDir, 'passwords.json')).mode & 0o777).toBe(0o600);
  const wrong = new URL(server.appUrl);
  wrong.password = 'wrong';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  wrong.searchParams.delete('host');
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
});

test('a durable server writes to disk before it answers, a test server does not', async () => {
  const query = `select current_setting('fsync') || current_setting('full_page_writes') || current_setting('synchronous_commit') as modes`;
  const durable = await start(true);
  expect(await ask(durable.adminUrl, query)).toEqual({ modes: 'ononon' });
  await servers.pop()!.stop();
  expect(await ask((await start()).adminUrl, query)).toEqual({ modes: 'offoffoff' });
});

test('the data is there after a stop and a start, and a stop leaves no process', async () => {
  const first = await start();
  await ask(first.ownerUrl, 'create table kept as select 42 as n');
  await servers.pop()!.stop();
  expect(processesIn(cluster())).toEqual([]);
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await ask(second.ownerUrl, 'select n from kept')).toEqual({ n: 42 });
});

test('a server whose program was killed goes on, and the next program adopts and later stops it', async () => {
  const { child, said } = await startHolder();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await ask(said.appUrl, 'select 1 as n')).toEqual({ n: 1 });
  const pid = postmasterPid();
  const server = await start();
  expect(server.adopted).toBe(true);
  expect(postmasterPid()).toBe(pid);
  await servers.pop()!.stop();
  expect(processesIn(cluster())).toEqual([]);
});

test('a killed postmaster leaves its backends at work; the next start ends them and recovers what was committed', async () => {
  const first = await start(true);
  await ask(first.ownerUrl, 'create table kept as select 1 as n');
  const busy = new pg.Client({ connectionString: first.ownerUrl });
  busy.on('error', () => undefined);
  await busy.connect();
  const endless = busy.query('select count(*) from generate_series(1, 100000000000)').catch((error: Error) => error);
  process.kill(postmasterPid(), 'SIGKILL');
  const second = await start(true);
  expect(second.adopted).toBe(false);
  expect(await endless).toBeInstanceOf(Error);
  expect(await ask(second.ownerUrl, 'select n from kept')).toEqual({ n: 1 });
});

test('a pid file that names another living program does not hinder the start', async () => {
  await start();
  await servers.pop()!.stop();
  writeFileSync(
    join(cluster(), 'postmaster.pid'),
    `${process.ppid}\n${cluster()}\n1\n5432\n/tmp\n127.0.0.1\n1 1\nready\n`,
  );
  expect((await start()).adopted).toBe(false);
});

test('SIGTERM stops the server with its program', async () => {
  const { child } = await startHolder();
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(processesIn(cluster())).toEqual([]);
  expect(existsSync(join(cluster(), 'postmaster.pid'))).toBe(false);
});

test('programs that start at once share one server, and the last one stops it', async () => {
  const holders = await Promise.all([startHolder(), startHolder()]);
  expect(holders.map(({ said }) => said.adopted).sort()).toEqual([false, true]);
  expect(holders[0].said.appUrl).toBe(holders[1].said.appUrl);
  const [first, second] = holders;
  first.child.kill('SIGTERM');
  await once(first.child, 'exit');
  expect(await ask(second.said.appUrl, 'select 1 as n')).toEqual({ n: 1 });
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
  expect(processesIn(cluster())).toEqual([]);
});

test('a data folder of another version is refused in words, and left alone', async () => {
  mkdirSync(cluster(), { recursive: true });
  writeFileSync(join(cluster(), 'PG_VERSION'), '16\n');
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 16; this program brings PostgreSQL 18/);
  expect(readFileSync(join(cluster(), 'PG_VERSION'), 'utf8')).toBe('16\n');
});

test('a first start that broke off is begun again', async () => {
  mkdirSync(`${cluster()}.new/base`, { recursive: true });
  writeFileSync(`${cluster()}.new/PG_VERSION`, '18\n');
  expect((await start()).adopted).toBe(false);
});

test('a folder on the way that is closed to the database is named', async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root starts the database as somebody else');
  chmodSync(home, 0o700);
  await expect(start()).rejects.toThrow(`chmod o+x ${home}`);
});

test('a start gives the run-time role its password back, and takes back what it set for itself', async () => {
  const first = await start();
  await ask(first.appUrl, `alter role countinghouse_app password 'mine now'`);
  await ask(first.adminUrl, `alter role countinghouse_app in database countinghouse set work_mem = '64kB'`);
  const mine = new URL(first.appUrl);
  mine.password = 'mine now';
  await ask(mine.href, `alter role countinghouse_app set statement_timeout = '1ms'`);
  await expect(ask(first.appUrl, 'select 1')).rejects.toThrow(/password authentication failed/);
  const second = await start();
  expect(
    await ask(
      second.appUrl,
      `select current_setting('statement_timeout') as patience, current_setting('work_mem') as memory`,
    ),
  ).toEqual({ patience: '0', memory: expect.not.stringMatching(/^64kB$/) });
  await expect(ask(mine.href, 'select 1')).rejects.toThrow(/password authentication failed/);
});

const mode = (path: string) => statSync(path).mode & 0o777;

test('sockets and locks lie where nobody else may enter, and a folder that others may enter is refused', async () => {
  const server = await start();
  for (const path of [server.socketDir, join(dataDir, 'lock'), join(dataDir, 'holders')])
    expect(mode(path), path).toBe(0o700);
  await servers.pop()!.stop();
  for (const name of ['socket', 'lock', 'holders']) {
    const path = join(dataDir, name);
    chmodSync(path, 0o777);
    await expect(start(), name).rejects.toThrow(`Others may enter ${path}`);
    chmodSync(path, 0o700);
  }
  chmodSync(dataDir, 0o777);
  await expect(start()).rejects.toThrow(`Anybody may write to ${dataDir}`);
  chmodSync(dataDir, 0o755);
  expect((await start()).adopted).toBe(false);
});

test('a folder of another user is refused', async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root gives a folder to somebody else');
  await start();
  await servers.pop()!.stop();
  for (const name of ['socket', 'lock', 'holders']) {
    const path = join(dataDir, name);
    const { uid, gid } = statSync(path);
    chownSync(path, 54_321, gid);
    await expect(start(), name).rejects.toThrow(`${path} belongs to another user`);
    chownSync(path, uid, gid);
  }
});

test('a path too long for a socket gets a folder nobody could make before; one that was lost is made anew', async () => {
  dataDir = join(home, 'deep'.repeat(40));
  const first = await start();
  expect(first.socketDir).toMatch(/^\/tmp\/countinghouse-/);
  expect(mode(first.socketDir)).toBe(0o700);
  await servers.pop()!.stop();
  const second = await start();
  expect(second.socketDir).toBe(first.socketDir);
  await servers.pop()!.stop();
  chmodSync(first.socketDir, 0o777);
  const third = await start();
  expect(third.socketDir).not.toBe(first.socketDir);
  expect(await ask(third.appUrl, 'select 1 as n')).toEqual({ n: 1 });
  await servers.pop()!.stop();
  for (const { socketDir } of [first, third]) rmSync(socketDir, { recursive: true });
});

test('a lock holds one at a time, in one process or several, and goes with its process', async () => {
  const folder = mkdtempSync(join(home, 'lock-'));
  let inside = 0;
  let most = 0;
  const enter = () =>
    withLock(folder, async () => {
      most = Math.max(most, ++inside);
      await new Promise((done) => setTimeout(done, 5));
      inside--;
    });
  await Promise.all(Array.from({ length: 8 }, enter));
  expect(most).toBe(1);
  const module = join(import.meta.dirname, '../../src/kernel/db/server-process.ts');
  const text = `import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(folder)}, () => { console.log('in'); return new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
  let entered = false;
  const waiting = withLock(folder, async () => {
    entered = true;
  });
  await new Promise((done) => setTimeout(done, 200));
  expect(entered).toBe(false);
  child.kill('SIGKILL');
  await waiting;
  expect(entered).toBe(true);
});

test('a machine without our PostgreSQL is told what helps there', () => {
  expect(missingPostgres('linux', 'x64')).toContain('npm ci --include=optional');
  for (const platform of ['darwin', 'win32']) expect(missingPostgres(platform, 'arm64')).not.toContain('npm');
  expect(missingPostgres('linux', 'riscv64')).toContain('DATABASE_URL');
});
