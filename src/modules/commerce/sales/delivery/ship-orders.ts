import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { dimensionsOf, namingLines } from '#modules/finance/ledger/api.ts';
import { type LotPart, ship } from '#modules/supply/inventory/api.ts';
import { shipOrders } from '../contract.ts';
import { checkHold } from '../order/credit.ts';
import { needing } from '../order/dimensions.ts';
import { type LockedLine, type LockedOrder, lockOrders, ready } from '../order/lock.ts';
import { recount } from '../order/owed.ts';

export interface Leaving {
  order: LockedOrder;
  deliveryId: Id;
  lines: {
    line: LockedLine;
    deliveryLineId: Id;
    quantity: Decimal;
    lots?: readonly LotPart[] | undefined;
    moveId?: Id;
  }[];
}

export default implement(shipOrders, async (tx, { orders, shippedOn, reservedOnly, overrideCredit }, refuse) => {
  const day = shippedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  const locked = await lockOrders(tx, orders);
  for (const { number, state } of locked) if (state !== 'confirmed') refuse('wrong_state', { number, state });
  checkHold(tx, locked, overrideCredit, refuse);
  const picked = await pickedOf(tx, locked);
  const rest = locked.flatMap((order) => restOf(tx, order, reservedOnly));
  const leaving = [...picked, ...rest];
  const without = locked.find((order) => !leaving.some((one) => one.order.id === order.id));
  if (without)
    refuse(without.lines.some(({ open }) => dec(open).gt(0)) ? 'nothing_reserved' : 'nothing_to_ship', {
      number: without.number,
    });
  // What is picked takes what is reserved for the order first.
  await takeStock(tx, picked, day);
  await takeStock(tx, rest, day);
  await Promise.all([
    writeShipped(tx, picked, day),
    insertDeliveries(tx, rest, 'shipped', day),
    markShipped(tx, leaving),
  ]);
  await recountReplaced(tx, locked);
  tx.record(
    ...leaving.map(({ order, deliveryId }) => ({
      entity: 'sales.sales_order',
      id: order.id,
      after: { shipped: deliveryId, on: day },
    })),
  );
  tx.did(
    shipOrders.many!,
    leaving.map(({ deliveryId }) => ({ input: { delivery: deliveryId, shippedOn, overrideCredit } })),
  );
  return { deliveries: leaving.map(({ deliveryId }) => deliveryId) };
});

/** Goods sent again that were not credited are not billed either: with the last of them the order is done. */
export async function recountReplaced(tx: Tx, orders: readonly LockedOrder[]): Promise<void> {
  const again = orders.filter((order) => order.lines.some((line) => dec(line.replaced).gt(0)));
  if (again.length > 0)
    await recount(
      tx,
      again.map((order) => order.id),
    );
}

/** Deliveries of the orders that are being picked: they leave as they are picked. */
async function pickedOf(tx: Tx, orders: readonly LockedOrder[]): Promise<Leaving[]> {
  if (!orders.some((order) => order.lines.some((line) => dec(line.picked).gt(0)))) return [];
  const rows = await tx.sql<{ id: Id; deliveryId: Id; orderId: Id; orderLineId: Id; quantity: Decimal }>`
    select l.id, l.delivery_id, d.order_id, l.order_line_id, l.quantity
    from sales.delivery d join sales.delivery_line l on l.company_id = d.company_id and l.delivery_id = d.id
    where d.company_id = ${tx.company} and d.order_id = any(${orders.map((order) => order.id)}::uuid[]) and d.state = 'picking'
    order by d.id, l.id for no key update of d`;
  return [...Map.groupBy(rows, (row) => row.deliveryId)].map(([deliveryId, lines]) => {
    const order = orders.find((candidate) => candidate.id === lines[0]!.orderId)!;
    return {
      order,
      deliveryId,
      lines: lines.map(({ id, orderLineId, quantity }) => ({
        line: order.lines.find((line) => line.id === orderLineId)!,
        deliveryLineId: id,
        quantity,
      })),
    };
  });
}

/** What else may leave of an order now: reserved goods (or all that is open), and its services. */
function restOf(tx: Tx, order: LockedOrder, reservedOnly: boolean): Leaving[] {
  const lines = order.lines
    .map((line) => ({ line, deliveryLineId: tx.newId(), quantity: reservedOnly ? ready(line) : line.open }))
    .filter(({ quantity }) => dec(quantity).gt(0));
  return lines.length > 0 ? [{ order, deliveryId: tx.newId(), lines }] : [];
}

/** Stock leaves and its cost is booked, for all deliveries at once; each line learns its move. */
export async function takeStock(tx: Tx, leaving: readonly Leaving[], day: Day): Promise<void> {
  if (leaving.length === 0) return;
  const shipments = leaving.map(({ order, deliveryId, lines }) => ({
    source: { entity: 'sales.delivery', id: deliveryId },
    party: order.customerId,
    effectiveOn: day,
    lines: lines.flatMap(({ line, deliveryLineId, quantity, lots }) =>
      line.stocked
        ? [
            {
              ...{ key: deliveryLineId, demand: line.id, item: line.itemId, site: order.siteId, quantity, lots },
              ...dimensionsOf(line),
            },
          ]
        : [],
    ),
  }));
  const leavingLines = leaving.flatMap(({ order, lines }) =>
    needing({ ...order, lines: lines.map(({ line }) => line) }),
  );
  const moved = await namingLines(leavingLines, () =>
    ship(
      tx,
      shipments.filter((shipment) => shipment.lines.length > 0),
    ),
  );
  for (const { lines } of leaving) for (const line of lines) line.moveId = moved.get(line.deliveryLineId)?.moveId;
}

/** Deliveries that were being picked have left; what did not leave is taken off them. */
export async function writeShipped(
  tx: Tx,
  leaving: readonly Leaving[],
  day: Day,
  sent: { carrier?: string | null | undefined; tracking?: string | null | undefined } = {},
): Promise<void> {
  if (leaving.length === 0) return;
  const ids = leaving.map(({ deliveryId }) => deliveryId);
  const lines = leaving.flatMap((delivery) => delivery.lines);
  await Promise.all([
    tx.sql`update sales.delivery set state = 'shipped', shipped_on = ${day}, carrier = ${sent.carrier ?? null}, tracking = ${sent.tracking ?? null}
      where company_id = ${tx.company} and id = any(${ids}::uuid[])`,
    tx.sql`update sales.delivery_line d set quantity = r.quantity, move_id = r.move_id
      from ${table(lines, { deliveryLineId: 'uuid', quantity: 'numeric', moveId: 'uuid' })} where d.company_id = ${tx.company} and d.id = r.delivery_line_id`,
    tx.sql`delete from sales.delivery_line where company_id = ${tx.company} and delivery_id = any(${ids}::uuid[])
      and not id = any(${lines.map((line) => line.deliveryLineId)}::uuid[])`,
  ]);
  tx.record(
    ...ids.map((id) => ({
      ...{ entity: 'sales.delivery', id },
      ...{ before: { state: 'picking' }, after: { state: 'shipped', shippedOn: day } },
    })),
  );
}

export async function insertDeliveries(
  tx: Tx,
  leaving: readonly Leaving[],
  state: 'picking' | 'shipped',
  day: Day | null,
  sent: { carrier?: string | null | undefined; tracking?: string | null | undefined } = {},
): Promise<string[]> {
  if (leaving.length === 0) return [];
  const numbers = await tx.takeNumbers('sales.delivery', leaving.length);
  const headers = leaving.map(({ order, deliveryId }, index) => ({
    id: deliveryId,
    number: numbers[index]!,
    orderId: order.id,
    customerId: order.customerId,
    siteId: order.siteId,
    shipToId: order.shipToId,
  }));
  const lines = leaving.flatMap(({ deliveryId, lines: all }) =>
    all.map(({ line, deliveryLineId, quantity, moveId }) => ({
      id: deliveryLineId,
      deliveryId,
      orderLineId: line.id,
      itemId: line.itemId,
      quantity,
      moveId: moveId ?? null,
    })),
  );
  await Promise.all([
    tx.sql`insert into sales.delivery (company_id, id, number, state, order_id, customer_id, site_id, ship_to_id, shipped_on, carrier, tracking)
      select ${tx.company}, id, number, ${state}, order_id, customer_id, site_id, ship_to_id, ${day}::date, ${sent.carrier ?? null}::text, ${sent.tracking ?? null}::text
      from ${table(headers, { id: 'uuid', number: 'text', orderId: 'uuid', customerId: 'uuid', siteId: 'uuid', shipToId: 'uuid' })}`,
    tx.sql`insert into sales.delivery_line (company_id, id, delivery_id, order_line_id, item_id, quantity, move_id)
      select ${tx.company}, id, delivery_id, order_line_id, item_id, quantity, move_id
      from ${table(lines, { id: 'uuid', deliveryId: 'uuid', orderLineId: 'uuid', itemId: 'uuid', quantity: 'numeric', moveId: 'uuid' })}`,
  ]);
  tx.record(
    ...headers.map((header) => ({
      entity: 'sales.delivery',
      id: header.id,
      after: { number: header.number, state, shippedOn: day },
    })),
  );
  return numbers;
}

export const markShipped = (tx: Tx, leaving: readonly Leaving[]): Promise<unknown> => {
  const lines = leaving.flatMap(({ lines: all }) => all.map(({ line, quantity }) => ({ id: line.id, quantity })));
  return tx.sql`update sales.order_line l set shipped = l.shipped + s.quantity
    from (select r.id, sum(r.quantity) as quantity from ${table(lines, { id: 'uuid', quantity: 'numeric' })} group by r.id) s
    where l.company_id = ${tx.company} and l.id = s.id`;
};
