import { z } from 'zod';
import { implement } from '#kernel/command.ts';
import { part } from '#kernel/db/sql.ts';
import type { Job } from '#kernel/module.ts';
import { answer, type Row, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';
import { reserveWaiting } from '../contract.ts';
import { lockOrders, uncovered } from './lock.ts';
import { reserveLines } from './reserve.ts';

/*
 * Stock becomes free in many ways: an order is cancelled or cut, goods come back, a count finds more, a correction. Whoever
 * freed it holds its stock row, and orders are locked before stock, so what is free is given to waiting lines by a transaction
 * of its own: every few minutes, or at once by whoever asks.
 */

/** What each waiting line of confirmed orders could have of the stock that is free, the earliest promise first. */
const servable = (tx: Tx, where: { item?: Id | null | undefined; site?: Id | null | undefined }) => part`
  select w.*, least(w.missing, w.available - (w.upto - w.missing)) as servable
  from (
    select l.company_id, l.id as line_id, l.order_id, l.order_number, l.position, l.item_id, o.site_id, l.customer_id, l.promised_on, l.missing,
      s.available, sum(l.missing) over (partition by l.item_id, o.site_id order by l.promised_on nulls last, l.order_number, l.position) as upto
    from sales.v_order_line l
    join sales.sales_order o on o.company_id = l.company_id and o.id = l.order_id
    join inventory.v_stock s on s.company_id = l.company_id and s.item_id = l.item_id and s.site_id = o.site_id and s.available > 0
    where l.company_id = ${tx.company} and l.state = 'confirmed' and l.missing > 0
      and (${where.item ?? null}::uuid is null or l.item_id = ${where.item ?? null})
      and (${where.site ?? null}::uuid is null or o.site_id = ${where.site ?? null})
  ) w where w.upto - w.missing < w.available`;

export const canBeReserved = answer(
  report('sales.can_be_reserved', {
    label: 'Can be reserved now',
    about:
      'Lines of confirmed orders that wait for stock which is free by now, the earliest promise first, with what each would get.',
    permission: 'sales.order.read',
    params: z.object({ item: v.Ref('catalog.item').optional(), site: v.Ref('organisation.site').optional() }),
    columns: {
      number: { label: 'Order', type: 'code', drill: { entity: 'sales.sales_order', id: 'orderId' } },
      customer: { label: 'Customer', type: 'text' },
      promisedOn: { label: 'Promised', type: 'day' },
      item: { label: 'Item', type: 'text', drill: { entity: 'catalog.item', id: 'itemId' } },
      site: { label: 'Site', type: 'code' },
      missing: { label: 'Missing', type: 'quantity' },
      servable: { label: 'Would get', type: 'quantity', explain: 'Of what is free, after the lines promised earlier.' },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, where) => {
    const rows = await tx.sql<Row>`
      select w.order_number as number, p.name as customer, w.promised_on, i.code || ' ' || i.name as item, s.code as site, w.missing, w.servable,
        w.order_id, w.item_id
      from (${servable(tx, where)}) w
      join parties.party p on p.company_id = w.company_id and p.id = w.customer_id
      join catalog.item i on i.company_id = w.company_id and i.id = w.item_id
      join organisation.site s on s.company_id = w.company_id and s.id = w.site_id
      order by w.promised_on nulls last, number, w.position limit ${v.LIMITS.documentLines + 1}`;
    return { rows: rows.slice(0, v.LIMITS.documentLines), more: rows.length > v.LIMITS.documentLines };
  },
);

/** Locks the orders, then gives: what another took meanwhile is simply not there any more. Answers how many lines got some. */
async function giveFree(
  tx: Tx,
  where: { item?: Id | null | undefined; site?: Id | null | undefined },
): Promise<number> {
  const found = await tx.sql<{ orderId: Id }>`
    select order_id from (${servable(tx, where)}) w
    group by order_id order by min(promised_on) nulls last, order_id limit ${v.LIMITS.batchDocuments}`;
  if (found.length === 0) return 0;
  const orders = await lockOrders(
    tx,
    found.map((row) => row.orderId),
  );
  const lines = orders
    .filter((order) => order.state === 'confirmed')
    .flatMap((order) =>
      order.lines.map((line) => ({
        ...{ line: line.id, order: order.id, number: order.number, item: line.itemId, site: order.siteId },
        ...{ stocked: line.stocked, promisedOn: line.promisedOn ?? '9999-12-31', position: line.position },
        missing: uncovered(line),
      })),
    )
    .filter(({ stocked, missing, item, site }) => {
      const asked = (!where.item || where.item === item) && (!where.site || where.site === site);
      return stocked && asked && missing.gt(0);
    })
    .sort(
      (a, b) => a.promisedOn.localeCompare(b.promisedOn) || a.number.localeCompare(b.number) || a.position - b.position,
    )
    .map(({ missing, ...line }) => ({ ...line, quantity: toDecimal(missing) }));
  const short = await reserveLines(tx, lines);
  const waiting = [...new Set(lines.map((line) => line.order))];
  tx.record(...waiting.map((id) => ({ entity: 'sales.sales_order', id, after: { reservedAgain: true } })));
  return lines.length - short;
}

export default implement(reserveWaiting, async (tx, where) => ({ served: await giveFree(tx, where) }));

export const reserveWaitingJob: Job = {
  name: 'sales.reserve_waiting',
  cron: '*/10 * * * *',
  run: async (tx) => {
    await giveFree(tx, {});
  },
};
