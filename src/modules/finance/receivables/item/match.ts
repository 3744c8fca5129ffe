import { exchangeDifference, settle as settleOpen } from '#engines/settlement/settle.ts';
import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type EntryDraft, keepPeriods, post, postingDay } from '#modules/finance/ledger/api.ts';

/** The open part of an item while a transaction works on it. */
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
}

export interface Match {
  id: Id;
  partyId: Id;
  debitId: Id;
  creditId: Id;
  amountMinor: bigint;
  debitBaseMinor: bigint;
  creditBaseMinor: bigint;
  matchedOn: Day;
  undoesId?: Id;
}

/** Locks items by id, always in one order. */
export const lockItems = (tx: Tx, ids: readonly Id[]): Promise<OpenItem[]> => tx.sql<OpenItem>`
  select id, party_id, currency, opened_on, due_on, document_id, kind, discount_on, discount_minor, amount_minor, open_minor, open_base_minor
  from receivables.open_item where company_id = ${tx.company} and id = any(${ids}::uuid[]) order by id for no key update`;

/** Locks all open items of parties, oldest due first. */
export async function lockOpenItems(tx: Tx, parties: readonly Id[]): Promise<OpenItem[]> {
  const items = await tx.sql<OpenItem>`
    select id, party_id, currency, opened_on, due_on, document_id, kind, discount_on, discount_minor, amount_minor, open_minor, open_base_minor
    from receivables.open_item where company_id = ${tx.company} and party_id = any(${parties}::uuid[]) and open_minor <> 0
    order by id for no key update`;
  return items.sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id.localeCompare(b.id));
}

/** Settles `amount` of a debit with a credit and takes it from both open parts. */
export function settle(args: { tx: Tx; debit: OpenItem; credit: OpenItem; amount: bigint; day: Day }): Match {
  const { tx, debit, credit, amount, day } = args;
  const settled = settleOpen({ debit, credit, amount, day });
  Object.assign(debit, settled.debit);
  Object.assign(credit, settled.credit);
  const { debitBaseMinor, creditBaseMinor, settledOn } = settled;
  return {
    id: tx.newId(),
    partyId: debit.partyId,
    debitId: debit.id,
    creditId: credit.id,
    amountMinor: amount,
    debitBaseMinor,
    creditBaseMinor,
    matchedOn: settledOn,
  };
}

/** Writes matches and the open parts they leave, and posts the exchange differences they realise. */
export async function writeMatches(tx: Tx, matches: readonly Match[], touched: readonly OpenItem[]): Promise<void> {
  if (matches.length === 0) return;
  await Promise.all([
    keepPeriods(tx),
    tx.sql`insert into receivables.match (company_id, id, party_id, debit_id, credit_id, amount_minor, debit_base_minor, credit_base_minor, matched_on, undoes_id, event_id)
      select ${tx.company}, id, party_id, debit_id, credit_id, amount_minor, debit_base_minor, credit_base_minor, ${postingDay(tx, raw('matched_on'))}, undoes_id, ${tx.eventId}
      from ${table(matches, { id: 'uuid', partyId: 'uuid', debitId: 'uuid', creditId: 'uuid', amountMinor: 'bigint', debitBaseMinor: 'bigint', creditBaseMinor: 'bigint', matchedOn: 'date', undoesId: 'uuid' })}`,
    tx.sql`update receivables.open_item x set open_minor = r.open_minor, open_base_minor = r.open_base_minor
      from ${table(touched, { id: 'uuid', openMinor: 'bigint', openBaseMinor: 'bigint' })} where x.company_id = ${tx.company} and x.id = r.id`,
    post(
      tx,
      matches.flatMap((match) => differenceEntry(match)),
      'receivables',
    ),
  ]);
}

function differenceEntry(match: Match): EntryDraft[] {
  const difference = exchangeDifference({ ...match, undoes: Boolean(match.undoesId) });
  if (!difference) return [];
  return [
    {
      journal: 'general',
      source: { entity: 'receivables.match', id: match.id },
      effectiveOn: match.matchedOn,
      text: match.undoesId ? 'Exchange difference taken back' : 'Realised exchange difference',
      lines: [
        { role: difference.role, amountMinor: difference.lossMinor, party: match.partyId },
        { role: 'receivable', amountMinor: -difference.lossMinor, party: match.partyId },
      ],
    },
  ];
}
