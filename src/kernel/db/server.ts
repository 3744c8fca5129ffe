import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import {
  type Account,
  clearRemains,
  closedParent,
  defaultDataDir,
  delay,
  freePort,
  livePostmaster,
  nativeDir,
  notPrivate,
  type Postmaster,
  privateFolder,
  processesIn,
  runBinary,
  spawnPostmaster,
  tuning,
  unprivilegedAccount,
  withLock,
} from './server-process.ts';
import { connectServer, ensureRoles, type Passwords, urlsOf } from './server-roles.ts';

const MAJOR = '18';
const START_MS = 120_000;
const WATCH_MS = 500;
const LOG_BYTES = 16 * 2 ** 20;

/** A database to work on: the server this program brings along, or one that was given to it. */
export interface Server {
  /** Superuser; with DATABASE_URL whoever that names. */
  readonly adminUrl: string;
  /** Owns the schema: migrations, the sealer, `verify`. */
  readonly ownerUrl: string;
  /** The run-time role, bound by row security. */
  readonly appUrl: string;
  readonly socketDir: string;
  readonly port: number;
  /** It was running before. */
  readonly adopted: boolean;
  /** From now on, launches the server again on its port whenever it has died. Nothing to do for a server given to us. */
  keepRunning(onRestart: (error?: unknown) => void): void;
  /** Lets go of the server; the last process that does shuts it down cleanly. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Everything of this installation; the cluster is a folder in it. */
  readonly dataDir: string;
  /** Port on the loopback; 0 or none takes a free one. A server that runs already keeps its own. */
  readonly port?: number;
  /** False for tests: nothing is forced to disk. */
  readonly durable?: boolean;
  readonly settings?: Record<string, string>;
}

/** The database the environment asks for: DATABASE_URL, else our own server on COUNTINGHOUSE_DATA. */
export const openServer = (env: NodeJS.ProcessEnv = process.env): Promise<Server> =>
  env.DATABASE_URL ? connectServer(env) : startServer({ dataDir: defaultDataDir(env) });

/**
 * Starts PostgreSQL on `dataDir`, or adopts the one left running there. Processes that start at once share one server.
 * Throws, in words for the person at the machine, when the folder belongs to another version or can't be used.
 */
export async function startServer(options: StartOptions): Promise<Server> {
  const dataDir = resolve(options.dataDir);
  const account = unprivilegedAccount();
  const place = prepareFolder(dataDir, account);
  return withLock(place.lock, async () => {
    const passwords = await prepareCluster(place, account);
    const running = await adopt(place, passwords);
    const postmaster = running ?? (await launch({ place, account, options, passwords }));
    const urls = urlsOf({ host: postmaster.socketDir, port: postmaster.port, passwords });
    await ensureRoles(urls.maintenanceUrl, passwords);
    hold(place, process.pid);
    let current = postmaster;
    let watch: NodeJS.Timeout | undefined;
    const revive = async () => {
      if (livePostmaster(place.cluster)) return;
      await withLock(place.lock, async () => {
        const again = { ...options, port: current.port };
        current = (await adopt(place, passwords)) ?? (await launch({ place, account, options: again, passwords }));
      });
    };
    return {
      adminUrl: urls.adminUrl,
      ownerUrl: urls.ownerUrl,
      appUrl: urls.appUrl,
      socketDir: postmaster.socketDir,
      port: postmaster.port,
      adopted: running !== undefined,
      keepRunning: (onRestart) => {
        const look = () => {
          const pid = current.pid;
          const done = (error?: unknown) => {
            if (error !== undefined || current.pid !== pid) onRestart(error);
            if (watch) watch = setTimeout(look, WATCH_MS).unref();
          };
          revive().then(() => done(), done);
        };
        watch = setTimeout(look, WATCH_MS).unref();
      },
      stop: () => {
        clearTimeout(watch);
        watch = undefined;
        return withLock(place.lock, () => release(place, current.pid));
      },
    };
  });
}

interface Place {
  readonly cluster: string;
  readonly log: string;
  readonly passwords: string;
  readonly holders: string;
  readonly lock: string;
}

/** A path of a unix socket has at most 107 bytes. */
const SOCKET_BYTES = 107 - '/.s.PGSQL.65535'.length;

function prepareFolder(dataDir: string, account: Account | undefined): Place {
  const closed = closedParent(dataDir, account);
  if (closed)
    throw new Error(
      `The database runs as "${account?.name}" and can't reach ${dataDir}: ${closed} is closed to it. ` +
        `Run "chmod o+x ${closed}", or set COUNTINGHOUSE_DATA to a folder elsewhere.`,
    );
  const place = {
    cluster: join(dataDir, 'postgresql'),
    log: join(dataDir, 'postgresql.log'),
    passwords: join(dataDir, 'passwords.json'),
    holders: join(dataDir, 'holders'),
    lock: join(dataDir, 'lock'),
  };
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  if ((fs.statSync(dataDir).mode & 0o002) !== 0)
    throw new Error(`Anybody may write to ${dataDir}. Run "chmod o-w ${dataDir}", or name a folder below it.`);
  // The database's account passes through; every file and folder in it is closed to others by its own mode.
  if (account) fs.chmodSync(dataDir, fs.statSync(dataDir).mode | 0o011);
  privateFolder(place.holders, undefined);
  privateFolder(place.lock, undefined);
  return place;
}

/**
 * The folder of the database's socket: below that of the data, or where its path is too long for a socket, one of a random
 * name in /tmp, noted beside the lock, so that nobody can have made it before us and a new start finds it again.
 */
function socketFolder(place: Place, account: Account | undefined): string {
  const own = join(place.cluster, '../socket');
  if (Buffer.byteLength(own) <= SOCKET_BYTES) {
    privateFolder(own, account);
    return own;
  }
  const note = join(place.lock, 'socket');
  const noted = fs.existsSync(note) ? fs.readFileSync(note, 'utf8') : undefined;
  if (noted !== undefined && notPrivate(noted, account) === undefined) return noted;
  const made = fs.mkdtempSync('/tmp/countinghouse-');
  if (account) fs.chownSync(made, account.uid, account.gid);
  fs.writeFileSync(note, made, { mode: 0o600 });
  return made;
}

function rotate(log: string): void {
  const size = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) fs.renameSync(log, `${log}.1`);
}

/** Makes the cluster when there is none. It is built beside its place and renamed, so a broken attempt leaves no half one. */
async function prepareCluster(place: Place, account: Account | undefined): Promise<Passwords> {
  const versionFile = join(place.cluster, 'PG_VERSION');
  if (fs.existsSync(versionFile)) {
    const major = fs.readFileSync(versionFile, 'utf8').trim();
    if (major !== MAJOR)
      throw new Error(
        `The data folder ${place.cluster} was made by PostgreSQL ${major}; this program brings PostgreSQL ${MAJOR}. ` +
          `Start the version of the program that made it, write a backup with "./countinghouse backup", and restore that into an empty folder.`,
      );
    if (!fs.existsSync(place.passwords))
      throw new Error(`${place.passwords} is missing; it holds the passwords of the database. Put it back.`);
    return JSON.parse(fs.readFileSync(place.passwords, 'utf8')) as Passwords;
  }
  const secret = () => randomBytes(24).toString('base64url');
  const passwords: Passwords = { admin: secret(), owner: secret(), app: secret() };
  const building = `${place.cluster}.new`;
  const secretFile = `${place.cluster}.secret`;
  fs.rmSync(building, { recursive: true, force: true });
  fs.mkdirSync(building, { mode: 0o700 });
  fs.writeFileSync(secretFile, passwords.admin, { mode: 0o600 });
  for (const path of [building, secretFile]) if (account) fs.chownSync(path, account.uid, account.gid);
  const initdb = [
    '-D',
    building,
    '-U',
    'countinghouse_admin',
    '--pwfile',
    secretFile,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
  ];
  const locale = [
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    '--no-sync',
  ];
  try {
    await runBinary(join(nativeDir(account), 'bin/initdb'), [...initdb, ...locale], account);
  } finally {
    fs.rmSync(secretFile, { force: true });
  }
  fs.writeFileSync(place.passwords, JSON.stringify(passwords, null, 2), { mode: 0o600 });
  fs.renameSync(building, place.cluster);
  return passwords;
}

/** The server left running, once it answers; undefined when there is none, or it ended meanwhile. */
async function adopt(place: Place, passwords: Passwords): Promise<Postmaster | undefined> {
  const running = livePostmaster(place.cluster);
  if (!running) return undefined;
  const failed = () => livePostmaster(place.cluster)?.pid !== running.pid;
  const url = urlsOf({ host: running.socketDir, port: running.port, passwords }).maintenanceUrl;
  try {
    await answering({ place, url, failed });
    return running;
  } catch (error) {
    if (failed()) return undefined;
    throw error;
  }
}

async function launch(args: {
  place: Place;
  account: Account | undefined;
  options: StartOptions;
  passwords: Passwords;
}): Promise<Postmaster> {
  const { place, account, options, passwords } = args;
  await clearRemains(place.cluster);
  rotate(place.log);
  const sockets = socketFolder(place, account);
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const settings = {
      ...tuning(options.durable ?? true),
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: sockets,
      unix_socket_permissions: '0700',
      ...options.settings,
    };
    const child = spawnPostmaster({ native: nativeDir(account), ...place, account, settings });
    const url = urlsOf({ host: sockets, port, passwords }).maintenanceUrl;
    try {
      await answering({ place, url, failed: child.failed });
      return livePostmaster(place.cluster)!;
    } catch (error) {
      // Somebody may have taken the free port in between, or the kernel still holds memory of a killed postmaster.
      if (attempt === 5 || options.port || !child.failed()) throw error;
      await delay(200 * attempt);
    }
  }
}

/** Waits until the server answers: after a crash it replays its log first. */
async function answering(args: { place: Place; url: string; failed: () => boolean }): Promise<void> {
  const until = performance.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: args.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      // A state of SQL is an answer, unless it says "starting up" or "too many connections": no use to ask again.
      const answered = /^\d/.test(code ?? '') && !/^(57P|53300)/.test(code ?? '');
      if (args.failed() || answered || performance.now() > until)
        throw new Error(
          `PostgreSQL did not start (${message}). Its log ${args.place.log} ends:\n${tail(args.place.log)}`,
        );
      await delay(20);
    }
  }
}

const tail = (file: string): string =>
  fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n') : '(empty)';

/** Notes that a process uses the server. The start of the process is noted too: a number alone may come again. */
const hold = (place: Place, pid: number): void =>
  fs.writeFileSync(join(place.holders, String(pid)), birthOf(pid) ?? '', { mode: 0o600 });

/** When a process began, in ticks since the machine's start; undefined when there is none. */
function birthOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

async function release(place: Place, pid: number): Promise<void> {
  const mine = join(place.holders, String(process.pid));
  fs.rmSync(mine, { force: true });
  for (const holder of fs.readdirSync(place.holders)) {
    const file = join(place.holders, holder);
    if (birthOf(Number(holder)) === fs.readFileSync(file, 'utf8')) return;
    fs.rmSync(file, { force: true });
  }
  if (livePostmaster(place.cluster)?.pid !== pid) return;
  process.kill(pid, 'SIGINT');
  // It removes its pid file before it ends.
  while (processesIn(place.cluster).includes(pid)) await delay(20);
}
