import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { EntryDraft, Journal, LineDraft, PostedEntry } from './draft.ts';
import type { Keeper } from './kept.ts';
import { post } from './post.ts';

interface Taken {
  readonly id: Id;
  readonly journal: Journal;
  readonly text: string;
  readonly sourceEntity: string;
  readonly sourceId: Id;
  readonly lines: (Omit<LineDraft, 'amountMinor' | 'currencyMinor'> & {
    amountMinor: string;
    currencyMinor?: string;
  })[];
}

/**
 * Takes entries back with mirrored ones, effective on `day`; the originals stay as they are. Each keeps its source.
 * An entry can be taken back once: a second time breaks the unique key (`duplicate`). Entries that do not exist are left out.
 */
export async function reverse(
  tx: Tx,
  entryIds: readonly Id[],
  day: Day,
  { cause, keeper }: { cause?: string; keeper?: Keeper } = {},
): Promise<PostedEntry[]> {
  const entries = await tx.sql<Taken>`
    select e.id, e.journal, e.text, e.source_entity, e.source_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'account', l.account_id, 'role', l.role, 'amountMinor', l.amount_minor::text, 'currency', l.currency,
      'currencyMinor', l.currency_minor::text, 'party', l.party_id, 'item', l.item_id, 'site', l.site_id,
      'costCentre', l.cost_centre_id, 'project', l.project_id, 'taxCode', l.tax_code_id, 'text', l.text)) order by l.id) as lines
    from ledger.entry e join ledger.line l on l.company_id = e.company_id and l.entry_id = e.id
    where e.company_id = ${tx.company} and e.id = any(${entryIds}::uuid[])
    group by e.company_id, e.id order by e.id`;
  return post(
    tx,
    entries.map((entry) => mirrored(entry, day, cause)),
    keeper,
  );
}

const mirrored = (entry: Taken, day: Day, cause: string | undefined): EntryDraft => ({
  journal: entry.journal,
  source: { entity: entry.sourceEntity, id: entry.sourceId },
  effectiveOn: day,
  text: `Reversal: ${entry.text}`,
  reverses: entry.id,
  cause,
  lines: entry.lines.map((line) => ({
    ...line,
    amountMinor: -BigInt(line.amountMinor),
    currencyMinor: line.currencyMinor === undefined ? undefined : -BigInt(line.currencyMinor),
  })),
});
