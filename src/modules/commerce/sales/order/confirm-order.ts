import { implement } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { customers } from '#modules/master/parties/api.ts';
import { release } from '#modules/supply/inventory/api.ts';
import { cancelOrder, confirmOrder, holdOrder, orderFlow, releaseOrder } from '../contract.ts';
import { checkCredit } from './credit.ts';
import { type LockedOrder, lockOrders } from './lock.ts';
import { stateOrders } from './prepare.ts';
import { reserveLines } from './reserve.ts';

type WrongState = (code: 'wrong_state', details: { number: string; state: string }) => never;

async function lockFor(tx: Tx, id: Id, to: string, refuse: WrongState): Promise<LockedOrder> {
  const [order] = await lockOrders(tx, [id]);
  if (!mayGo(orderFlow, order!.state, to)) refuse('wrong_state', { number: order!.number, state: order!.state });
  return order!;
}

async function setState(tx: Tx, order: LockedOrder, state: string, holdReason: string | null = null): Promise<void> {
  await tx.sql`update sales.sales_order set state = ${state}, hold_reason = ${holdReason},
      confirmed_at = coalesce(confirmed_at, case when ${state} = 'confirmed' then ${tx.now}::timestamptz end)
    where company_id = ${tx.company} and id = ${order.id}`;
  tx.record({
    entity: 'sales.sales_order',
    id: order.id,
    before: { state: order.state },
    after: { state, ...(holdReason ? { holdReason } : {}) },
  });
}

export const confirmHandler = implement(confirmOrder, async (tx, { order: id, overrideCredit }, refuse) => {
  const [order] = await lockOrders(tx, [id]);
  if (order!.state !== 'draft') refuse('wrong_state', { number: order!.number, state: order!.state });
  const customer = (await customers(tx, [order!.customerId])).get(order!.customerId)!;
  stateOrders(tx, [{ ...order!, customer }]);
  await checkCredit(tx, [{ customer, baseMinor: order!.openBaseMinor }], overrideCredit, refuse);
  await setState(tx, order!, 'confirmed');
  const lines = order!.lines.filter((line) => line.stocked);
  const short = await reserveLines(
    tx,
    lines.map((line) => ({ line: line.id, order: id, item: line.itemId, site: order!.siteId, quantity: line.open })),
  );
  return { order: id, state: 'confirmed', short };
});

export const holdHandler = implement(holdOrder, async (tx, { order: id, reason }, refuse) => {
  const order = await lockFor(tx, id, 'on_hold', refuse);
  await setState(tx, order, 'on_hold', reason);
  return { order: id, state: 'on_hold' };
});

export const releaseHandler = implement(releaseOrder, async (tx, { order: id }, refuse) => {
  const [order] = await lockOrders(tx, [id]);
  if (order!.state !== 'on_hold') refuse('wrong_state', { number: order!.number, state: order!.state });
  await setState(tx, order!, 'confirmed');
  return { order: id, state: 'confirmed' };
});

export const cancelHandler = implement(cancelOrder, async (tx, { order: id, reason }, refuse) => {
  const order = await lockFor(tx, id, 'cancelled', refuse);
  const picking = order.lines.some((line) =>
    dec(line.quantity).minus(line.shipped).minus(line.cancelled).gt(line.open),
  );
  if (picking) refuse('being_picked', { number: order.number });
  await release(
    tx,
    order.lines.map((line) => line.id),
  );
  const [left] = await tx.sql<{ shipped: boolean; uninvoiced: boolean }>`
    with cancelled as (
      update sales.order_line set cancelled = quantity - shipped where company_id = ${tx.company} and order_id = ${id}
      returning shipped, invoiced
    ) select bool_or(shipped > 0) as shipped, bool_or(shipped > invoiced) as uninvoiced from cancelled`;
  const state = !left!.shipped ? 'cancelled' : left!.uninvoiced ? order.state : 'done';
  await Promise.all([
    setState(tx, order, state),
    tx.sql`update sales.sales_order o set open_base_minor = ${left!.uninvoiced ? order.openBaseMinor : 0n} where company_id = ${tx.company} and id = ${id}`,
  ]);
  tx.record({ entity: 'sales.sales_order', id, after: { cancelledRest: reason } });
  return { order: id, state };
});
