import { createHash, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';
import { watchTables } from './watch.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LOCK = 7_201_961;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  readonly kernel: boolean;
}

/** All migrations of the product in their one order. Throws when two share a number. */
export function listMigrations(): Migration[] {
  const files = globSync(['src/kernel/db/migrations/*.sql', 'src/modules/*/*/migrations/*.sql'], { cwd: ROOT });
  const all = files.map((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return {
      number: Number(basename(file).slice(0, 4)),
      name: basename(file, '.sql'),
      text,
      sha256: digest(text),
      kernel: file.startsWith('src/kernel/'),
    };
  });
  all.sort((a, b) => a.number - b.number);
  all.forEach((item, index) => {
    if (item.number === all[index - 1]?.number)
      throw new Error(`Two migrations have the number ${item.number}. Give one the next free number.`);
  });
  return all;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Views and functions, re-created whole whenever one of the files changed. The order is by file name within each folder. */
const listViews = (): { file: string; text: string }[] =>
  globSync(['src/kernel/db/views/*.sql', 'src/modules/*/*/views/*.sql'], { cwd: ROOT })
    .sort((a, b) => basename(a).localeCompare(basename(b)))
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

/**
 * Brings the database to this program's schema (`kernelOnly`: without any module's tables). Processes that start at once wait for each other and migrate once.
 * Throws when the database was migrated by a newer program or an applied file has changed since.
 */
export async function migrate(
  ownerUrl: string,
  options: { upTo?: number; kernelOnly?: boolean } = {},
): Promise<{ applied: number[] }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${LOCK})`);
    await client.query(`create schema if not exists kernel`);
    await client.query(`create table if not exists kernel.migration (
      number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`);
    const known = await client.query<{ number: number; name: string; sha256: string }>(
      'select number, name, sha256 from kernel.migration',
    );
    const partly = options.upTo !== undefined || options.kernelOnly === true;
    const all = listMigrations().filter(
      (item) => item.number <= (options.upTo ?? Number.MAX_SAFE_INTEGER) && (item.kernel || !options.kernelOnly),
    );
    checkKnown(all, known.rows, partly);
    const applied: number[] = [];
    const done = new Set(known.rows.map((row) => row.number));
    for (const item of all.filter((candidate) => !done.has(candidate.number))) {
      await apply(client, item);
      applied.push(item.number);
    }
    if (!partly) await refreshViews(client, applied.length > 0);
    if (options.upTo === undefined) await watchTables(client);
    return { applied };
  } finally {
    await client.end();
  }
}

function checkKnown(
  all: Migration[],
  known: { number: number; name: string; sha256: string }[],
  partly: boolean,
): void {
  const byNumber = new Map(all.map((item) => [item.number, item]));
  for (const row of known) {
    const mine = byNumber.get(row.number);
    if (!mine && !partly)
      throw new Error(
        `This database was migrated by a newer program (it has ${row.name}). Start that version instead.`,
      );
    if (mine && mine.sha256 !== row.sha256)
      throw new Error(
        `The migration ${row.name} was changed after it was applied. Restore the file and add a new one.`,
      );
  }
}

async function apply(client: pg.Client, item: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`select set_config('countinghouse.event', $1, true)`, [randomUUID()]);
    await client.query(item.text);
    const logs = await client.query(`select to_regclass('kernel.row_change') is not null as changes`);
    if (logs.rows[0].changes) await client.query('call kernel.log_migration($1)', [item.name]);
    await client.query('insert into kernel.migration (number, name, sha256) values ($1, $2, $3)', [
      item.number,
      item.name,
      item.sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${item.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

async function refreshViews(client: pg.Client, force: boolean): Promise<void> {
  const views = listViews();
  const sha256 = digest(views.map((view) => view.file + view.text).join('\n'));
  const stored = await client.query<{ value: string }>(`select value from kernel.setting where name = 'views'`);
  if (!force && stored.rows[0]?.value === sha256) return;
  await client.query('begin');
  try {
    await client.query(DROP_VIEWS);
    for (const view of views) {
      await client.query(view.text).catch((error: Error) => {
        throw new Error(`View file ${view.file} failed: ${error.message}`, { cause: error });
      });
    }
    await client.query(GRANT_VIEWS);
    await client.query(
      `insert into kernel.setting (name, value) values ('views', $1) on conflict (name) do update set value = excluded.value`,
      [sha256],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

const OWN_VIEWS = `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'v' and c.relowner = (select oid from pg_roles where rolname = current_user)
    and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public')`;

const DROP_VIEWS = `do $$ declare v record; begin
  for v in ${OWN_VIEWS} loop execute format('drop view if exists %I.%I cascade', v.nspname, v.relname); end loop; end $$`;

// A view reads with its reader's rights, so that row security binds it too.
const GRANT_VIEWS = `do $$ declare v record; begin
  for v in ${OWN_VIEWS} loop
    execute format('alter view %I.%I set (security_invoker = true)', v.nspname, v.relname);
    execute format('grant select on %I.%I to countinghouse_app', v.nspname, v.relname);
  end loop; end $$`;
