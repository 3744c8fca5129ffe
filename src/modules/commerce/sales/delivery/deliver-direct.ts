import type { Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { release } from '#modules/supply/inventory/api.ts';
import type { directRefusals } from '../contract.ts';
import { reserveLines } from '../order/reserve.ts';
import { lockOrdersOf } from '../order/reserve-arrived.ts';
import { insertDeliveries, type Leaving, markShipped, recountReplaced, takeStock } from './ship-orders.ts';

export interface DirectLine {
  readonly line: Id;
  readonly quantity: Decimal;
}

export interface Direct {
  readonly lines: readonly DirectLine[];
  readonly site: Id;
  readonly day: Day;
  readonly carrier?: string | null | undefined;
  readonly tracking?: string | null | undefined;
}

/**
 * Deliveries of goods that went straight from the supplier to the customer, one an order, out of a site that holds them for this
 * moment. What lines had reserved elsewhere beyond what is still open is given back. Answers the deliveries.
 */
export async function deliverDirect(
  tx: Tx,
  { lines, site, day, ...sent }: Direct,
  refuse: Refuse<typeof directRefusals>,
): Promise<Id[]> {
  const orders = await lockOrdersOf(
    tx,
    lines.map((line) => line.line),
  );
  const leaving = orders.map((order): Leaving => {
    const { number, state } = order;
    if (state !== 'confirmed') refuse('sale_not_open', { number, state });
    const mine = order.lines.flatMap((line) => {
      const quantity = toDecimal(
        lines.filter((one) => one.line === line.id).reduce((sum, one) => sum.plus(one.quantity), dec(0)),
      );
      if (dec(quantity).eq(0)) return [];
      if (dec(quantity).gt(line.open)) refuse('more_than_sold', { number, position: line.position, open: line.open });
      return [{ line, deliveryLineId: tx.newId(), quantity }];
    });
    return { order: { ...order, siteId: site }, deliveryId: tx.newId(), lines: mine };
  });
  await takeStock(tx, leaving, day);
  await Promise.all([insertDeliveries(tx, leaving, 'shipped', day, sent), markShipped(tx, leaving)]);
  await recountReplaced(tx, orders);
  await giveBack(tx, leaving, new Map(orders.map((order) => [order.id, order.siteId])));
  tx.record(
    ...leaving.map(({ order, deliveryId }) => ({
      entity: 'sales.sales_order',
      id: order.id,
      after: { shipped: deliveryId, on: day, direct: true },
    })),
  );
  return leaving.map(({ deliveryId }) => deliveryId);
}

/** Lines that have more reserved than is open or being picked now keep just that. */
async function giveBack(tx: Tx, leaving: readonly Leaving[], sites: ReadonlyMap<Id, Id>): Promise<void> {
  const over = leaving.flatMap(({ order, lines }) =>
    lines
      .map(({ line, quantity }) => ({ order, line, rest: dec(line.open).plus(line.picked).minus(quantity) }))
      .filter(({ line, rest }) => dec(line.reserved).gt(rest)),
  );
  if (over.length === 0) return;
  await release(
    tx,
    over.map(({ line }) => line.id),
  );
  await reserveLines(
    tx,
    over
      .filter(({ rest }) => rest.gt(0))
      .map(({ order, line, rest }) => ({
        ...{ line: line.id, order: order.id, item: line.itemId },
        ...{ site: sites.get(order.id)!, quantity: toDecimal(rest) },
      })),
  );
}
