import type pg from 'pg';
import type { App } from './app.ts';
import { slotOf } from './db/pool.ts';
import { json, type Sql, sqlOn, table } from './db/sql.ts';
import type { EventType } from './event.ts';
import type { Stated } from './module.ts';
import { takeNumbers } from './numbering.ts';
import type { Actor, Part, RecordChange, Tx } from './tx.ts';
import { type Day, dayIn } from './values/day.ts';
import { type Id, newId } from './values/id.ts';

export interface Company {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly digits: number;
  readonly timeZone: string;
}

/** A transaction being built: the `tx` its handler sees and what the pipeline needs to finish it. */
export interface OpenTransaction {
  readonly tx: Tx;
  readonly records: RecordChange[];
  readonly facts: { name: string; payload: unknown }[];
  readonly stated: Stated;
  finish(): Promise<void>;
}

const companies = new WeakMap<App, Map<number, { company: Company; until: number }>>();
const COMPANY_CACHE_MS = 5_000;

/** The company's own settings. Throws when there is none with this id. */
export async function companyOf(app: App, id: number): Promise<Company> {
  let known = companies.get(app);
  if (!known) {
    known = new Map();
    companies.set(app, known);
  }
  const cached = known.get(id);
  const at = app.clock.now().getTime();
  if (cached && cached.until > at) return cached.company;
  const found = await withClient(
    app.pool,
    (client) =>
      sqlOn(client)<Company>`select id, code, name, currency, digits, time_zone from kernel.company where id = ${id}`,
  );
  if (!found[0]) throw new Error(`There is no company ${id}.`);
  known.set(id, { company: found[0], until: at + COMPANY_CACHE_MS });
  return found[0];
}

export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    if (isConnectionLost(error)) broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

export const isConnectionLost = (error: unknown): boolean => {
  const code = (error as { code?: string }).code ?? '';
  return (
    code.startsWith('08') ||
    code.startsWith('57P') ||
    code === 'ECONNRESET' ||
    code === 'ECONNREFUSED' ||
    code === 'EPIPE' ||
    /Connection terminated|connection timeout|trying to connect|not queryable/i.test((error as Error).message ?? '')
  );
};

interface Entering {
  readonly company: number;
  readonly actor: Actor;
  readonly readOnly: boolean;
  /** The company's day, for views that ask `kernel.today()`. */
  readonly today?: Day;
  /** The event that what is written belongs to. */
  readonly event?: string;
}

/**
 * Opens a transaction on `client` without waiting for the server: the statements travel with the first query of the
 * handler (the driver pipelines).
 */
export function begin(client: pg.PoolClient, entering: Entering): Promise<unknown> {
  const { company, actor, readOnly, today = '', event = '' } = entering;
  const sent = Promise.all([
    client.query(readOnly ? 'begin isolation level repeatable read read only' : 'begin'),
    client.query({
      name: 'enter',
      text: `select set_config('countinghouse.company', $1, true), set_config('countinghouse.actor', $2, true), set_config('plan_cache_mode', $3, true), set_config('countinghouse.today', $4, true), set_config('countinghouse.event', $5, true)`,
      // Writes pass sets as arrays, whose custom plans are never better and cost milliseconds each. Reads are planned for what
      // they ask: a generic plan knows neither the limit of a page nor how much one company has.
      values: [String(company), actor.id, readOnly ? 'force_custom_plan' : 'force_generic_plan', today, event],
    }),
  ]);
  // A failure shows in the first query that is awaited; this keeps Node from calling it unhandled meanwhile.
  sent.catch(() => undefined);
  return sent;
}

export function makeTx(args: {
  app: App;
  client: pg.PoolClient;
  company: Company;
  actor: Actor;
  via: string;
  now: Date;
  takeNumbers?: Tx['takeNumbers'];
  eventId?: Id;
}): OpenTransaction {
  const { app, client, company, actor, via, now } = args;
  const records: RecordChange[] = [];
  const facts: { name: string; payload: unknown }[] = [];
  const last: (() => Promise<void>)[] = [];
  const stated = { facts: {}, binds: false, did: new Map<string, Part[]>() };
  const sql: Sql = sqlOn(client);
  const tx: Tx = {
    sql,
    registry: app.registry,
    actor,
    now,
    via,
    company: company.id,
    currency: company.currency,
    digits: company.digits,
    today: dayIn(now, company.timeZone),
    eventId: args.eventId ?? newId(),
    slot: slotOf(client),
    newId: () => newId(),
    may: (permission) => actor.permissions.has(permission),
    record: (...changes) => {
      records.push(...changes);
    },
    state: (values, binds = true) => {
      Object.assign(stated.facts, values);
      stated.binds ||= binds;
    },
    did: (operation, parts) => {
      stated.did.set(operation, [...(stated.did.get(operation) ?? []), ...parts]);
    },
    emit: async (type: EventType, payload: unknown) => {
      const parsed = type.payload.parse(payload);
      facts.push({ name: type.name, payload: parsed });
      for (const subscriber of app.registry.subscribers(type.name)) await subscriber.handler(tx, parsed as never);
    },
    beforeCommit: (work) => {
      last.push(work);
    },
    takeNumbers: args.takeNumbers ?? ((series, count) => takeNumbers(app, company.id, series, count)),
    enqueue: async (job, payload) => {
      await sql`select kernel.enqueue(${job}, ${json({ company: company.id, payload })})`;
    },
  };
  const finish = async (): Promise<void> => {
    for (const work of last) await work();
  };
  return { tx, records, facts, stated, finish };
}

export interface EventRow {
  readonly operation: string;
  readonly key: string | undefined;
  readonly inputHash: string | undefined;
  readonly input: unknown;
  readonly output: unknown;
}

/** Writes the event of a transaction and the records it touched, in one statement. */
export function writeEvent(open: OpenTransaction, row: EventRow): Promise<unknown> {
  const { tx, records, facts } = open;
  const touched = records.map((change) => ({ ...change, record: change.id, id: newId() as Id }));
  return tx.sql`
    with event as (
      insert into kernel.event (company_id, id, at, actor, actor_name, via, operation, request_key, input_hash, input, output, facts, hash)
      values (${tx.company}, ${tx.eventId}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name}, ${tx.via}, ${row.operation}, ${row.key ?? null},
        ${row.inputHash ?? null}, ${json(row.input)}, ${json(row.output)}, ${json(facts.length > 0 ? facts : null)}, '')
    )
    insert into kernel.event_record (company_id, event_id, record_id, id, entity, before, after)
    select ${tx.company}, ${tx.eventId}, record, id, entity, before, after
    from ${table(touched, { record: 'uuid', id: 'uuid', entity: 'text', before: 'jsonb', after: 'jsonb' })}`;
}
