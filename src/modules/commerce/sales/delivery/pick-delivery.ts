import { type Input, implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { cancelDelivery, pickDelivery, shipDelivery } from '../contract.ts';
import { checkHold } from '../order/credit.ts';
import { type LockedOrder, lockOrders, ready } from '../order/lock.ts';
import {
  insertDeliveries,
  type Leaving,
  markShipped,
  recountReplaced,
  takeStock,
  writeShipped,
} from './ship-orders.ts';

export const pickHandler = implement(pickDelivery, async (tx, { order: id, lines, overrideCredit }, refuse) => {
  const [order] = await lockOrders(tx, [id]);
  if (order!.state !== 'confirmed') refuse('wrong_state', { number: order!.number, state: order!.state });
  checkHold(tx, [order!], overrideCredit, refuse);
  const wanted = new Map<Id, Decimal>();
  for (const { line, quantity } of lines ?? [])
    wanted.set(line, toDecimal(dec(wanted.get(line) ?? '0').plus(quantity)));
  if ([...wanted.keys()].some((line) => !order!.lines.some((candidate) => candidate.id === line))) refuse('no_line');
  const picked = order!.lines.flatMap((line) => {
    const quantity = lines ? wanted.get(line.id) : ready(line);
    if (quantity === undefined || dec(quantity).lte(0)) return [];
    if (dec(quantity).gt(line.open)) refuse('more_than_open', { position: line.position, open: line.open });
    return [{ line, deliveryLineId: tx.newId(), quantity }];
  });
  if (picked.length === 0)
    refuse(order!.lines.some((line) => dec(line.open).gt(0)) ? 'nothing_reserved' : 'nothing_to_ship', {
      number: order!.number,
    });
  const delivery = tx.newId();
  const [number] = await insertDeliveries(
    tx,
    [{ order: order!, deliveryId: delivery, lines: picked }],
    'picking',
    null,
  );
  tx.record({ entity: 'sales.sales_order', id, after: { picking: number } });
  return { delivery, number: number! };
});

interface LockedDelivery {
  id: Id;
  number: string;
  state: string;
  orderId: Id;
  shippedOn: Day | null;
}

interface PickedLine {
  id: Id;
  orderLineId: Id;
  quantity: Decimal;
}

/** Locks the order before its delivery: the same order everywhere. */
async function lockDelivery(
  tx: Tx,
  id: Id,
): Promise<{ delivery: LockedDelivery; order: LockedOrder; lines: PickedLine[] }> {
  const [found] = await tx.sql<{
    orderId: Id;
  }>`select order_id from sales.delivery where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'delivery' });
  const [order] = await lockOrders(tx, [found.orderId]);
  const [rows, lines] = await Promise.all([
    tx.sql<LockedDelivery>`select id, number, state, order_id, shipped_on from sales.delivery where company_id = ${tx.company} and id = ${id} for no key update`,
    tx.sql<PickedLine>`select id, order_line_id, quantity from sales.delivery_line where company_id = ${tx.company} and delivery_id = ${id} order by id`,
  ]);
  return { delivery: rows[0]!, order: order!, lines };
}

export const shipDeliveryHandler = implement(shipDelivery, async (tx, input, refuse) => {
  const { delivery, order, lines } = await lockDelivery(tx, input.delivery);
  if (delivery.state !== 'picking') refuse('wrong_state', { number: delivery.number, state: delivery.state });
  if (order.state !== 'confirmed') refuse('order_on_hold', { number: order.number });
  const day = input.shippedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  checkHold(tx, [order], input.overrideCredit, refuse);
  const counted = countedOf(input.lines ?? []);
  if ([...counted.keys()].some((id) => !lines.some((line) => line.id === id))) refuse('no_line');
  const shipped = lines.map((picked) => {
    const line = order.lines.find((candidate) => candidate.id === picked.orderLineId)!;
    const quantity = counted.get(picked.id)?.quantity ?? picked.quantity;
    if (dec(quantity).gt(picked.quantity) || dec(quantity).lt(0))
      refuse('more_than_picked', { position: line.position, picked: picked.quantity });
    return { line, deliveryLineId: picked.id, quantity, lots: counted.get(picked.id)?.lots ?? undefined };
  });
  const leaving: Leaving = {
    order,
    deliveryId: delivery.id,
    lines: shipped.filter(({ quantity }) => dec(quantity).gt(0)),
  };
  if (leaving.lines.length === 0) refuse('nothing_picked');
  await takeStock(tx, [leaving], day);
  await Promise.all([writeShipped(tx, [leaving], day, input), markShipped(tx, [leaving])]);
  await recountReplaced(tx, [order]);
  tx.record({ entity: 'sales.sales_order', id: order.id, after: { shipped: delivery.number, on: day } });
  return { delivery: delivery.id };
});

type Counted = NonNullable<Input<typeof shipDelivery>['lines']>[number];

/** A line named twice is what both say together. */
function countedOf(lines: readonly Counted[]): Map<Id, Counted> {
  const counted = new Map<Id, Counted>();
  for (const line of lines) {
    const before = counted.get(line.line);
    counted.set(line.line, {
      ...line,
      quantity: toDecimal(dec(line.quantity).plus(before?.quantity ?? '0')),
      lots: line.lots || before?.lots ? [...(before?.lots ?? []), ...(line.lots ?? [])] : null,
    });
  }
  return counted;
}

export const cancelDeliveryHandler = implement(cancelDelivery, async (tx, { delivery: id }, refuse) => {
  const { delivery } = await lockDelivery(tx, id);
  if (delivery.state !== 'picking') refuse('wrong_state', { number: delivery.number, state: delivery.state });
  await tx.sql`update sales.delivery set state = 'cancelled' where company_id = ${tx.company} and id = ${id}`;
  tx.record({ entity: 'sales.delivery', id, before: { state: 'picking' }, after: { state: 'cancelled' } });
  return { delivery: id };
});
