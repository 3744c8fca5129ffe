import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { reserve } from '#modules/supply/inventory/api.ts';
import { reserveOrders } from '../contract.ts';
import { lockOrders, uncovered } from './lock.ts';

export interface DemandLine {
  line: Id;
  order: Id;
  item: Id;
  site: Id;
  quantity: string;
}

/** Reserves what stock there is for order lines; returns how many lines stay short. */
export async function reserveLines(tx: Tx, lines: readonly DemandLine[]): Promise<number> {
  if (lines.length === 0) return 0;
  const got = await reserve(
    tx,
    lines.map(({ line, order, item, site, quantity }) => ({
      demand: line,
      source: { entity: 'sales.sales_order', id: order },
      item,
      site,
      quantity,
    })),
  );
  const reserved = new Map(got.map((row) => [row.demand, row.reserved]));
  return lines.filter(({ line, quantity }) => dec(reserved.get(line) ?? '0').lt(quantity)).length;
}

export default implement(reserveOrders, async (tx, { orders }, refuse) => {
  const locked = await lockOrders(tx, orders);
  const wrong = locked.find((order) => order.state !== 'confirmed');
  if (wrong) refuse('wrong_state', { number: wrong.number, state: wrong.state });
  const lines = locked.flatMap((order) => order.lines.map((line) => ({ ...line, site: order.siteId })));
  const missing = lines
    .map((line) => ({
      line: line.id,
      order: line.orderId,
      item: line.itemId,
      site: line.site,
      stocked: line.stocked,
      promisedOn: line.promisedOn ?? '9999-12-31',
      quantity: uncovered(line),
    }))
    .filter((line) => line.stocked && line.quantity.gt(0))
    .sort((a, b) => a.promisedOn.localeCompare(b.promisedOn));
  const short = await reserveLines(
    tx,
    missing.map((line) => ({ ...line, quantity: line.quantity.toFixed() })),
  );
  tx.record(...locked.map((order) => ({ entity: 'sales.sales_order', id: order.id, after: { reservedAgain: true } })));
  return { short };
});
