import { type Fragment, raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { keepPeriods, postingDay } from '#modules/finance/ledger/api.ts';
import { type Side, tablesOf } from '../side.ts';

/** The open part of an item while a transaction works on it; positive where something is owed. */
export interface OpenItem {
  id: Id;
  partyId: Id;
  currency: string;
  openedOn: Day;
  dueOn: Day;
  documentId: Id;
  kind: string;
  discountOn: Day | null;
  discountMinor: bigint;
  amountMinor: bigint;
  openMinor: bigint;
  openBaseMinor: bigint;
  /** What was given of it as discount and as write-off until now, over all payments. */
  discountedMinor: bigint;
  writtenOffMinor: bigint;
  /** Decimals of its currency. */
  digits: number;
  /** The numbers people name its document by. */
  numbers: readonly string[];
}

export interface NewItem {
  id: Id;
  partyId: Id;
  kind: string;
  documentId: Id;
  /** The day of its document; kept as the day that was posted on. */
  openedOn: Day;
  dueOn: Day;
  discountOn?: Day | null;
  discountMinor?: bigint;
  currency: string;
  /** Positive: it is owed. Negative: to the credit of who owes. */
  amountMinor: bigint;
  baseMinor: bigint;
}

const columns = ({ document, namedBy }: Side): Fragment =>
  raw(`x.id, x.party_id, x.currency, x.opened_on, x.due_on, x.document_id, x.kind, x.discount_on, x.discount_minor, x.amount_minor, x.open_minor,
    x.open_base_minor, x.discounted_minor, x.written_off_minor, (select c.digits from organisation.currency c where c.code = x.currency) as digits,
    coalesce((select array_remove(array[${namedBy.map((column) => `d.${column}`).join(', ')}], null) from ${document} d
      where d.company_id = x.company_id and d.id = x.document_id), '{}') as numbers`);

/** Locks items by id, always in one order. */
export const lockItems = (tx: Tx, side: Side, ids: readonly Id[]): Promise<OpenItem[]> => tx.sql<OpenItem>`
  select ${columns(side)} from ${tablesOf(side).item} x where x.company_id = ${tx.company} and x.id = any(${ids}::uuid[]) order by x.id for no key update of x`;

/** Locks all open items of parties; answers them oldest due first. */
export const lockOpenItems = (tx: Tx, side: Side, parties: readonly Id[]): Promise<OpenItem[]> =>
  openOf(tx, side, parties, raw('for no key update of x'));

/** All open items of parties, oldest due first, for looking alone. */
export const readOpenItems = (tx: Tx, side: Side, parties: readonly Id[]): Promise<OpenItem[]> =>
  openOf(tx, side, parties, raw(''));

async function openOf(tx: Tx, side: Side, parties: readonly Id[], lock: Fragment): Promise<OpenItem[]> {
  const items = await tx.sql<OpenItem>`
    select ${columns(side)} from ${tablesOf(side).item} x
    where x.company_id = ${tx.company} and x.party_id = any(${parties}::uuid[]) and x.open_minor <> 0 order by x.id ${lock}`;
  return items.sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id));
}

/** Opens items, dated as their entries are posted. */
export async function openItems(tx: Tx, side: Side, items: readonly NewItem[]): Promise<void> {
  if (items.length === 0) return;
  await Promise.all([
    keepPeriods(tx),
    tx.sql`
    insert into ${tablesOf(side).item} (company_id, id, party_id, kind, document_id, opened_on, due_on, discount_on, discount_minor, currency, amount_minor,
      base_minor, open_minor, open_base_minor)
    select ${tx.company}, id, party_id, kind, document_id, ${postingDay(tx, raw('opened_on'))}, due_on, discount_on, coalesce(discount_minor, 0), currency,
      amount_minor, base_minor, amount_minor, base_minor
    from ${table(items, {
      ...{ id: 'uuid', partyId: 'uuid', kind: 'text', documentId: 'uuid', openedOn: 'date', dueOn: 'date' },
      ...{ discountOn: 'date', discountMinor: 'bigint', currency: 'text', amountMinor: 'bigint', baseMinor: 'bigint' },
    })}`,
  ]);
}
