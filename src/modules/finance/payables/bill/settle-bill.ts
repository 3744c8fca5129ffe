import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Match, settleDocuments, undoMatches } from '#modules/finance/open-items/api.ts';
import { PAYABLE } from '../side.ts';
import type { Bill } from './credited-bill.ts';

/**
 * A credit settles what is open of its bill. When nothing is left of the bill, what was deducted from it (discount, tax withheld,
 * a rest given up) was deducted from nothing: it is taken back first, so that the credit gives back no more than was paid.
 */
export async function settleBill(tx: Tx, bill: Bill, credit: Id, day: Day, whole: boolean): Promise<void> {
  if (whole) await takeDeductionsBack(tx, bill.id, day);
  await settleDocuments(tx, PAYABLE, [{ party: bill.supplier, document: bill.id, credit, day }]);
}

async function takeDeductionsBack(tx: Tx, bill: Id, day: Day): Promise<void> {
  const found = await tx.sql<Match>`
    select m.id, m.party_id, m.owed_id, m.credit_id, m.amount_minor, m.owed_base_minor, m.credit_base_minor, m.matched_on
    from payables.match m
    join payables.open_item o on o.company_id = m.company_id and o.id = m.owed_id and o.document_id = ${bill}
    join payables.open_item c on c.company_id = m.company_id and c.id = m.credit_id and c.kind = 'adjustment'
    where m.company_id = ${tx.company} and m.undoes_id is null
      and not exists (select from payables.match u where u.company_id = m.company_id and u.undoes_id = m.id)
    order by m.id`;
  if (found.length > 0) await undoMatches(tx, PAYABLE, found, day);
}
