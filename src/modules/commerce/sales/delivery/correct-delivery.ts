import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { correctMoves, type LotPart, release } from '#modules/supply/inventory/api.ts';
import { type LockedLine, type LockedOrder, lockOrders } from '../order/lock.ts';
import { recount } from '../order/owed.ts';
import { reserveLines } from '../order/reserve.ts';
import { correctDelivery } from './contract.ts';

interface Delivered {
  readonly id: Id;
  readonly orderLineId: Id;
  readonly itemCode: string;
  readonly quantity: Decimal;
  /** Billed and not credited, or credited for good, and what came back: so many must have gone. */
  readonly least: Decimal;
  readonly billed: boolean;
  readonly moveId: Id | null;
}

interface Head {
  readonly number: string;
  readonly state: string;
  readonly shippedOn: Day;
  /** The first day something of it came back. */
  readonly backOn: Day | null;
}

interface Corrected {
  readonly row: Delivered;
  readonly line: LockedLine;
  readonly quantity: Decimal;
  readonly lots: LotPart[] | undefined;
}

type Refusing = Refuse<typeof correctDelivery.refusals>;

/**
 * A delivery as it should have been recorded: its stock moves are corrected by new entries, the order counts what really left,
 * and what did not is open and reserved again. What is billed or came back is said by other papers and stays.
 */
export default implement(correctDelivery, async (tx, input, refuse) => {
  const { order, head, rows } = await lockShipped(tx, input.delivery);
  if (head.state !== 'shipped') refuse('wrong_state', { number: head.number, state: head.state });
  const day = input.shippedOn && input.shippedOn !== head.shippedOn ? input.shippedOn : undefined;
  if (day) checkDay(tx, { day, head, rows }, refuse);
  const lines = plan(order, rows, input.lines, refuse);
  const moved = rows.filter((row) => row.moveId && (day || lines.some((line) => line.row === row)));
  await correctMoves(
    tx,
    moved.map((row) => {
      const { quantity = row.quantity, lots } = lines.find((line) => line.row === row) ?? {};
      const source = { entity: 'sales.delivery', id: input.delivery };
      return { moveId: row.moveId!, quantity, lots, effectiveOn: day, reason: input.reason, source };
    }),
  );
  await write(tx, input.delivery, lines, day);
  await keepReserved(tx, order, lines);
  const [now] = await recount(tx, [order.id]);
  tx.record(
    {
      ...{ entity: 'sales.delivery', id: input.delivery },
      before: {
        shippedOn: head.shippedOn,
        lines: lines.map(({ row }) => ({ item: row.itemCode, quantity: row.quantity })),
      },
      after: {
        ...{ shippedOn: day ?? head.shippedOn, reason: input.reason },
        lines: lines.map(({ row, quantity }) => ({ item: row.itemCode, quantity })),
      },
    },
    { entity: 'sales.sales_order', id: order.id, before: { state: order.state }, after: { state: now!.state } },
  );
  return { delivery: input.delivery, state: now!.state };
});

async function lockShipped(tx: Tx, id: Id): Promise<{ order: LockedOrder; head: Head; rows: Delivered[] }> {
  const [found] = await tx.sql<{ orderId: Id }>`
    select order_id from sales.delivery where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'delivery' });
  const [order] = await lockOrders(tx, [found.orderId]);
  const [[head], rows] = await Promise.all([
    tx.sql<Head>`
      select number, state, shipped_on, (
        select min(r.returned_on) from sales.sales_return r where r.company_id = d.company_id and r.delivery_id = d.id
      ) as back_on
      from sales.delivery d where company_id = ${tx.company} and id = ${id} for no key update of d`,
    tx.sql<Delivered>`
      select d.id, d.order_line_id, i.code as item_code, d.quantity, d.returned + d.billed - d.credited + d.forgone as least, d.billed > d.credited as billed,
        d.move_id
      from sales.delivery_line d join catalog.item i on i.company_id = d.company_id and i.id = d.item_id
      where d.company_id = ${tx.company} and d.delivery_id = ${id} order by d.id`,
  ]);
  return { order: order!, head: head!, rows };
}

/** The day of a delivery decides the tax of its invoice and comes before everything that came back of it. */
function checkDay(
  tx: Tx,
  { day, head, rows }: { day: Day; head: Head; rows: readonly Delivered[] },
  refuse: Refusing,
): void {
  if (day > tx.today) refuse('future_day', { day });
  if (rows.some((row) => row.billed)) refuse('day_billed', { number: head.number });
  if (head.backOn && day > head.backOn) refuse('back_before', { day: head.backOn });
}

function plan(
  order: LockedOrder,
  rows: readonly Delivered[],
  wanted: readonly { line: Id; quantity: Decimal; lots?: LotPart[] | null | undefined }[],
  refuse: Refusing,
): Corrected[] {
  const seen = new Set<Id>();
  return wanted.map(({ line: id, quantity, lots }) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return refuse('no_line');
    if (seen.has(id)) refuse('named_twice', { item: row.itemCode });
    seen.add(id);
    if (dec(quantity).lt(row.least)) refuse('invoiced_or_returned', { item: row.itemCode, least: row.least });
    const line = order.lines.find((one) => one.id === row.orderLineId)!;
    const more = dec(quantity).minus(row.quantity);
    if (more.gt(line.open)) refuse('more_than_ordered', { position: line.position, open: line.open });
    line.open = toDecimal(dec(line.open).minus(more));
    line.shipped = toDecimal(dec(line.shipped).plus(more));
    return { row, line, quantity, lots: lots ?? undefined };
  });
}

const write = (tx: Tx, delivery: Id, lines: readonly Corrected[], day: Day | undefined): Promise<unknown> => {
  const rows = lines.map(({ row, line, quantity }) => ({ id: row.id, quantity, line: line.id, shipped: line.shipped }));
  return Promise.all([
    tx.sql`
      update sales.delivery_line d set quantity = r.quantity from ${table(rows, { id: 'uuid', quantity: 'numeric' })}
      where d.company_id = ${tx.company} and d.id = r.id`,
    tx.sql`
      update sales.order_line l set shipped = r.shipped from ${table(rows, { line: 'uuid', shipped: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.line`,
    day
      ? tx.sql`update sales.delivery set shipped_on = ${day} where company_id = ${tx.company} and id = ${delivery}`
      : undefined,
  ]);
};

/** What did not leave is kept for the order; a line that has more reserved than is open now keeps just that. */
async function keepReserved(tx: Tx, order: LockedOrder, lines: readonly Corrected[]): Promise<void> {
  if (order.state !== 'confirmed' && order.state !== 'on_hold' && order.state !== 'done') return;
  const changed = [...new Map(lines.map(({ line }) => [line.id, line])).values()].filter((line) => line.stocked);
  await release(
    tx,
    changed.map((line) => line.id),
  );
  await reserveLines(
    tx,
    changed
      .map((line) => ({ line, quantity: toDecimal(dec(line.open).plus(line.picked)) }))
      .filter(({ quantity }) => dec(quantity).gt(0))
      .map(({ line, quantity }) => ({
        line: line.id,
        order: order.id,
        item: line.itemId,
        site: order.siteId,
        quantity,
      })),
  );
}
