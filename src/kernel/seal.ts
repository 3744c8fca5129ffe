import type pg from 'pg';
import type { App } from './app.ts';
import { raw, type Sql, sqlOn, table } from './db/sql.ts';
import { blockDigest, eventDigests, FORMAT, GENESIS, rowTexts } from './seal-digest.ts';
import { verifyRows } from './seal-rows.ts';
import { withClient } from './transaction.ts';

/*
 * The seal makes the log tamper-evident. One writer takes committed events in order and chains them into blocks: the
 * digest of an event covers the event row and every row it wrote into a sealed table, the digest of a block covers its
 * events and the block before. Altering, adding or removing any of them later breaks the chain. Rows that may change are
 * sealed by the digests their triggers leave in `kernel.row_change`.
 */

export const SEAL_LIMITS = { blockEvents: 2_000, everyMs: 1_000, lateSeconds: 10 } as const;
const SEAL_LOCK = 7_201_962;

interface Pending {
  readonly companyId: number;
  readonly id: string;
  readonly hash: Buffer;
}

/**
 * Seals what has been committed since; returns how many events. Safe to call from many processes: one works, others
 * return 0. `restored`: nothing else runs and transaction numbers are another server's, so every unsealed event counts.
 */
export const sealOnce = (app: App, restored = false): Promise<number> =>
  withClient(app.ownerPool, async (client) => {
    const sql = sqlOn(client);
    await client.query('begin');
    try {
      const [lock] = await sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${SEAL_LOCK}) as held`;
      const outside = lock?.held ? await nameOutside(sql, app.clock.now()) : 0;
      const pending = lock?.held ? await pendingEvents(sql, restored) : [];
      const texts = pending.length > 0 ? await rowTexts(app, sql, FORMAT) : new Map();
      for (const [company, events] of byCompany(pending)) await sealCompany({ app, sql, texts, company, events });
      await client.query('commit');
      return pending.length + outside;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });

/** What was written by no event gets one that says so, and is sealed with it. */
async function nameOutside(sql: Sql, now: Date): Promise<number> {
  const made = await sql`
    with outside as (
      select company_id, gen_random_uuid() as id, jsonb_build_object('tables', jsonb_agg(distinct table_name), 'by', jsonb_agg(distinct written_by)) as input
      from kernel.row_change where event_id is null group by company_id
    ), event as (
      insert into kernel.event (company_id, id, at, actor, actor_name, via, operation, input, hash)
      select company_id, id, ${now}, 'outside', 'Outside of operations', 'database', 'kernel.outside', input, ''::bytea from outside
    )
    update kernel.row_change c set event_id = o.id from outside o where c.company_id = o.company_id and c.event_id is null returning 1`;
  return made.length;
}

/** Every transaction below the snapshot's xmin has ended, so nothing can appear behind the horizon any more. */
async function pendingEvents(sql: Sql, restored: boolean): Promise<Pending[]> {
  const pending = await sql<Pending & { transaction: string }>`
    select company_id, id, hash, xid::text as transaction from kernel.event e
    where (${restored} or (xid >= (select horizon from kernel.seal_state) and xid < pg_snapshot_xmin(pg_current_snapshot())))
      and not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id)
    order by e.xid, company_id, id limit ${SEAL_LIMITS.blockEvents}`;
  const last = pending.at(-1);
  if (restored) await sql`update kernel.seal_state set horizon = '0'`;
  else if (last) await sql`update kernel.seal_state set horizon = ${last.transaction}::text::xid8`;
  return pending;
}

function byCompany(events: readonly Pending[]): Map<number, Pending[]> {
  const groups = new Map<number, Pending[]>();
  for (const event of events) groups.set(event.companyId, [...(groups.get(event.companyId) ?? []), event]);
  return groups;
}

async function sealCompany(args: {
  app: App;
  sql: Sql;
  texts: ReadonlyMap<string, string>;
  company: number;
  events: readonly Pending[];
}): Promise<void> {
  const { app, sql, texts, company, events } = args;
  for (const name of app.registry.numberedBySeal) await giveNumbers(sql, name, company, events);
  const digests = await eventDigests(sql, texts, company, events);
  const sealedAt = app.clock.now();
  const [last] = await sql<{ number: bigint; digest: Buffer }>`
    select number, digest from kernel.seal_block where company_id = ${company} order by number desc limit 1`;
  const number = (last?.number ?? 0n) + 1n;
  const previous = last?.digest ?? GENESIS;
  const digest = blockDigest({ previous, number, sealedAt, events: events.map((event) => digests.get(event.id)!) });
  await sql`insert into kernel.seal_block (company_id, number, sealed_at, events, previous, digest, format)
    values (${company}, ${number}, ${sealedAt}, ${events.length}, ${previous}, ${digest}, ${FORMAT})`;
  const rows = events.map((event, position) => ({ id: event.id, position, digest: digests.get(event.id) }));
  await sql`insert into kernel.seal_event (company_id, event_id, block, position, digest)
    select ${company}, id, ${number}, position, digest from ${table(rows, { id: 'uuid', position: 'int', digest: 'bytea' })}`;
  await sql`select pg_notify('countinghouse', ${String(company)})`;
}

const giveNumbers = (sql: Sql, name: string, company: number, events: readonly Pending[]): Promise<unknown> => sql`
  update ${raw(name)} as t set number = n.number
  from (
    select d.id, coalesce((select max(number) from ${raw(name)} where company_id = ${company}), 0)
      + row_number() over (order by e.position, d.id) as number
    from unnest(${events.map((event) => event.id)}::uuid[]) with ordinality as e(id, position)
    join ${raw(name)} as d on d.company_id = ${company} and d.event_id = e.id and d.number is null
  ) as n
  where t.company_id = ${company} and t.id = n.id`;

export interface Tampering {
  readonly company: number;
  readonly block: bigint;
  readonly event?: string;
  readonly problem: string;
}

/** A digest of a block that was kept outside of this database. */
export interface VerifyOptions {
  readonly since?: readonly string[];
  /** Of the watched tables only these; all when left out. */
  readonly tables?: ReadonlySet<string>;
  readonly onBlock?: () => void;
}

/**
 * Recomputes the whole chain and names every event, block or row that does not fit. Whoever may write everything may also
 * make the whole chain anew: only a digest that was kept outside tells, and must be that of a block (`since`).
 */
export const verifySeal = (app: App, options: VerifyOptions = {}): Promise<Tampering[]> =>
  withClient(app.ownerPool, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    try {
      return [
        ...(await checkChains(app, client, options)),
        ...(await verifyRows(client, sqlOn(client), options.tables)),
      ];
    } finally {
      await client.query('commit').catch(() => undefined);
    }
  });

/** The log alone, in a transaction of the caller's. */
export async function checkChains(app: App, client: pg.PoolClient, options: VerifyOptions = {}): Promise<Tampering[]> {
  const sql = sqlOn(client);
  return [...(await strays(sql, app.registry.sealed)), ...(await verifyChains(app, sql, options))];
}

async function verifyChains(app: App, sql: Sql, { since = [], onBlock }: VerifyOptions): Promise<Tampering[]> {
  const found: Tampering[] = [];
  const texts = new Map([
    [1, await rowTexts(app, sql, 1)],
    [FORMAT, await rowTexts(app, sql, FORMAT)],
  ]);
  const blocks =
    await sql<Block>`select company_id, number, sealed_at, previous, digest, events, format from kernel.seal_block order by company_id, number`;
  let before: Block | undefined;
  for (const block of blocks) {
    const first = before?.companyId !== block.companyId;
    if (
      !(first ? GENESIS : before!.digest).equals(block.previous) ||
      block.number !== (first ? 1n : before!.number + 1n)
    ) {
      found.push({ company: block.companyId, block: block.number, problem: 'does not follow the block before it' });
    }
    found.push(...(await verifyBlock(sql, texts.get(block.format) ?? new Map(), block)));
    before = block;
    onBlock?.();
  }
  const digests = new Set(blocks.map(({ digest }) => digest.toString('hex')));
  for (const kept of since)
    if (!digests.has(kept.toLowerCase()))
      found.push({ company: 0, block: 0n, problem: `no block has the digest ${kept}: the log was made anew since` });
  return found;
}

export interface Head {
  readonly company: number;
  /** The company's code; nothing for what belongs to none (people's passwords). */
  readonly code: string | null;
  readonly block: bigint;
  readonly sealedAt: string;
  readonly digest: string;
}

/** The digest of the newest block of each chain: what to keep outside of this database. */
export const sealHeads = (app: App): Promise<Head[]> =>
  withClient(
    app.ownerPool,
    (client) => sqlOn(client)<Head>`
    select distinct on (b.company_id) b.company_id as company, c.code, b.number as block, b.sealed_at, encode(b.digest, 'hex') as digest
    from kernel.seal_block b left join kernel.company c on c.id = b.company_id order by b.company_id, b.number desc`,
  );

interface Block {
  readonly companyId: number;
  readonly number: bigint;
  readonly previous: Buffer;
  readonly digest: Buffer;
  readonly sealedAt: string;
  readonly events: number;
  readonly format: number;
}

async function verifyBlock(sql: Sql, texts: ReadonlyMap<string, string>, block: Block): Promise<Tampering[]> {
  const at = { company: block.companyId, block: block.number };
  const rows = await sql<{ id: string; stored: Buffer; hash: Buffer | null; whole: boolean; position: number }>`
    select s.event_id as id, s.digest as stored, s.position, e.hash,
      e.hash in (kernel.event_digest(e), sha256(convert_to(kernel.event_text_1(e), 'UTF8'))) as whole
    from kernel.seal_event s left join kernel.event e on e.company_id = s.company_id and e.id = s.event_id
    where s.company_id = ${block.companyId} and s.block = ${block.number} order by s.position`;
  const found: Tampering[] = [];
  for (const row of rows) {
    if (!row.hash) found.push({ ...at, event: row.id, problem: 'the event is gone' });
    else if (!row.whole) found.push({ ...at, event: row.id, problem: 'the event row was altered' });
  }
  const present = rows.filter((row) => row.hash).map((row) => ({ id: row.id, hash: row.hash! }));
  const digests = await eventDigests(sql, texts, block.companyId, present);
  for (const row of rows) {
    if (row.hash && !digests.get(row.id)!.equals(row.stored))
      found.push({ ...at, event: row.id, problem: 'a row this event wrote was altered, added or removed' });
  }
  const digest = blockDigest({ ...block, sealedAt: new Date(block.sealedAt), events: rows.map((row) => row.stored) });
  if (!digest.equals(block.digest) || rows.length !== block.events || rows.some((row, at) => row.position !== at))
    found.push({ ...at, problem: 'the block does not fit its events' });
  return found;
}

/** Rows of sealed tables that no event wrote, events in no block, blocks that are gone. */
async function strays(sql: Sql, sealed: readonly string[]): Promise<Tampering[]> {
  const found: Tampering[] = [];
  for (const name of sealed) {
    const rows = await sql<{ companyId: number; id: string }>`
      select company_id, id::text from ${raw(name)} as t
      where not exists (select from kernel.event e where e.company_id = t.company_id and e.id = t.event_id) limit 20`;
    for (const row of rows)
      found.push({ company: row.companyId, block: 0n, problem: `${name} ${row.id} was written by no event` });
  }
  // One that runs beside a transaction still open waits for it; those of another server, which a restore brought, wait for nothing.
  const late = await sql<{ companyId: number; n: bigint }>`
    select company_id, count(*) as n from kernel.event e
    where recorded_at < clock_timestamp() - make_interval(secs => ${SEAL_LIMITS.lateSeconds})
      and (xid < pg_snapshot_xmin(pg_current_snapshot()) or xid >= pg_snapshot_xmax(pg_current_snapshot()))
      and not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id)
    group by company_id order by company_id`;
  for (const { companyId, n } of late)
    found.push({ company: companyId, block: 0n, problem: `${n} ${n === 1n ? 'event is' : 'events are'} in no block` });
  const lost = await sql<{ companyId: number; block: bigint }>`
    select distinct company_id, block from kernel.seal_event s
    where not exists (select from kernel.seal_block b where b.company_id = s.company_id and b.number = s.block) limit 20`;
  for (const row of lost) found.push({ company: row.companyId, block: row.block, problem: 'the block is gone' });
  return found;
}

/** Seals every second until stopped; the notification it sends drives live screens. */
export function startSealer(app: App, onError: (error: unknown) => void): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopped) {
      const sealed = await sealOnce(app).catch((error: unknown) => {
        onError(error);
        return 0;
      });
      if (sealed >= SEAL_LIMITS.blockEvents) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, SEAL_LIMITS.everyMs).unref();
      });
    }
  })();
  return async () => {
    stopped = true;
    wake();
    await loop;
  };
}
