import type pg from 'pg';
import { makePool } from '#kernel/db/pool.ts';
import { cloneDatabase, type TestDatabase } from './cluster.ts';

/**
 * A database that many tests use one after another, each finding it as the template is. To connect anew, to load the
 * catalogue and to plan every statement again would take longer than most tests do; rows are put back in milliseconds.
 */
export interface KeptDatabase extends TestDatabase {
  /** Rows and sequences as in the template. False if more than rows changed, or something still goes on: drop it. */
  putBack(): Promise<boolean>;
  drop(): Promise<void>;
}

export async function keepDatabase(template: string): Promise<KeptDatabase> {
  const { drop, ...urls } = await cloneDatabase(template);
  const admin = makePool(urls.adminUrl, { max: 1, name: 'countinghouse-test' });
  await admin.query(await keepingText(admin));
  const schema = await schemaMark(admin);
  let since = await transactionAfter(admin);
  return {
    ...urls,
    putBack: async () => {
      if ((await schemaMark(admin)) !== schema || (await isBusy(admin))) return false;
      await admin.query('call kept.put_back($1)', [since]);
      since = await transactionAfter(admin);
      return true;
    },
    drop: async () => {
      await admin.end();
      await drop();
    },
  };
}

const OURS = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'kept')`;

/** Keeps a copy of every table, and makes the procedure that puts back those which changed. */
async function keepingText(admin: pg.Pool): Promise<string> {
  const { rows: tables } = await admin.query<{ name: string; copy: string; columns: string }>(`
    select c.oid::regclass::text as name, 'kept.' || quote_ident(n.nspname || '.' || c.relname) as copy,
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and ${OURS} group by c.oid, n.nspname, c.relname order by c.oid`);
  const { rows: sequences } = await admin.query<{ put: string }>(`
    select format('perform setval(%L, %s, %L);', c.oid::regclass, coalesce(s.last_value, s.start_value), s.last_value is not null) as put
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_sequences s on s.schemaname = n.nspname and s.sequencename = c.relname where c.relkind = 'S' and ${OURS}`);
  return `
    create schema kept;
    ${tables.map(({ name, copy }) => `create unlogged table ${copy} as table ${name};`).join('\n')}
    create procedure kept.put_back(since bigint) language plpgsql set session_replication_role = replica set lock_timeout = '5s' as $$
    #variable_conflict use_column
    begin
      ${tables
        .map(
          ({ name, copy, columns }) => `
            if exists (select from ${name} where xmin::text::bigint >= since)
              or (select count(*) from ${name}) <> (select count(*) from ${copy}) then
              delete from ${name};
              insert into ${name} (${columns}) overriding system value select ${columns} from ${copy};
            end if;`,
        )
        .join('\n')}
      ${sequences.map(({ put }) => put).join('\n')}
    end $$;`;
}

/** Changes with every table, function, trigger, policy, grant … that is made, altered or dropped. */
const schemaMark = async (admin: pg.Pool): Promise<string> => {
  const marks = [
    'pg_class',
    'pg_attribute',
    'pg_proc',
    'pg_trigger',
    'pg_constraint',
    'pg_policy',
    'pg_namespace',
    'pg_default_acl',
  ].map((catalogue) => `(select count(*) || ' ' || max(xmin::text::bigint) from ${catalogue})`);
  const { rows } = await admin.query<{ mark: string }>(`select concat_ws(', ', ${marks.join(', ')}) as mark`);
  return rows[0]!.mark;
};

/** Somebody is at work or holds a lock: the test left something behind that would meet the next one. */
const isBusy = async (admin: pg.Pool): Promise<boolean> => {
  const { rows } = await admin.query<{ busy: boolean }>(`
    select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and backend_type = 'client backend' and state <> 'idle')
      or exists (select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory') as busy`);
  return rows[0]!.busy;
};

const transactionAfter = async (admin: pg.Pool): Promise<string> => {
  const { rows } = await admin.query<{ id: string }>('select pg_current_xact_id()::text as id');
  return rows[0]!.id;
};
