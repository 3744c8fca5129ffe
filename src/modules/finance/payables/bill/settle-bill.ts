import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { giveBackDeductions, settleDocuments } from '#modules/finance/open-items/api.ts';
import { PAYABLE } from '../side.ts';
import type { Bill } from './credited-bill.ts';

/**
 * A credit settles what is open of its bill. What it gives back beyond that takes its share of what was deducted from the bill
 * (discount, tax withheld, a rest given up) with it, so that no more comes back than was paid.
 */
export async function settleBill(tx: Tx, bill: Bill, credit: { id: Id; totalMinor: bigint }, day: Day): Promise<void> {
  const { openMinor, leftMinor } = await beforeCredit(tx, bill.id, credit.id);
  await settleDocuments(tx, PAYABLE, [{ party: bill.supplier, document: bill.id, credit: credit.id, day }]);
  await giveBackDeductions(tx, PAYABLE, [
    {
      ...{ document: bill.id, party: bill.supplier, currency: bill.currency, credit: credit.id },
      ...{ number: bill.supplierNumber, day },
      ...{ backMinor: credit.totalMinor - openMinor, settledMinor: leftMinor - openMinor },
    },
  ]);
}

/** What was open of a bill before a credit of it, and what of it was not credited. */
async function beforeCredit(tx: Tx, bill: Id, credit: Id): Promise<{ openMinor: bigint; leftMinor: bigint }> {
  const [found] = await tx.sql<{ openMinor: bigint; leftMinor: bigint }>`
    select b.total_minor - coalesce((
        select sum(c.total_minor) from payables.bill c where c.company_id = b.company_id and c.credits_id = b.id and c.id <> ${credit}), 0)::bigint as left_minor,
      coalesce((select sum(x.open_minor) from payables.open_item x where x.company_id = b.company_id and x.document_id = b.id), 0)::bigint as open_minor
    from payables.bill b where b.company_id = ${tx.company} and b.id = ${bill}`;
  return found!;
}
