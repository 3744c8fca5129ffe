import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { release, reserve } from '#modules/supply/inventory/api.ts';
import { reserveOrders } from '../contract.ts';
import { type LockedLine, type LockedOrder, lockOrders, uncovered } from './lock.ts';

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

/**
 * Keeps for corrected lines just what is open of them: what did not leave is reserved again, what is reserved beyond is given back.
 * Of lines that somebody else delivers (direct) no more is reserved than was.
 */
export async function keepReserved(
  tx: Tx,
  order: LockedOrder,
  lines: readonly { line: LockedLine; direct: boolean }[],
): Promise<void> {
  if (order.state !== 'confirmed' && order.state !== 'on_hold' && order.state !== 'done') return;
  const changed = [...new Map(lines.map((one) => [one.line.id, one])).values()].filter(({ line }) => line.stocked);
  await release(
    tx,
    changed.map(({ line }) => line.id),
  );
  await reserveLines(
    tx,
    changed
      .map(({ line, direct }) => ({ line, quantity: toKeep(line, direct) }))
      .filter(({ quantity }) => dec(quantity).gt(0))
      .map(({ line, quantity }) => ({
        ...{ line: line.id, order: order.id, item: line.itemId, site: order.siteId, quantity },
      })),
  );
}

function toKeep(line: LockedLine, direct: boolean): Decimal {
  const wanted = dec(line.open).plus(line.picked);
  return toDecimal(direct && wanted.gt(line.reserved) ? dec(line.reserved) : wanted);
}
