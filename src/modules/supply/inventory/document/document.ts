import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Source } from '../move/move.ts';

/** What people call a kind of document of any module. */
export const kindOf = (tx: Tx, entity: string): string =>
  (tx.registry.entities.get(entity)?.label ?? 'document').toLowerCase();

export interface DocumentDraft {
  readonly kind:
    | 'receipt'
    | 'issue'
    | 'transfer'
    | 'revaluation'
    | 'standard_cost'
    | 'cost_correction'
    | 'correction'
    | 'count';
  readonly site: Id;
  readonly toSite?: Id;
  readonly reason: string;
  readonly note?: string | undefined;
  readonly effectiveOn: Day;
}

export interface Document {
  readonly id: Id;
  readonly number: string;
  readonly source: Source;
}

/** Writes the storekeeper's document that a batch of moves hangs on. */
export async function insertDocument(tx: Tx, draft: DocumentDraft): Promise<Document> {
  const id = tx.newId();
  const [number] = await tx.takeNumbers('inventory.document', 1);
  await tx.sql`
    insert into inventory.stock_document (company_id, id, number, kind, site_id, to_site_id, reason, note, effective_on,
      recorded_at, event_id)
    values (${tx.company}, ${id}, ${number}, ${draft.kind}, ${draft.site}, ${draft.toSite}, ${draft.reason}, ${draft.note},
      ${draft.effectiveOn}, ${tx.now}, ${tx.eventId})`;
  const entity = 'inventory.stock_document';
  tx.record({ entity, id, after: { number, ...draft } });
  return { id, number: number!, source: { entity, id } };
}
