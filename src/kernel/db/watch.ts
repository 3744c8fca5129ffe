import { createHash, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/*
 * Rows that may change are watched: triggers leave the digests of what every statement made and took away in
 * `kernel.row_change`. Rows that never change are sealed themselves. What is left out stands, with the reason, in the
 * module's `unsealed.json`.
 */

const ROOT = join(import.meta.dirname, '../../..');

export interface Watch {
  readonly table: string;
  /** Columns left out of the digest. */
  readonly omitted: string[];
  /** Columns that hold JSON. */
  readonly nested: string[];
  readonly key: string[] | null;
  readonly ofCompany: boolean;
  /** A table that looks otherwise is put into the log anew. */
  readonly shape: string;
}

/** `schema.table` or `schema.table.column` → why no digest covers it. */
export interface Unsealed {
  /** Recomputed from what is sealed by the invariant that is named. */
  readonly derived: Readonly<Record<string, string>>;
  /** Not protected, and why that does no harm. */
  readonly open: Readonly<Record<string, string>>;
}

export function listUnsealed(): Unsealed {
  const files = globSync(['src/kernel/db/unsealed.json', 'src/modules/*/*/unsealed.json'], { cwd: ROOT }).sort();
  const all = files.map((file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Partial<Unsealed>);
  return {
    derived: Object.assign({}, ...all.map((item) => item.derived)),
    open: Object.assign({}, ...all.map((item) => item.open)),
  };
}

/**
 * Every table of the program but those whose rows are sealed and those left out whole. Rows that never change are sealed with
 * their event, in the order of their ids; without ids they are watched.
 */
export async function listWatches(client: pg.ClientBase): Promise<Watch[]> {
  const { derived, open } = listUnsealed();
  const left = { ...derived, ...open };
  const found = await client.query<{ table: string; columns: string[]; types: string[]; key: string[] | null }>(
    `select n.nspname || '.' || c.relname as "table", array_agg(a.attname::text order by a.attnum) as columns,
      array_agg(concat_ws(' ', format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid)) order by a.attnum) as types,
      (select array_agg(k.attname::text order by k.attnum) from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum and a.attgenerated <> ''
    where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
      and not (exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'never_removed')
        and (exists (select from pg_attribute e where e.attrelid = c.oid and e.attname in ('id', 'event_id') having count(*) = 2) or c.oid in ('kernel.event'::regclass, 'kernel.seal_block'::regclass, 'kernel.seal_event'::regclass)))
    group by n.nspname, c.relname, c.oid order by 1`,
  );
  return found.rows
    .filter(({ table }) => left[table] === undefined)
    .map(({ table, columns, types, key }) => {
      const omitted = columns.filter((column) => left[`${table}.${column}`] !== undefined).sort();
      const nested = columns.filter((column, index) => types[index]!.startsWith('json') && !omitted.includes(column));
      const shape = createHash('sha256')
        .update(JSON.stringify([columns.map((column, index) => [column, types[index]]).sort(), omitted]))
        .digest('base64url');
      return { table, omitted, nested, key, ofCompany: columns.includes('company_id'), shape };
    });
}

/**
 * Sets the triggers and puts tables that look otherwise than before into the log as they are now, as an event of its own.
 * What was altered past the log before that is no longer seen: `verify` comes before an update of the program.
 */
export async function watchTables(client: pg.ClientBase): Promise<void> {
  const known = await client.query<{ table: string; shape: string; watched: boolean }>(
    `select table_name as "table", shape, (select count(*) = 3 from pg_trigger g where g.tgrelid = to_regclass(table_name)
      and g.tgname in ('log_insert', 'log_update', 'log_delete')) as watched from kernel.row_watch`,
  );
  const before = new Map(known.rows.map((row) => [row.table, row]));
  const wanted = await listWatches(client);
  const changed = wanted.filter(({ table, shape }) => before.get(table)?.shape !== shape);
  // A restore brings rows and no triggers. What was written without them stays unknown to the log.
  const unwatched = wanted.filter((watch) => changed.includes(watch) || !before.get(watch.table)?.watched);
  const gone = [...before.keys()].filter((table) => !wanted.some((watch) => watch.table === table));
  if (unwatched.length + gone.length === 0) return;
  await client.query('begin');
  try {
    await client.query(`select set_config('countinghouse.event', $1, true)`, [randomUUID()]);
    // Each table has columns of its own, and this runs once for each version of the program.
    for (const { table, omitted, nested } of unwatched)
      await client.query('call kernel.watch_table($1, $2, $3)', [table, omitted, nested]);
    for (const { table, omitted, nested } of changed)
      await client.query('call kernel.log_table($1, $2, $3)', [table, omitted, nested]);
    await client.query('call kernel.log_migration($1)', ['tables watched']);
    for (const table of gone) await client.query('call kernel.unwatch_table($1)', [table]);
    await client.query('delete from kernel.row_watch where not table_name = any($1)', [
      wanted.map(({ table }) => table),
    ]);
    await client.query(
      `insert into kernel.row_watch (table_name, shape) select * from unnest($1::text[], $2::text[])
      on conflict (table_name) do update set shape = excluded.shape`,
      [changed.map(({ table }) => table), changed.map(({ shape }) => shape)],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
