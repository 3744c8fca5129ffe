import { createHmac } from 'node:crypto';
import pg from 'pg';
import type { Server } from './server.ts';

const OLDEST = 150_000;
const DATABASE = 'countinghouse';

export interface Passwords {
  readonly admin: string;
  readonly owner: string;
  readonly app: string;
}

/** The addresses of our own server. They lead over its unix socket, which is faster than the loopback. */
export function urlsOf(args: { host: string; port: number; passwords: Passwords }) {
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${password}@127.0.0.1:${args.port}/${database}?host=${encodeURIComponent(args.host)}`;
  return {
    maintenanceUrl: url('countinghouse_admin', args.passwords.admin, 'postgres'),
    adminUrl: url('countinghouse_admin', args.passwords.admin, DATABASE),
    ownerUrl: url('countinghouse_owner', args.passwords.owner, DATABASE),
    appUrl: url('countinghouse_app', args.passwords.app, DATABASE),
  };
}

/**
 * The roles and the database of our own server. The owner may create databases: tests clone theirs. PostgreSQL lets every
 * role change its own password and settings and has no right that could be taken from it, so both are set again at each
 * start: otherwise the run-time role could lock the program out for ever.
 */
export const ensureRoles = (adminUrl: string, passwords: Passwords): Promise<void> =>
  connected(adminUrl, async (client) => {
    // What follows another server has its roles from there, and takes no writes.
    const { rows } = await client.query<{ follows: boolean }>('select pg_is_in_recovery() as follows');
    if (rows[0]!.follows) return;
    await ensureRole(client, 'countinghouse_owner', passwords.owner, 'createdb');
    await ensureRole(client, 'countinghouse_app', passwords.app, 'nocreatedb');
    for (const name of ['countinghouse_owner', 'countinghouse_app']) await clearSettings(client, name);
    const found = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE} owner countinghouse_owner`);
  });

async function ensureRole(client: pg.Client, name: string, password: string, rights = ''): Promise<void> {
  const found = await client.query('select from pg_roles where rolname = $1', [name]);
  const verb = found.rowCount === 0 ? 'create role' : 'alter role';
  await client.query(`${verb} ${name} login ${rights} password ${pg.escapeLiteral(password)}`);
}

/** Takes back what was set for a role, in every database or in one. */
async function clearSettings(client: pg.Client, name: string): Promise<void> {
  const found = await client.query<{ database: string | null }>(
    `select d.datname as database from pg_db_role_setting s left join pg_database d on d.oid = s.setdatabase
    where s.setrole = $1::regrole`,
    [name],
  );
  // A statement names one database; there are as good as never any.
  for (const { database } of found.rows)
    await client.query(
      `alter role ${name} ${database === null ? '' : `in database ${pg.escapeIdentifier(database)}`} reset all`,
    );
}

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The server DATABASE_URL names. When its user may create roles, ours are created there; their passwords are derived from
 * that of the URL, so that any number of processes agree on them without sharing a file. When it may not, it must be able to
 * create schemas, and DATABASE_APP_URL must sign in as countinghouse_app. Throws with the statements that are missing.
 */
export async function connectServer(env: NodeJS.ProcessEnv): Promise<Server> {
  const adminUrl = env.DATABASE_URL!;
  const user = await ensureDatabase(adminUrl);
  const made = user.mayCreateRoles ? await createRoles(adminUrl) : undefined;
  const ownerUrl = made?.ownerUrl ?? adminUrl;
  const appUrl = env.DATABASE_APP_URL ?? made?.appUrl;
  await connected(adminUrl, (client) => checkRights(client, { appUrl, user: user.name }));
  await checkRunTimeRole(appUrl!);
  const { port, hostname, searchParams } = new URL(adminUrl);
  return {
    adminUrl,
    ownerUrl,
    appUrl: appUrl!,
    socketDir: searchParams.get('host') ?? hostname,
    port: Number(port || 5432),
    adopted: true,
    // Whoever runs that server keeps it running.
    keepRunning: () => undefined,
    stop: async () => undefined,
  };
}

interface ServerUser {
  readonly name: string;
  readonly mayCreateRoles: boolean;
}

/** Creates the database of the URL when it is missing, and looks who we are there. */
async function ensureDatabase(url: string): Promise<ServerUser> {
  try {
    return await connected(url, whoAmI);
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw error;
  }
  const target = new URL(url);
  const database = decodeURIComponent(target.pathname.slice(1));
  const statement = `create database ${pg.escapeIdentifier(database)}`;
  target.pathname = '/postgres';
  await connected(target.href, async (client) => {
    await client.query(statement).catch((error: Error & { code?: string }) => {
      // Another process that started at the same time created it.
      if (error.code === '42P04' || error.code === '23505') return;
      throw new Error(`The database "${database}" is missing and we may not create it. Run: ${statement};`, {
        cause: error,
      });
    });
  });
  return connected(url, whoAmI);
}

async function whoAmI(client: pg.Client): Promise<ServerUser> {
  const found = await client.query<{ version: number; name: string; creates: boolean }>(
    `select current_setting('server_version_num')::int as version, current_user as name, rolsuper or rolcreaterole as creates
    from pg_roles where rolname = current_user`,
  );
  const { version, name, creates } = found.rows[0]!;
  if (version < OLDEST)
    throw new Error(`DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed.`);
  return { name, mayCreateRoles: creates };
}

/** Creates our two roles, or gives them the present passwords. One process at a time, and nothing is touched that is right. */
async function createRoles(adminUrl: string): Promise<{ ownerUrl: string; appUrl: string }> {
  const secretOf = decodeURIComponent(new URL(adminUrl).password);
  if (!secretOf)
    throw new Error(
      'DATABASE_URL has no password, and those of our roles are derived from it. Name a user with a password.',
    );
  const as = (user: string) => {
    const url = new URL(adminUrl);
    url.username = user;
    url.password = createHmac('sha256', secretOf).update(user).digest('base64url');
    return url;
  };
  const urls = [as('countinghouse_owner'), as('countinghouse_app')];
  const answers = await Promise.all(urls.map((url) => connected(url.href, async () => true).catch(() => false)));
  if (answers.includes(false)) {
    await connected(adminUrl, async (client) => {
      await client.query('select pg_advisory_lock(7201964)');
      for (const url of urls) await ensureRole(client, url.username, url.password);
    });
  }
  await connected(adminUrl, async (client) => {
    const may = await client.query<{ may: boolean; name: string }>(
      `select has_database_privilege('countinghouse_owner', current_database(), 'create') as may, current_database() as name`,
    );
    const { may: already, name } = may.rows[0]!;
    if (!already)
      await client.query(`grant create, connect on database ${pg.escapeIdentifier(name)} to countinghouse_owner`);
  });
  return { ownerUrl: urls[0]!.href, appUrl: urls[1]!.href };
}

/** Throws with the statements an administrator has to run, as they stand, when something is missing. */
async function checkRights(client: pg.Client, args: { appUrl: string | undefined; user: string }): Promise<void> {
  const found = await client.query<{ database: string; creates: boolean; app: boolean }>(
    `select current_database() as database, has_database_privilege(current_database(), 'create') as creates,
      exists (select from pg_roles where rolname = 'countinghouse_app') as app`,
  );
  const { database, creates, app } = found.rows[0]!;
  const missing: string[] = [];
  if (!app) missing.push(`create role countinghouse_app login password '…';`);
  if (!creates)
    missing.push(`grant create on database ${pg.escapeIdentifier(database)} to ${pg.escapeIdentifier(args.user)};`);
  const lines = missing.map((statement) => `  ${statement}`);
  if (!args.appUrl) lines.push('  and set DATABASE_APP_URL, which signs in as countinghouse_app.');
  if (lines.length > 0)
    throw new Error(
      `"${args.user}" of DATABASE_URL may not create roles. An administrator has to run:\n${lines.join('\n')}`,
    );
}

/** Row security must bind the run-time role. */
const checkRunTimeRole = (appUrl: string): Promise<void> =>
  connected(appUrl, async (client) => {
    const found = await client.query<{ name: string; free: boolean }>(
      `select rolname as name, rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`,
    );
    const { name, free } = found.rows[0]!;
    if (free || name !== 'countinghouse_app')
      throw new Error(
        `DATABASE_APP_URL must sign in as countinghouse_app without superuser or bypassrls; it is "${name}". ` +
          `Run: alter role countinghouse_app nosuperuser nobypassrls;`,
      );
  });
