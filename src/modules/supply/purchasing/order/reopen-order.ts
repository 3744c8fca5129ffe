import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { setStates } from './change-order.ts';
import { lockOrders, wantedOf } from './lock.ts';

interface Replaced {
  readonly line: Id;
  readonly quantity: Decimal;
}

/** Locks an order (before its receipts) and answers what awaits goods of it again, as replacement for what went back. */
export async function reopenOrder(tx: Tx, id: Id): Promise<(replaced: readonly Replaced[]) => Promise<void>> {
  const [found] = await lockOrders(tx, [id]);
  const order = found!;
  return async (replaced) => {
    for (const { line: wanted, quantity } of replaced) {
      const line = order.lines.find((candidate) => candidate.id === wanted)!;
      line.replaced = toDecimal(dec(line.replaced).plus(quantity));
    }
    const awaited = order.lines.some((line) => dec(line.received).plus(line.cancelled).lt(wantedOf(line)));
    const reopened = order.state === 'done' && awaited;
    const state = order.confirmed ? 'confirmed' : 'sent';
    await Promise.all([
      tx.sql`update purchasing.order_line l set replaced = r.replaced from ${table(order.lines, { id: 'uuid', replaced: 'numeric' })}
        where l.company_id = ${tx.company} and l.id = r.id`,
      ...(reopened ? [setStates(tx, [{ id, state }])] : []),
    ]);
    tx.record({
      ...{ entity: 'purchasing.purchase_order', id, before: { state: order.state } },
      after: { state: reopened ? state : order.state, toReplace: replaced.map(({ quantity }) => quantity) },
    });
  };
}
