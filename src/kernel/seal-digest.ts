import { createHash } from 'node:crypto';
import type { App } from './app.ts';
import { raw, type Sql } from './db/sql.ts';

/** How the rows of a block were hashed: 2 counts keys of JSON whose value is null, 1 did not. */
export const FORMAT = 2;
export const GENESIS = Buffer.alloc(32);

export interface Hashed {
  readonly id: string;
  readonly hash: Buffer;
}

/**
 * The canonical text of a row `t` of each sealed table, as SQL: columns that are null are left out, so that a column added
 * later changes no digest; JSON goes in as text, so that nothing in it is left out.
 */
export async function rowTexts(app: App, sql: Sql, format: number): Promise<ReadonlyMap<string, string>> {
  const { sealed } = app.registry;
  if (format === 1) return new Map(sealed.map((name) => [name, 'jsonb_strip_nulls(to_jsonb(t))::text']));
  const found = await sql<{ name: string; columns: string[] }>`
    select s.name, array(select a.attname::text from pg_attribute a where a.attrelid = s.name::regclass and a.attnum > 0
      and not a.attisdropped and a.atttypid in ('json'::regtype, 'jsonb'::regtype) order by a.attname) as columns
    from unnest(${sealed}::text[]) s(name)`;
  return new Map(
    found.map(({ name, columns }) => {
      const nested = columns.map((column) => `'${column}', t.${column}::text`).join(', ');
      const row = nested === '' ? 'to_jsonb(t)' : `to_jsonb(t) || jsonb_build_object(${nested})`;
      return [name, `jsonb_strip_nulls(${row})::text`];
    }),
  );
}

/** Digest of each event: its own hash and, for each sealed table it wrote to, the digest of the rows' canonical texts. */
export async function eventDigests(
  sql: Sql,
  texts: ReadonlyMap<string, string>,
  company: number,
  events: readonly Hashed[],
): Promise<Map<string, Buffer>> {
  const ids = events.map((event) => event.id);
  const perTable = await Promise.all(
    [...texts].map(
      ([name, text]) => sql<{ eventId: string; digest: Buffer }>`
      select event_id, sha256(convert_to(string_agg(${raw(text)}, ${'\n'} order by t.id), 'UTF8')) as digest
      from ${raw(name)} as t where company_id = ${company} and event_id = any(${ids}::uuid[]) group by event_id`,
    ),
  );
  const names = [...texts.keys()];
  const parts = new Map(events.map((event) => [event.id, [event.hash]]));
  perTable.forEach((rows, index) => {
    for (const row of rows) parts.get(row.eventId)!.push(Buffer.from(names[index]!), row.digest);
  });
  return new Map([...parts].map(([id, pieces]) => [id, sha256(...pieces)]));
}

export interface BlockParts {
  readonly previous: Buffer;
  readonly number: bigint;
  readonly sealedAt: Date;
  readonly events: readonly Buffer[];
}

export const blockDigest = ({ previous, number, sealedAt, events }: BlockParts): Buffer =>
  sha256(previous, Buffer.from(`${number} ${sealedAt.toISOString()}`), ...events);

const sha256 = (...pieces: readonly Buffer[]): Buffer => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};
