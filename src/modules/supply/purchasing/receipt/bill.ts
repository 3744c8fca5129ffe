import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { stockRefusals } from '#modules/supply/inventory/contract.ts';
import { type Cause, shareOf, writeAccruals } from './accrual.ts';
import { writeReceiptLines } from './credit.ts';

/** What was agreed, as a bill is matched against it. */
export interface OrderFacts {
  readonly order: Id;
  readonly number: string;
  readonly supplier: Id;
  readonly currency: string;
  readonly terms: Id | null;
  readonly site: Id;
}

/** One receipt line, quantities in the item's own unit. */
export interface ReceiptFacts extends OrderFacts {
  readonly receiptLine: Id;
  readonly orderLine: Id;
  readonly item: Id;
  readonly receivedOn: Day;
  /** Confirmed (else ordered) price of one unit in the order's currency, major units. */
  readonly unitPrice: Decimal;
  readonly received: Decimal;
  readonly returned: Decimal;
  readonly billed: Decimal;
  /** Received, neither returned nor billed. */
  readonly open: Decimal;
  /** Still accrued for the open quantity, company currency. */
  readonly grniMinor: bigint;
  /** Billed and returned, the supplier's credit awaited; counted in `returned` and `billed` too. */
  readonly claimed: Decimal;
  readonly claimMinor: bigint;
  /** Returned goods whose credit is awaited no more, nor taken for others that came. */
  readonly givenUp: Decimal;
  /** What was billed for the goods that are still here (billed less claimed). */
  readonly billedMinor: bigint;
  /** What was accrued for them, before their bills. */
  readonly clearedMinor: bigint;
  /** The stock receipt; null for a service. */
  readonly moveId: Id | null;
  /** Freight: borne by the goods it came with. */
  readonly spread: boolean;
  /** What it was received for, as its accrual says it. */
  readonly costCentre: Id | null;
  readonly project: Id | null;
}

export interface BilledLine extends Cause {
  readonly receiptLine: Id;
  readonly quantity: Decimal;
  /** Net of the bill line in the company's currency. */
  readonly billedMinor: bigint;
}

export interface Cleared {
  readonly receiptLine: Id;
  readonly grniMinor: bigint;
  /** Billed less accrued: what the goods cost more than expected. */
  readonly differenceMinor: bigint;
  readonly moveId: Id | null;
  readonly spread: boolean;
}

/** Where what a service costs goes: an expense, or on to the goods that bear it (see followFreight). */
export const ownCost = (spread: boolean): 'expense' | 'landed_cost_accrual' =>
  spread ? 'landed_cost_accrual' : 'expense';

const refusals = {
  more_than_received: 'A bill may not take more than was received and not yet billed.',
  bad_quantity: stockRefusals.bad_quantity,
} as const;

/** Receipt lines that still wait for a bill, oldest first; at most 2,000. */
export const openReceipts = (
  tx: Tx,
  filter: { supplier?: Id; order?: Id },
): Promise<ReceiptFacts[]> => tx.sql<ReceiptFacts>`
  select o.id as "order", o.number, o.supplier_id as supplier, o.currency, o.terms_id as terms, o.site_id as site, r.id as receipt_line,
    l.id as order_line, l.item_id as item, r.received_on, coalesce(l.confirmed_price, l.unit_price) as unit_price, r.received, r.returned, r.billed,
    r.received - r.returned - r.billed + r.claimed as open, r.grni_minor, r.claimed, r.claim_minor, r.given_up, r.billed_minor, r.cleared_minor, r.move_id,
    l.spread_by is not null as spread, r.cost_centre_id as cost_centre, r.project_id as project
  from purchasing.receipt_line r
  join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
  join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
  where r.company_id = ${tx.company} and r.billed + r.returned - r.claimed < r.received
    and (${filter.supplier ?? null}::uuid is null or o.supplier_id = ${filter.supplier ?? null})
    and (${filter.order ?? null}::uuid is null or o.id = ${filter.order ?? null})
  order by r.received_on, r.id limit 2000`;

/** Locks receipt lines in one order and reads them as they are then, by id. Refuses an id that does not exist. */
export async function lockReceiptLines(tx: Tx, ids: readonly Id[]): Promise<Map<Id, ReceiptFacts>> {
  const wanted = [...new Set(ids)].sort();
  const rows = await tx.sql<ReceiptFacts>`
    select o.id as "order", o.number, o.supplier_id as supplier, o.currency, o.terms_id as terms, o.site_id as site, r.id as receipt_line,
      l.id as order_line, l.item_id as item, r.received_on, coalesce(l.confirmed_price, l.unit_price) as unit_price, r.received, r.returned, r.billed,
      r.received - r.returned - r.billed + r.claimed as open, r.grni_minor, r.claimed, r.claim_minor, r.given_up, r.billed_minor, r.cleared_minor, r.move_id,
    l.spread_by is not null as spread, r.cost_centre_id as cost_centre, r.project_id as project
    from purchasing.receipt_line r
    join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
    join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
    where r.company_id = ${tx.company} and r.id = any(${wanted}::uuid[]) order by r.id for no key update of r`;
  if (rows.length < wanted.length) refuseCommon('not_found', { what: 'receipt line' });
  return new Map(rows.map((row) => [row.receiptLine, row]));
}

/**
 * Counts quantities as billed and takes their share out of the accrual, the last quantity taking all that is left, so that
 * no cent stays. It posts nothing: the caller debits grni with `grniMinor` and bill_clearing with `differenceMinor` in the
 * bill's entry, then gives the difference to inventory's adjustCost (credit role bill_clearing) where there is a move.
 * Answers in the order of the lines. Refuses `more_than_received`, `bad_quantity`.
 */
export async function billReceiptLines(tx: Tx, lines: readonly BilledLine[]): Promise<Cleared[]> {
  const locked = await lockReceiptLines(
    tx,
    lines.map((line) => line.receiptLine),
  );
  const left = new Map([...locked.values()].map((row) => [row.receiptLine, { ...row }]));
  const cleared = lines.map(({ receiptLine, quantity, billedMinor }): Cleared => {
    const row = left.get(receiptLine)!;
    if (!dec(quantity).gt(0)) throw new Refusal('bad_quantity', refusals.bad_quantity);
    if (dec(quantity).gt(row.open)) throw new Refusal('more_than_received', refusals.more_than_received);
    const grniMinor = shareOf(row.grniMinor, quantity, row.open);
    left.set(receiptLine, {
      ...row,
      open: toDecimal(dec(row.open).minus(quantity)),
      billed: toDecimal(dec(row.billed).plus(quantity)),
      grniMinor: row.grniMinor - grniMinor,
      billedMinor: row.billedMinor + billedMinor,
      clearedMinor: row.clearedMinor + grniMinor,
    });
    return { receiptLine, grniMinor, differenceMinor: billedMinor - grniMinor, moveId: row.moveId, spread: row.spread };
  });
  const rows = [...left.values()];
  await Promise.all([
    writeAccruals(
      tx,
      lines.map(({ source, day, receiptLine, quantity }, index) => ({
        ...{ source, day, receiptLine, kind: 'billed' as const },
        ...{ openQuantity: toDecimal(dec(quantity).neg()), openMinor: -cleared[index]!.grniMinor },
      })),
    ),
    writeReceiptLines(tx, rows),
  ]);
  return cleared;
}

/** Locks the orders of these lines and receipt lines, so that nothing of them is received, billed or credited meanwhile. */
export const lockOrdersOf = (
  tx: Tx,
  orderLines: readonly Id[],
  receiptLines: readonly Id[] = [],
): Promise<unknown> => tx.sql`
  select o.id from purchasing.purchase_order o
  where o.company_id = ${tx.company} and o.id in (
    select l.order_id from purchasing.order_line l where l.company_id = ${tx.company} and l.id = any(${orderLines}::uuid[])
    union all
    select l.order_id from purchasing.receipt_line r join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
    where r.company_id = ${tx.company} and r.id = any(${receiptLines}::uuid[]))
  order by o.id for no key update`;
