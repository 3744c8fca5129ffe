import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { both, lockItems, type Match, settle, writeMatches } from '#modules/finance/open-items/api.ts';
import { PAYABLE } from '../side.ts';
import type { PreparedBill } from './draft.ts';

interface Found {
  bill: Id;
  item: Id;
}

/**
 * Bills of orders that were paid ahead are settled with what is left of those payments, the oldest first, where both are of one
 * currency. A fixed number of statements.
 */
export async function setOffPrepayments(tx: Tx, bills: readonly PreparedBill[]): Promise<void> {
  const parts = bills.flatMap((bill) =>
    bill.lines.flatMap((line) => {
      const order = line.receipt?.order ?? line.awaited?.order;
      return order ? [{ bill: bill.id, ordered: order }] : [];
    }),
  );
  if (parts.length === 0) return;
  const prepaid = await tx.sql<Found>`
    select distinct r.bill, x.id as item, p.paid_on
    from ${table(parts, { bill: 'uuid', ordered: 'uuid' })}
    join payables.payment p on p.company_id = ${tx.company} and p.order_id = r.ordered
    join payables.open_item x on x.company_id = p.company_id and x.document_id = p.id and x.open_minor < 0
    order by r.bill, p.paid_on, x.id`;
  if (prepaid.length === 0) return;
  const owed = await tx.sql<Found>`
    select document_id as bill, id as item from payables.open_item
    where company_id = ${tx.company} and document_id = any(${prepaid.map((one) => one.bill)}::uuid[]) order by due_on, id`;
  const items = await lockItems(
    tx,
    PAYABLE,
    [...prepaid, ...owed].map((one) => one.item),
  );
  const byId = new Map(items.map((item) => [item.id, item]));
  const matches: Match[] = [];
  for (const { id, billedOn, currency } of bills)
    for (const { item: creditId } of prepaid.filter((one) => one.bill === id)) {
      const credit = byId.get(creditId)!;
      for (const { item } of owed.filter((one) => one.bill === id)) {
        const mine = byId.get(item)!;
        if (credit.currency !== currency || credit.openMinor >= 0n || mine.openMinor <= 0n) continue;
        matches.push(settle({ tx, owed: mine, credit, amount: both(mine, credit), day: billedOn }));
      }
    }
  await writeMatches(tx, PAYABLE, matches, items);
}
