import { offered } from '#engines/settlement/plan.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, round, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor, toMajor, toMinor } from '#kernel/values/money.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { type OpenItem, readOpenItems } from '../item/open-item.ts';
import { namedElsewhere, planOf } from '../payment/apply.ts';
import { type Payment, toBase } from '../payment/payment.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';

const WHY = { reference: 'Named in the reference', amount: 'Just this amount', oldest: 'Oldest due' } as const;

/** A payment that is not booked yet. */
export type Proposed = Pick<Payment, 'party' | 'currency' | 'amountMinor' | 'day' | 'withheldPercent' | 'reference'>;

/**
 * The open items a payment may settle: those it would settle in their order, with what each takes and why, then the others, those in
 * other currencies with their rate of the day; last of all what would stay on account. Just what booking it does: what is in another
 * currency is settled by who names it alone.
 */
export async function proposalRows(tx: Tx, side: Side, payment: Proposed) {
  const items = await readOpenItems(tx, side, [payment.party]);
  const parts = planOf({ ...payment, settle: 'proposed' }, items);
  const elsewhere = namedElsewhere(payment, items);
  const taken = new Map(parts.map((part) => [part.item.id, part]));
  const open = items.filter((item) => item.openMinor > 0n && !taken.has(item.id));
  const [own, foreign] = [true, false].map((same) =>
    open.filter((item) => (item.currency === payment.currency) === same),
  );
  const order = [...parts.map((part) => part.item), ...own!, ...foreign!].slice(0, 2000);
  const [documents, worth] = await Promise.all([documentsOf(tx, side, order), worthOf(tx, payment, foreign!)]);
  const whyOf = (item: OpenItem, why: keyof typeof WHY | undefined): string =>
    item === elsewhere ? `${WHY.reference}; enter what it takes` : why ? WHY[why] : '';
  const rows = order.map((item) => {
    const { moneyMinor = 0n, discountMinor = 0n, withheldMinor = 0n, why } = taken.get(item.id) ?? {};
    const { number, entity } = documents.get(item.id)!;
    return {
      ...{ number: number ?? 'Adjustment', dueOn: item.dueOn, currency: item.currency, openMinor: item.openMinor },
      ...{ takesMinor: moneyMinor, discountMinor, withheldMinor, why: whyOf(item, why) },
      leftMinor: item.openMinor - moneyMinor - discountMinor - withheldMinor,
      ...{ numbers: item.numbers.join(' · '), withheldPercent: payment.withheldPercent },
      ...{ offeredMinor: offered(item, payment.day, item.openMinor) },
      ...{ rate: null, worthMinor: null, ...worth.get(item.id), paidIn: payment.currency },
      ...{ itemId: item.id, documentId: item.documentId, entity },
    };
  });
  const left = payment.amountMinor - sumMinor(parts.map((part) => part.moneyMinor));
  if (left <= 0n) return rows;
  const none = {
    dueOn: null,
    numbers: null,
    withheldPercent: null,
    offeredMinor: null,
    openMinor: null,
    discountMinor: null,
    withheldMinor: null,
    leftMinor: null,
  };
  const nowhere = { itemId: null, documentId: null, entity: null, rate: null, worthMinor: null, paidIn: null };
  const { currency } = payment;
  return [...rows, { ...none, ...nowhere, number: 'On account', currency, takesMinor: left, why: 'Left over' }];
}

/** What would pay items in other currencies whole, in that of the payment; absent where there is no rate for the day. */
async function worthOf(tx: Tx, { currency, day }: Proposed, items: readonly OpenItem[]) {
  const worth = new Map<Id, { rate: Decimal; worthMinor: bigint }>();
  if (items.length === 0) return worth;
  const wanted = [currency, ...new Set(items.map((item) => item.currency))].map((code) => ({ currency: code, day }));
  const rates = await ratesOn(tx, wanted);
  const paid = rates.get(`${currency}/${day}`);
  for (const { id, currency: owed, openMinor } of items) {
    const at = rates.get(`${owed}/${day}`);
    if (!at || !paid) continue;
    const base = toMajor(toBase(tx, { ...at, currency: owed }, openMinor), tx.digits);
    const rate = toDecimal(round(dec(at.rate).div(paid.rate), 6, 'half-up'));
    worth.set(id, { rate, worthMinor: toMinor(base.div(paid.rate), paid.digits, 'half-up') });
  }
  return worth;
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
