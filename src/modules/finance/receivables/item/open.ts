import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { keepPeriods, postingDay } from '#modules/finance/ledger/api.ts';

export interface NewItem {
  id: Id;
  partyId: Id;
  kind: 'invoice' | 'credit_note' | 'payment' | 'adjustment';
  documentId: Id;
  /** The day of its document; kept as the day that was posted on. */
  openedOn: Day;
  dueOn: Day;
  discountOn?: Day | null;
  discountMinor?: bigint;
  currency: string;
  /** Positive: the customer owes it. */
  amountMinor: bigint;
  baseMinor: bigint;
}

export const openItems = (tx: Tx, items: readonly NewItem[]): Promise<unknown> =>
  Promise.all([
    keepPeriods(tx),
    tx.sql`
  insert into receivables.open_item (company_id, id, party_id, kind, document_id, opened_on, due_on, discount_on, discount_minor, currency,
    amount_minor, base_minor, open_minor, open_base_minor)
  select ${tx.company}, id, party_id, kind, document_id, ${postingDay(tx, raw('opened_on'))}, due_on, discount_on, coalesce(discount_minor, 0), currency, amount_minor,
    base_minor, amount_minor, base_minor
  from ${table(items, {
    id: 'uuid',
    partyId: 'uuid',
    kind: 'text',
    documentId: 'uuid',
    openedOn: 'date',
    dueOn: 'date',
    discountOn: 'date',
    discountMinor: 'bigint',
    currency: 'text',
    amountMinor: 'bigint',
    baseMinor: 'bigint',
  })}`,
  ]);
