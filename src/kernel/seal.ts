import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { App } from './app.ts';
import { raw, type Sql, sqlOn, table } from './db/sql.ts';
import { withClient } from './transaction.ts';

/*
 * The seal makes the log tamper-evident. One writer takes committed events in order and chains them into blocks: the
 * digest of an event covers the event row and every row it wrote into a sealed table, the digest of a block covers its
 * events and the block before. Altering, adding or removing any of them later breaks the chain.
 */

export const SEAL_LIMITS = { blockEvents: 2_000, everyMs: 1_000 } as const;
const SEAL_LOCK = 7_201_962;
const GENESIS = Buffer.alloc(32);

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
      const pending = lock?.held ? await pendingEvents(sql, restored) : [];
      for (const [company, events] of byCompany(pending)) await sealCompany(app, sql, company, events);
      await client.query('commit');
      return pending.length;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });

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

async function sealCompany(app: App, sql: Sql, company: number, events: readonly Pending[]): Promise<void> {
  for (const name of app.registry.numberedBySeal) await giveNumbers(sql, name, company, events);
  const digests = await eventDigests(sql, app.registry.sealed, company, events);
  const sealedAt = app.clock.now();
  const [last] = await sql<{ number: bigint; digest: Buffer }>`
    select number, digest from kernel.seal_block where company_id = ${company} order by number desc limit 1`;
  const number = (last?.number ?? 0n) + 1n;
  const previous = last?.digest ?? GENESIS;
  const digest = blockDigest({ previous, number, sealedAt, events: events.map((event) => digests.get(event.id)!) });
  await sql`insert into kernel.seal_block (company_id, number, sealed_at, events, previous, digest)
    values (${company}, ${number}, ${sealedAt}, ${events.length}, ${previous}, ${digest})`;
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

/** Digest of each event: its own hash and, for each sealed table it wrote to, the digest of the rows' canonical text. */
async function eventDigests(
  sql: Sql,
  sealed: readonly string[],
  company: number,
  events: readonly Pending[],
): Promise<Map<string, Buffer>> {
  const ids = events.map((event) => event.id);
  const perTable = await Promise.all(
    sealed.map(
      (name) => sql<{ eventId: string; digest: Buffer }>`
      select event_id, sha256(convert_to(string_agg(jsonb_strip_nulls(to_jsonb(t))::text, ${'\n'} order by t.id), 'UTF8')) as digest
      from ${raw(name)} as t where company_id = ${company} and event_id = any(${ids}::uuid[]) group by event_id`,
    ),
  );
  const parts = new Map(events.map((event) => [event.id, [event.hash]]));
  perTable.forEach((rows, index) => {
    for (const row of rows) parts.get(row.eventId)!.push(Buffer.from(sealed[index]!), row.digest);
  });
  return new Map([...parts].map(([id, pieces]) => [id, sha256(...pieces)]));
}

interface BlockParts {
  readonly previous: Buffer;
  readonly number: bigint;
  readonly sealedAt: Date;
  readonly events: readonly Buffer[];
}

const blockDigest = ({ previous, number, sealedAt, events }: BlockParts): Buffer =>
  sha256(previous, Buffer.from(`${number} ${sealedAt.toISOString()}`), ...events);

const sha256 = (...pieces: readonly Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};

export interface Tampering {
  readonly company: number;
  readonly block: bigint;
  readonly event?: string;
  readonly problem: string;
}

/** Recomputes the whole chain and names every event, block or row that does not fit. */
export const verifySeal = (app: App, onBlock: () => void = () => undefined): Promise<Tampering[]> =>
  withClient(app.ownerPool, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    try {
      const found = [...(await orphanRows(client, app.registry.sealed))];
      const sql = sqlOn(client);
      const blocks =
        await sql<Block>`select company_id, number, sealed_at, previous, digest, events from kernel.seal_block order by company_id, number`;
      let before: Block | undefined;
      for (const block of blocks) {
        const first = before?.companyId !== block.companyId;
        if (
          !(first ? GENESIS : before!.digest).equals(block.previous) ||
          block.number !== (first ? 1n : before!.number + 1n)
        ) {
          found.push({ company: block.companyId, block: block.number, problem: 'does not follow the block before it' });
        }
        found.push(...(await verifyBlock(app, sql, block)));
        before = block;
        onBlock();
      }
      return found;
    } finally {
      await client.query('commit').catch(() => undefined);
    }
  });

interface Block {
  readonly companyId: number;
  readonly number: bigint;
  readonly previous: Buffer;
  readonly digest: Buffer;
  readonly sealedAt: string;
  readonly events: number;
}

async function verifyBlock(app: App, sql: Sql, block: Block): Promise<Tampering[]> {
  const at = { company: block.companyId, block: block.number };
  const rows = await sql<{ id: string; stored: Buffer; hash: Buffer | null; now: Buffer | null }>`
    select s.event_id as id, s.digest as stored, e.hash, kernel.event_digest(e) as now
    from kernel.seal_event s left join kernel.event e on e.company_id = s.company_id and e.id = s.event_id
    where s.company_id = ${block.companyId} and s.block = ${block.number} order by s.position`;
  const found: Tampering[] = [];
  for (const row of rows) {
    if (!row.hash) found.push({ ...at, event: row.id, problem: 'the event is gone' });
    else if (!row.now?.equals(row.hash)) found.push({ ...at, event: row.id, problem: 'the event row was altered' });
  }
  const present = rows
    .filter((row) => row.hash)
    .map((row) => ({ companyId: block.companyId, id: row.id, hash: row.hash! }));
  const digests = await eventDigests(sql, app.registry.sealed, block.companyId, present);
  for (const row of rows) {
    if (row.hash && !digests.get(row.id)!.equals(row.stored))
      found.push({ ...at, event: row.id, problem: 'a row this event wrote was altered, added or removed' });
  }
  const digest = blockDigest({ ...block, sealedAt: new Date(block.sealedAt), events: rows.map((row) => row.stored) });
  if (!digest.equals(block.digest) || rows.length !== block.events)
    found.push({ ...at, problem: 'the block does not fit its events' });
  return found;
}

/** Rows of sealed tables that no event wrote. */
async function orphanRows(client: pg.PoolClient, sealed: readonly string[]): Promise<Tampering[]> {
  const sql = sqlOn(client);
  const found: Tampering[] = [];
  for (const name of sealed) {
    const rows = await sql<{ companyId: number; id: string }>`
      select company_id, id::text from ${raw(name)} as t
      where not exists (select from kernel.event e where e.company_id = t.company_id and e.id = t.event_id) limit 20`;
    for (const row of rows)
      found.push({ company: row.companyId, block: 0n, problem: `${name} ${row.id} was written by no event` });
  }
  const [behind] = await sql<{ n: bigint }>`
    select count(*) as n from kernel.event e where xid < (select horizon from kernel.seal_state)
      and not exists (select from kernel.seal_event s where s.company_id = e.company_id and s.event_id = e.id)`;
  const lost = await sql<{ companyId: number; block: bigint }>`
    select distinct company_id, block from kernel.seal_event s
    where not exists (select from kernel.seal_block b where b.company_id = s.company_id and b.number = s.block) limit 20`;
  for (const row of lost) found.push({ company: row.companyId, block: row.block, problem: 'the block is gone' });
  if (behind!.n > 0n)
    found.push({ company: 0, block: 0n, problem: `${behind!.n} events behind the horizon are in no block` });
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
