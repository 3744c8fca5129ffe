import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { mayGo } from '#kernel/entity.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { customers, lockParties } from '#modules/master/parties/api.ts';
import { release } from '#modules/supply/inventory/api.ts';
import { cancelOrder, confirmOrder, holdOrder, orderFlow, releaseOrder } from '../contract.ts';
import { checkCredit, openOrders, orderedWithinDay } from './credit.ts';
import { checkNeeds } from './dimensions.ts';
import { type LockedOrder, lockOrders } from './lock.ts';
import { loweredUpTo, recount, toInvoice, toSend, unbilled, without } from './owed.ts';
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
  await checkNeeds(tx, [order!]);
  const customer = (await customers(tx, [order!.customerId])).get(order!.customerId)!;
  await lockParties(tx, [customer.id]);
  const [ordered, ofDay] = await Promise.all([openOrders(tx, [customer.id]), orderedWithinDay(tx, [customer.id])]);
  const beside = {
    customerOpenMinor: ordered.get(customer.id) ?? 0n,
    customerDayMinor: ofDay.get(customer.id) ?? 0n,
  };
  stateOrders(tx, [{ ...order!, ...beside, customer }]);
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
  const [now] = await recount(tx, [id]);
  return { order: id, state: now!.state };
});

export const cancelHandler = implement(cancelOrder, async (tx, { order: id, reason }, refuse) => {
  const order = await lockFor(tx, id, 'cancelled', refuse);
  const picking = order.lines.some((line) =>
    dec(line.quantity).plus(line.replaced).minus(line.shipped).minus(line.cancelled).gt(line.open),
  );
  if (picking) refuse('being_picked', { number: order.number });
  await release(
    tx,
    order.lines.map((line) => line.id),
  );
  const rest = order.lines.map((line) => {
    const open = toSend(line);
    // What was to be sent again was billed or credited already: it is not worth less.
    const most = unbilled(line);
    const worth = without(line, dec(open).gt(most) ? most : open);
    return { id: line.id, cancelled: open, ...worth, ...loweredUpTo(line, toInvoice(line)) };
  });
  const shipped = order.lines.some((line) => dec(line.shipped).gt(0));
  // Of an order nothing was shipped of, what it was worth stays to be read.
  await tx.sql`update sales.order_line l set cancelled = l.cancelled + r.cancelled, lowered = r.lowered, lowered_minor = r.lowered_minor,
      net_minor = case when ${shipped} then r.net_minor else l.net_minor end, taxes = case when ${shipped} then r.taxes else l.taxes end,
      tax_minor = case when ${shipped} then r.tax_minor else l.tax_minor end
    from ${table(rest, { id: 'uuid', cancelled: 'numeric', lowered: 'numeric', loweredMinor: 'bigint', netMinor: 'bigint', taxes: 'jsonb', taxMinor: 'bigint' })}
    where l.company_id = ${tx.company} and l.id = r.id`;
  if (shipped)
    await tx.sql`update sales.sales_order set net_minor = ${sumMinor(rest.map((line) => line.netMinor))}, tax_minor = freight_tax_minor + ${sumMinor(rest.map((line) => line.taxMinor))}::bigint
      where company_id = ${tx.company} and id = ${id}`;
  else await setState(tx, order, 'cancelled');
  const [now] = await recount(tx, [id]);
  tx.record({
    entity: 'sales.sales_order',
    id,
    before: { state: order.state },
    after: { cancelledRest: reason, ...(now!.state === order.state ? {} : { state: now!.state }) },
  });
  return { order: id, state: now!.state };
});
