import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import program from '../../../package.json' with { type: 'json' };
import { makeApp } from '../app.ts';
import type { Registry } from '../registry.ts';
import { sealOnce } from '../seal.ts';
import { migrate } from './migrate.ts';
import { connected } from './server-roles.ts';

const FORMAT = 'countinghouse-backup-1';
const FRAME_BYTES = 2 ** 26;

/** One table of a backup: the columns that are copied, in order. */
interface Table {
  readonly name: string;
  readonly columns: string[];
}

interface Header {
  readonly format: string;
  readonly program: string;
  /** The newest migration the database had; a restore needs the same schema first. */
  readonly migration: number;
  readonly takenAt: string;
  readonly tables: Table[];
}

interface TableEnd {
  readonly rows: number;
  readonly sha256: string;
}

/** What ends a complete backup. Sequences stand outside snapshots; read last, they are never behind the rows. */
interface Trailer {
  readonly sequences: { name: string; value: string }[];
}

export interface BackupResult {
  readonly tables: number;
  readonly rows: number;
}

/** Hears of each table that is done. */
export type Progress = (table: string, done: number, of: number) => void;

// Counted and checked frames: 'h' the header, then for each table 'd' data and 'e' its end, and 't' the trailer.
type FrameType = 'h' | 'd' | 'e' | 't';

const SESSION = `set row_security = off; set statement_timeout = 0; set timezone = 'UTC'; set datestyle = 'ISO';
  set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; set extra_float_digits = 1; set client_encoding = 'UTF8'`;

const OWN_SCHEMA = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
const KEPT = new Set(['kernel.migration', 'graphile_worker.migrations']);

/**
 * Writes the whole database into one file while the program runs: one snapshot, so every book in it balances. A portable
 * copy of the rows rather than a base backup: it needs no other binary, and goes into any PostgreSQL of another version or
 * machine. Memory stays the same however large the tables. Throws, leaving no file, when anything fails.
 */
export async function backup(
  ownerUrl: string,
  file: string,
  progress: Progress = () => undefined,
): Promise<BackupResult> {
  const partial = `${file}.partial`;
  const gzip = createGzip({ level: 6 });
  const out = fs.createWriteStream(partial, { mode: 0o600, flush: true });
  gzip.pipe(out);
  const written = Promise.all([finished(gzip), finished(out)]);
  written.catch(() => undefined);
  out.once('error', (error) => gzip.destroy(error));
  try {
    const result = await connected(ownerUrl, async (client) => {
      await client.query(SESSION);
      await client.query('begin isolation level repeatable read read only');
      const header = await describe(client);
      await writeJson(gzip, 'h', header);
      let rows = 0;
      for (const [index, table] of header.tables.entries()) {
        rows += await writeTable(client, gzip, table);
        progress(table.name, index + 1, header.tables.length);
      }
      await writeJson(gzip, 't', { sequences: await readSequences(client) } satisfies Trailer);
      return { tables: header.tables.length, rows };
    });
    gzip.end();
    await written;
    fs.renameSync(partial, file);
    return result;
  } catch (error) {
    gzip.destroy();
    out.destroy();
    fs.rmSync(partial, { force: true });
    throw error;
  }
}

async function describe(client: pg.Client): Promise<Header> {
  const found = await client.query<{ migration: number; taken: string }>(
    `select max(number) as migration, to_json(now()) #>> '{}' as taken from kernel.migration`,
  );
  const { migration, taken } = found.rows[0]!;
  return { format: FORMAT, program: program.version, migration, takenAt: taken, tables: await listTables(client) };
}

async function listTables(client: pg.Client): Promise<Table[]> {
  const tables = await client.query<Table>(
    `select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and c.relpersistence <> 't' and ${OWN_SCHEMA}
    group by n.nspname, c.relname order by n.nspname, c.relname`,
  );
  return tables.rows.filter((table) => !KEPT.has(table.name));
}

async function writeTable(client: pg.Client, gzip: Gzip, table: Table): Promise<number> {
  const hash = createHash('sha256');
  const stream = client.query(copyTo(`copy ${copied(table)} to stdout`));
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    await writeFrame(gzip, 'd', chunk);
  }
  await writeJson(gzip, 'e', { rows: stream.rowCount, sha256: hash.digest('hex') } satisfies TableEnd);
  return stream.rowCount;
}

const copied = (table: Table): string =>
  `${quoted(table.name)} (${table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;

/** Quotes `schema.table`; our schemas have no dot in their names. */
const quoted = (name: string): string => {
  const dot = name.indexOf('.');
  return `${pg.escapeIdentifier(name.slice(0, dot))}.${pg.escapeIdentifier(name.slice(dot + 1))}`;
};

const readSequences = async (client: pg.Client): Promise<Trailer['sequences']> =>
  (
    await client.query<{ name: string; value: string }>(
      `select n.schemaname || '.' || n.sequencename as name, n.last_value::text as value from pg_sequences n
      where n.last_value is not null and n.schemaname !~ '^pg_' order by 1`,
    )
  ).rows;

async function writeFrame(gzip: Gzip, type: FrameType, data: Buffer): Promise<void> {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(data.length, 1);
  gzip.write(head);
  if (!gzip.write(data)) await once(gzip, 'drain');
}

const writeJson = (gzip: Gzip, type: FrameType, value: unknown): Promise<void> =>
  writeFrame(gzip, type, Buffer.from(JSON.stringify(value)));

/**
 * What has no meaning on another server. Transaction numbers begin anew there, so the sealer looks from the start; those in
 * the events stay, for the hash of an event covers them.
 */
const FIX_UPS = [
  `update kernel.seal_state set horizon = '0'::xid8`,
  // The views are not in a backup; without this the migration would believe them made.
  `delete from kernel.setting where name = 'views'`,
];

/** Jobs that were running when the backup was taken are nobody's now. */
const JOB_FIX_UPS = [
  'update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null',
  'update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null',
];

/**
 * Brings a backup into an empty database: makes the schema as it was, loads every table in one transaction, brings the
 * schema up to this program, and seals the events that were in no block yet: their transaction numbers are another server's,
 * so the sealer would never come to them. `adminUrl` must be able to switch triggers off while loading. Throws, and leaves
 * the rows of the database as they were, when the target has companies, the file is damaged or of a newer program.
 */
export async function restore(
  file: string,
  target: { registry: Registry; adminUrl: string; ownerUrl: string; appUrl: string },
  progress: Progress = () => undefined,
): Promise<BackupResult> {
  const frames = readFrames(file);
  try {
    const header = JSON.parse((await nextFrame(frames, 'h')).data.toString()) as Header;
    if (header.format !== FORMAT) throw new Error(`${file} is no backup of this program.`);
    await refuseUsed(target.adminUrl);
    await migrate(target.ownerUrl, { upTo: header.migration });
    const withJobs = header.tables.some((table) => table.name.startsWith('graphile_worker.'));
    if (withJobs) await runMigrations({ connectionString: target.ownerUrl });
    const result = await connected(target.adminUrl, (client) => load({ client, header, frames, progress, withJobs }));
    await migrate(target.ownerUrl);
    const app = makeApp(target);
    try {
      while ((await sealOnce(app, true)) > 0);
    } finally {
      await app.close();
    }
    return result;
  } finally {
    await frames.return(undefined);
  }
}

const refuseUsed = (adminUrl: string): Promise<void> =>
  connected(adminUrl, async (client) => {
    const known = await client.query(`select to_regclass('kernel.company') is not null as there`);
    if (!known.rows[0].there) return;
    const used = await client.query('select from kernel.company limit 1');
    if (used.rowCount !== 0)
      throw new Error('This database has companies in it. A backup goes into an empty one only.');
  });

async function load(args: {
  client: pg.Client;
  header: Header;
  frames: Frames;
  progress: Progress;
  withJobs: boolean;
}): Promise<BackupResult> {
  const { client, header, frames, progress, withJobs } = args;
  await client.query(SESSION);
  await client.query('begin');
  await triggersOff(client);
  await checkTables(client, header);
  await client.query(`truncate ${header.tables.map((table) => quoted(table.name)).join(', ')}`);
  let rows = 0;
  for (const [index, table] of header.tables.entries()) {
    rows += await loadTable(client, frames, table);
    progress(table.name, index + 1, header.tables.length);
  }
  const { sequences } = JSON.parse((await nextFrame(frames, 't')).data.toString()) as Trailer;
  await expectEnd(frames);
  await client.query(
    `select setval(to_regclass(s.name), s.value) from unnest($1::text[], $2::bigint[]) s(name, value)
    where to_regclass(s.name) is not null`,
    [sequences.map(({ name }) => quoted(name)), sequences.map(({ value }) => value)],
  );
  for (const statement of [...FIX_UPS, ...(withJobs ? JOB_FIX_UPS : [])]) await client.query(statement);
  await client.query('commit');
  await client.query('analyze');
  return { tables: header.tables.length, rows };
}

/** Triggers and foreign keys were satisfied when the rows were written; a posted row would refuse to be loaded otherwise. */
async function triggersOff(client: pg.Client): Promise<void> {
  try {
    await client.query('set local session_replication_role = replica');
  } catch (error) {
    const user = pg.escapeIdentifier(client.user ?? 'user');
    throw new Error(
      `${user} may not switch triggers off, which loading a backup needs. An administrator has to run:\n` +
        `  grant set on parameter session_replication_role to ${user};`,
      { cause: error },
    );
  }
}

async function checkTables(client: pg.Client, header: Header): Promise<void> {
  const here = new Map((await listTables(client)).map((table) => [table.name, table.columns.toSorted().join()]));
  const strange = header.tables.filter((table) => here.get(table.name) !== table.columns.toSorted().join());
  if (strange.length > 0)
    throw new Error(
      `The backup (version ${header.program}) has tables this database has not, or other columns in them: ` +
        `${strange.map((table) => table.name).join(', ')}.`,
    );
}

async function loadTable(client: pg.Client, frames: Frames, table: Table): Promise<number> {
  const hash = createHash('sha256');
  const stream = client.query(copyFrom(`copy ${copied(table)} from stdin`));
  const loaded = finished(stream);
  loaded.catch(() => undefined);
  let end: TableEnd | undefined;
  while (!end) {
    const { type, data } = await nextFrame(frames, 'd', 'e');
    if (type === 'e') end = JSON.parse(data.toString()) as TableEnd;
    else {
      hash.update(data);
      if (!stream.write(data)) await Promise.race([once(stream, 'drain'), loaded]);
    }
  }
  stream.end();
  await loaded;
  if (hash.digest('hex') !== end.sha256 || stream.rowCount !== end.rows)
    throw new Error(`The backup is damaged: ${table.name} is not what was written. Nothing was restored.`);
  return end.rows;
}

interface Frame {
  readonly type: FrameType;
  readonly data: Buffer;
}

type Frames = AsyncGenerator<Frame, void, undefined>;

async function* readFrames(file: string): Frames {
  const input = fs.createReadStream(file);
  const gunzip = createGunzip();
  input.once('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  let held: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      let at = 0;
      while (held.length - at >= 5) {
        const length = held.readUInt32BE(at + 1);
        if (length > FRAME_BYTES) throw new Error(`${file} is damaged or no backup of this program.`);
        if (held.length - at < 5 + length) break;
        yield { type: held.toString('latin1', at, at + 1) as FrameType, data: held.subarray(at + 5, at + 5 + length) };
        at += 5 + length;
      }
      held = held.subarray(at);
    }
    if (held.length > 0) throw new Error('it ends in the middle');
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

/** The last bytes of the file are the check of all before: it is whole only when they were read. */
async function expectEnd(frames: Frames): Promise<void> {
  const next = await frames.next().catch((error: Error) => {
    throw new Error(`The backup can't be read: ${error.message}`, { cause: error });
  });
  if (!next.done) throw new Error('The backup is damaged: something follows its end.');
}

async function nextFrame(frames: Frames, ...expected: FrameType[]): Promise<Frame> {
  const next = await frames.next().catch((error: Error) => {
    throw new Error(`The backup can't be read: ${error.message}`, { cause: error });
  });
  if (next.done || !expected.includes(next.value.type)) throw new Error('The backup is damaged: it is not complete.');
  return next.value;
}
