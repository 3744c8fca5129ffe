import { offered } from '#engines/settlement/plan.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { type OpenItem, readOpenItems } from '../item/open-item.ts';
import { planOf } from '../payment/apply.ts';
import type { Payment } from '../payment/payment.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';

const WHY = { reference: 'Named in the reference', amount: 'Just this amount', oldest: 'Oldest due' } as const;

/** A payment that is not booked yet. */
export type Proposed = Pick<Payment, 'party' | 'currency' | 'amountMinor' | 'day' | 'withheldPercent' | 'reference'>;

/**
 * The open items a payment may settle: those it would settle in their order, with what each takes and why, then the others; last of
 * all what would stay on account. Just what booking it does.
 */
export async function proposalRows(tx: Tx, side: Side, payment: Proposed) {
  const items = await readOpenItems(tx, side, [payment.party]);
  const parts = planOf({ ...payment, settle: 'proposed' }, items);
  const taken = new Map(parts.map((part) => [part.item.id, part]));
  const open = items.filter((item) => item.openMinor > 0n && item.currency === payment.currency);
  const order = [...parts.map((part) => part.item), ...open.filter((item) => !taken.has(item.id))].slice(0, 2000);
  const documents = await documentsOf(tx, side, order);
  const rows = order.map((item) => {
    const { moneyMinor = 0n, discountMinor = 0n, withheldMinor = 0n, why } = taken.get(item.id) ?? {};
    const { number, entity } = documents.get(item.id)!;
    return {
      ...{ number: number ?? 'Adjustment', dueOn: item.dueOn, currency: item.currency, openMinor: item.openMinor },
      ...{ takesMinor: moneyMinor, discountMinor, withheldMinor, why: why ? WHY[why] : '' },
      leftMinor: item.openMinor - moneyMinor - discountMinor - withheldMinor,
      ...{ numbers: item.numbers.join(' · '), offeredMinor: offered(item, payment.day, item.openMinor) },
      ...{ itemId: item.id, documentId: item.documentId, entity },
    };
  });
  const left = payment.amountMinor - sumMinor(parts.map((part) => part.moneyMinor));
  if (left <= 0n) return rows;
  const none = {
    dueOn: null,
    numbers: null,
    offeredMinor: null,
    openMinor: null,
    discountMinor: null,
    withheldMinor: null,
    leftMinor: null,
  };
  const nowhere = { itemId: null, documentId: null, entity: null };
  const { currency } = payment;
  return [...rows, { ...none, ...nowhere, number: 'On account', currency, takesMinor: left, why: 'Left over' }];
}

async function documentsOf(tx: Tx, side: Side, items: readonly OpenItem[]) {
  const { item, document, payment } = tablesOf(side);
  const rows = await tx.sql<{ id: Id; number: string | null; entity: string }>`
    select x.id, coalesce(d.number, y.number) as number, case when y.id is null then ${side.document} else ${entityOf(side, 'payment')} end as entity
    from ${item} x
    left join ${document} d on d.company_id = x.company_id and d.id = x.document_id
    left join ${payment} y on y.company_id = x.company_id and y.id = x.document_id
    where x.company_id = ${tx.company} and x.id = any(${items.map((one) => one.id)}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
