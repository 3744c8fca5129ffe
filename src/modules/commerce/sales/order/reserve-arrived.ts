import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type LockedOrder, lockOrders, uncovered } from './lock.ts';
import { reserveLines } from './reserve.ts';

/** Locks the orders that hold these lines; lines that do not exist are passed over. */
export async function lockOrdersOf(tx: Tx, lines: readonly Id[]): Promise<LockedOrder[]> {
  if (lines.length === 0) return [];
  const rows = await tx.sql<{ orderId: Id }>`
    select distinct order_id from sales.order_line where company_id = ${tx.company} and id = any(${lines}::uuid[])`;
  return lockOrders(
    tx,
    rows.map((row) => row.orderId),
  );
}

/**
 * Reserves goods that came for order lines at their sites: as much as came, and no more than their orders still wait for. The
 * orders must be locked already, before the stock was.
 */
export async function reserveArrived(
  tx: Tx,
  arrived: readonly { line: Id; site: Id; quantity: Decimal }[],
): Promise<void> {
  const orders = await lockOrdersOf(
    tx,
    arrived.map((one) => one.line),
  );
  const waiting = orders.filter((order) => order.state === 'confirmed' || order.state === 'on_hold');
  const wants = waiting.flatMap((order) =>
    order.lines.flatMap((line) => {
      const came = arrived.filter((one) => one.line === line.id && one.site === order.siteId);
      const quantity = came.reduce((sum, one) => sum.plus(one.quantity), dec(0));
      const missing = uncovered(line);
      const wanted = quantity.lt(missing) ? quantity : missing;
      if (wanted.lte(0)) return [];
      return [{ line: line.id, order: order.id, item: line.itemId, site: order.siteId, quantity: toDecimal(wanted) }];
    }),
  );
  await reserveLines(tx, wants);
}
