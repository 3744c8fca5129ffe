import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { convertMinor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { lockParties } from '#modules/master/parties/api.ts';
import type { orderFacts } from '../contract.ts';

export type StatedFacts = Record<keyof typeof orderFacts, unknown>;

export interface StatedOrder {
  readonly id: Id;
  readonly supplierId: Id;
  readonly supplier: string;
  readonly currency: string;
  readonly netMinor: bigint;
  readonly rate: Decimal;
  readonly digits: number;
  /** How much more than ordered may come. */
  readonly overPercent: Decimal;
}

/**
 * Orders of one operation together: approval looks at what is spent at once. What else was sent to the same suppliers within a day is
 * stated too, so that no order is made small by dividing it, nor by sending its parts at once. Answers what each of them states by itself.
 */
export async function stateOrders(
  tx: Tx,
  orders: readonly StatedOrder[],
  priceByHand: boolean,
  binds = true,
): Promise<StatedFacts[]> {
  if (binds) await lockParties(tx, [...new Set(orders.map((order) => order.supplierId))]);
  const own = factsOf(tx, orders);
  const facts = { ...own, withOthersMinor: own.totalMinor + (await sentBeside(tx, orders)), priceByHand };
  tx.state(facts, binds);
  return orders.map((order) => ({ ...facts, ...factsOf(tx, [order]) }));
}

function factsOf(tx: Tx, orders: readonly StatedOrder[]) {
  const [overPercent = null] = orders
    .map((order) => order.overPercent)
    .filter((percent) => dec(percent).gt(0))
    .sort((a, b) => dec(b).cmp(a));
  return {
    supplier: [...new Set(orders.map((order) => order.supplier))].join(', '),
    totalMinor: sumMinor(orders.map((order) => inBase(tx, order))),
    mostMinor: sumMinor(orders.map((order) => inBase(tx, { ...order, netMinor: mostOf(order) }))),
    overPercent,
  };
}

/** What other orders of these suppliers, sent within the last day or for today, come to, as confirmed by now. */
async function sentBeside(tx: Tx, orders: readonly StatedOrder[]): Promise<bigint> {
  const rows = await tx.sql<{ currency: string; day: Day; netMinor: bigint }>`
    select o.currency, o.ordered_on as day,
      sum(round((l.quantity - l.cancelled) * coalesce(l.confirmed_price, l.unit_price) * 10::numeric ^ c.digits))::bigint as net_minor
    from purchasing.purchase_order o
    join purchasing.order_line l on l.company_id = o.company_id and l.order_id = o.id
    join organisation.currency c on c.code = o.currency
    where o.company_id = ${tx.company} and o.supplier_id = any(${[...new Set(orders.map((order) => order.supplierId))]}::uuid[])
      and o.id <> all(${orders.map((order) => order.id)}::uuid[]) and o.state in ('sent', 'confirmed', 'done')
      and (o.ordered_on = ${tx.today} or o.sent_at > ${tx.now}::timestamptz - interval '1 day')
    group by o.currency, o.ordered_on`;
  const rates = await ratesOn(tx, [...rows, { currency: tx.currency, day: tx.today }]);
  return sumMinor(
    rows.flatMap((row) => {
      const rate = rates.get(`${row.currency}/${row.day}`);
      return rate ? [inBase(tx, { ...row, ...rate })] : [];
    }),
  );
}

/** What the order comes to when as much comes as may. */
const mostOf = ({ netMinor, overPercent }: StatedOrder): bigint =>
  toMinor(dec(netMinor.toString()).times(dec(overPercent).plus(100)).div(100), 0, 'half-up');

const inBase = (
  tx: Tx,
  { currency, netMinor, rate, digits }: Pick<StatedOrder, 'currency' | 'netMinor' | 'rate' | 'digits'>,
): bigint =>
  currency === tx.currency
    ? netMinor
    : convertMinor({ amount: netMinor, rate, fromDigits: digits, toDigits: tx.digits, rounding: 'half-up' });
