import type { App } from '#kernel/app.ts';
import { raw, sqlOn } from '#kernel/db/sql.ts';
import { rowTexts } from '#kernel/seal-digest.ts';
import { withClient } from '#kernel/transaction.ts';

/*
 * The sealed log as text that can be verified without this program or its database: one JSON object a line. `rows` are the
 * canonical texts the digests were made of, so the verifier (scripts/verify-export.ts) needs nothing but SHA-256.
 */

const EVENTS_AT_ONCE = 500;

interface ExportedBlock {
  readonly number: bigint;
  readonly previous: string;
  readonly digest: string;
  readonly sealedAt: string;
  readonly events: number;
  readonly format: number;
}

/** Lines of the export of one company: a head, then each block followed by its events. */
export async function* exportSeal(app: App, company: number): AsyncGenerator<string> {
  const blocks = await withClient(
    app.ownerPool,
    (client) => sqlOn(client)<ExportedBlock>`
    select number, encode(previous, 'hex') as previous, encode(digest, 'hex') as digest, sealed_at, events, format
    from kernel.seal_block where company_id = ${company} order by number`,
  );
  yield line({ countinghouse: 'seal', version: 1, company, tables: app.registry.sealed, blocks: blocks.length });
  for (const block of blocks) {
    yield line({
      block: String(block.number),
      sealedAt: new Date(block.sealedAt).toISOString(),
      previous: block.previous,
      digest: block.digest,
      events: block.events,
    });
    for (let from = 0; from < block.events; from += EVENTS_AT_ONCE)
      yield* await eventsOf(app, company, { ...block, from });
  }
}

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

interface ExportedEvent {
  readonly id: string;
  readonly text: string;
  readonly hash: string;
  readonly digest: string;
}

async function eventsOf(
  app: App,
  company: number,
  { number, format, from }: { number: bigint; format: number; from: number },
): Promise<string[]> {
  return withClient(app.ownerPool, async (client) => {
    const sql = sqlOn(client);
    const events = await sql<ExportedEvent>`
      select e.id, case when e.hash = kernel.event_digest(e) then kernel.event_text(e) else kernel.event_text_1(e) end as text, encode(e.hash, 'hex') as hash, encode(s.digest, 'hex') as digest
      from kernel.seal_event s join kernel.event e on e.company_id = s.company_id and e.id = s.event_id
      where s.company_id = ${company} and s.block = ${number} and s.position >= ${from} and s.position < ${from + EVENTS_AT_ONCE} order by s.position`;
    const texts = await rowTexts(app, sql, format);
    const ids = events.map((event) => event.id);
    const rows = new Map(ids.map((id) => [id, {} as Record<string, string[]>]));
    const perTable = await Promise.all(
      [...texts].map(
        ([name, text]) => sql<{ eventId: string; texts: string[] }>`
        select event_id, array_agg(${raw(text)} order by t.id) as texts from ${raw(name)} as t
        where company_id = ${company} and event_id = any(${ids}::uuid[]) group by event_id`,
      ),
    );
    perTable.forEach((found, index) => {
      for (const { eventId, texts } of found) rows.get(eventId)![app.registry.sealed[index]!] = texts;
    });
    return events.map((event) =>
      line({ event: event.id, text: event.text, hash: event.hash, digest: event.digest, rows: rows.get(event.id) }),
    );
  });
}
