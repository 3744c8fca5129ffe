import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

/** One tax of a posted document. `sign` is −1 when the document takes another one back (a credit note). */
export interface TaxRecord {
  readonly document: Id;
  readonly documentEntity: string;
  readonly party: Id;
  readonly day: Day;
  readonly direction: 'sale' | 'purchase';
  readonly sign: 1n | -1n;
  readonly code: Id | null;
  /** In the document's currency. */
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  /** In the company's currency; the tax as it was posted. */
  readonly baseBaseMinor: bigint;
  readonly taxBaseMinor: bigint;
  readonly box?: string | null;
}

/** Writes posted taxes into the tax ledger, in one statement; none for an empty list. */
export async function recordTax(tx: Tx, lines: readonly TaxRecord[]): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map(({ sign, ...line }) => ({
    ...line,
    id: tx.newId(),
    baseMinor: sign * line.baseMinor,
    taxMinor: sign * line.taxMinor,
    baseBaseMinor: sign * line.baseBaseMinor,
    taxBaseMinor: sign * line.taxBaseMinor,
  }));
  await tx.sql`
    insert into tax.tax_line (company_id, id, document_entity, document_id, party_id, day, direction, code_id, box, base_minor, tax_minor,
      base_base_minor, tax_base_minor, event_id)
    select ${tx.company}, id, document_entity, document, party, day, direction, code, box, base_minor, tax_minor, base_base_minor, tax_base_minor,
      ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      documentEntity: 'text',
      document: 'uuid',
      party: 'uuid',
      day: 'date',
      direction: 'text',
      code: 'uuid',
      box: 'text',
      baseMinor: 'bigint',
      taxMinor: 'bigint',
      baseBaseMinor: 'bigint',
      taxBaseMinor: 'bigint',
    })}`;
}
