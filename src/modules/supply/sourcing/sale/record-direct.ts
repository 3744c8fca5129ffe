import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { on } from '#kernel/event.ts';
import type { Tx } from '#kernel/tx.ts';
import { deliverDirect, lockOrdersOf, reserveArrived } from '#modules/commerce/sales/api.ts';
import { receiveDirect } from '#modules/supply/purchasing/api.ts';
import { arrivingForSale, receivedForSale } from '#modules/supply/purchasing/contract.ts';
import { recordDirectShipment } from '../contract.ts';

/** Sales orders are held before the stock rows their goods enter. */
export const holdSales = on(arrivingForSale, async (tx, { demands }) => {
  await lockOrdersOf(tx, demands);
});

export const reserveForSales = on(receivedForSale, async (tx, { lines }) => {
  await reserveArrived(
    tx,
    lines.map(({ demand: line, site, quantity }) => ({ line, site, quantity })),
  );
});

/** One at a time: goods of two shipments of an item would mix in the average between coming and leaving. */
export const holdDirect = (tx: Tx): Promise<unknown> =>
  tx.sql`select pg_advisory_xact_lock(hashtext('sourcing.direct'), ${tx.company})`;

export const recordDirectHandler = implement(
  recordDirectShipment,
  async (tx, { order, shippedOn, carrier, tracking, ...notice }, refuse) => {
    const day = shippedOn ?? tx.today;
    await holdDirect(tx);
    const { receipt, number, site, lines } = await receiveDirect(tx, { order, ...notice }, day, refuse);
    const deliveries = await deliverDirect(tx, { lines, site, day, carrier, tracking }, refuse);
    const [left] = await tx.sql<{ item: string }>`
    select i.code as item from ${table(lines, { item: 'uuid' })}
    join inventory.v_stock s on s.company_id = ${tx.company} and s.item_id = r.item and s.site_id = ${site} and s.on_hand <> 0
    join catalog.item i on i.company_id = s.company_id and i.id = s.item_id limit 1`;
    // With nothing there before and nothing after, what was delivered is just what came, and cost what it cost.
    if (left) refuse('site_holds_stock', { item: left.item });
    return { receipt, number, deliveries };
  },
);
