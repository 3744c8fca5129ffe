import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { keepPeriods, postingDay } from '#modules/finance/ledger/api.ts';
import type { TaxRole } from './types.ts';

/** One tax of a posted document. `sign` is −1 when the document takes another one back (a credit note). */
export interface TaxRecord {
  readonly document: Id;
  readonly documentEntity: string;
  readonly party: Id;
  /** The day of its entry; it is posted as that is, and declared in the first return after it that was not filed. */
  readonly day: Day;
  readonly direction: 'sale' | 'purchase';
  readonly sign: 1n | -1n;
  readonly code: Id | null;
  /** Null or left out: not known (tax given, a discount of several). */
  readonly rate?: Decimal | null;
  /** Left out: tax of a sale is owed, of a purchase reclaimed. */
  readonly role?: TaxRole;
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
    role: line.role ?? (line.direction === 'sale' ? 'tax_payable' : 'tax_receivable'),
    baseMinor: sign * line.baseMinor,
    taxMinor: sign * line.taxMinor,
    baseBaseMinor: sign * line.baseBaseMinor,
    taxBaseMinor: sign * line.taxBaseMinor,
  }));
  await Promise.all([
    keepPeriods(tx),
    tx.sql`
    insert into tax.tax_line (company_id, id, document_entity, document_id, party_id, day, posted_on, return_on, role, direction, code_id, rate, box,
      base_minor, tax_minor, base_base_minor, tax_base_minor, event_id)
    select ${tx.company}, id, document_entity, document, party, day, e.posted_on, greatest(e.posted_on, f.open_from), role, direction, code, rate, box,
      base_minor, tax_minor, base_base_minor, tax_base_minor, ${tx.eventId}
    from ${table(rows, {
      ...{ id: 'uuid', documentEntity: 'text', document: 'uuid', party: 'uuid', day: 'date', role: 'text' },
      ...{ direction: 'text', code: 'uuid', rate: 'numeric', box: 'text', baseMinor: 'bigint', taxMinor: 'bigint' },
      ...{ baseBaseMinor: 'bigint', taxBaseMinor: 'bigint' },
    })}
    cross join lateral (select ${postingDay(tx, raw('day'))} as posted_on) e
    cross join (select max(ends_on) + 1 as open_from from tax.v_filing where company_id = ${tx.company} and state = 'filed') f`,
  ]);
}
