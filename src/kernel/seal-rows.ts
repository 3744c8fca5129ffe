import type pg from 'pg';
import { raw, type Sql } from './db/sql.ts';
import { listWatches, type Watch } from './db/watch.ts';
import type { Tampering } from './seal.ts';

const SHOWN_ROWS = 20;

/** Compares every watched row with what the log knows of it, and names what no operation wrote. */
export async function verifyRows(client: pg.PoolClient, sql: Sql, only?: ReadonlySet<string>): Promise<Tampering[]> {
  const found: Tampering[] = [];
  const shapes = await sql<{ tableName: string; shape: string }>`select table_name, shape from kernel.row_watch`;
  const known = new Map(shapes.map(({ tableName, shape }) => [tableName, shape]));
  const watches = await listWatches(client);
  for (const watch of watches.filter(({ table }) => !only || only.has(table))) {
    if (known.get(watch.table) === watch.shape) found.push(...(await verifyTable(sql, watch)));
    else found.push(problem(0, `${watch.table} is not watched as it stands: bring the database up to date first`));
  }
  return [...found, ...(await writtenOutside(sql))];
}

const problem = (company: number, text: string): Tampering => ({ company, block: 0n, problem: text });

/** What was made and not taken away, digest by digest, against what there is. */
export async function verifyTable(sql: Sql, watch: Watch): Promise<Tampering[]> {
  const { table, key, ofCompany } = watch;
  const keys = raw(key ? `concat_ws(' ', ${key.map((column) => `t."${column}"`).join(', ')})` : `t::text`);
  const company = raw(ofCompany ? 't.company_id' : '0');
  const digest = raw(digestOf(watch));
  const rows = await sql<{ company: number; key: string | null; n: bigint }>`
    with companies as materialized (
      select 0 as id union select id from kernel.company union select company_id from kernel.seal_block
    ), change as (
      select added, removed from companies o join kernel.row_change c on c.company_id = o.id and c.table_name = ${table}
    ), log as (
      select digest, sum(n) as n from (
        select unnest(added) as digest, 1 as n from change
        union all select unnest(removed), -1 from change
      ) c group by digest having sum(n) <> 0
    ), present as (
      select company, key, digest, count(*) over (partition by digest) as n
      from (select ${company} as company, ${keys} as key, ${digest} as digest from ${raw(table)} t) r
    ), differing as (
      select p.company, p.key from present p left join log l on l.digest = p.digest where l.n is distinct from p.n
      union all
      select null, null from log l left join present p on p.digest = l.digest where p.digest is null
    )
    select coalesce(company, 0) as company, key, count(*) as n from differing group by company, key order by key nulls first limit ${SHOWN_ROWS}`;
  return rows.map(({ company: of, key: at, n }) =>
    problem(
      of,
      at === null
        ? `${table}: ${n} ${n === 1n ? 'row is' : 'rows are'} gone or not as written`
        : `${table} ${at} is not as any event wrote it`,
    ),
  );
}

/** The digest of a row `t`, as SQL. */
export const digestOf = ({ omitted, nested }: Watch): string => {
  const arrays = [omitted, ...(nested.length > 0 ? [nested] : [])];
  return `kernel.row_digest(to_jsonb(t), ${arrays.map(arrayOf).join(', ')})`;
};

const arrayOf = (names: readonly string[]): string => `array[${names.map((name) => `'${name}'`).join(', ')}]::text[]`;

/** People's passwords are written by the sign-in library at the door; everything else by operations alone. */
async function writtenOutside(sql: Sql): Promise<Tampering[]> {
  const rows = await sql<{ company: number; tableName: string; writtenBy: string; recordedAt: string; n: bigint }>`
    select c.company_id as company, c.table_name, c.written_by, e.recorded_at, count(*) as n
    from kernel.row_change c join kernel.event e on e.company_id = c.company_id and e.id = c.event_id
    where e.operation = 'kernel.outside' and not (c.written_by = 'countinghouse_app' and c.table_name like 'auth.%')
    group by 1, 2, 3, 4 order by 4 limit ${SHOWN_ROWS}`;
  return rows.map(({ company, tableName, writtenBy, recordedAt }) =>
    problem(company, `${tableName} was changed by ${writtenBy} outside of any operation before ${recordedAt}`),
  );
}
