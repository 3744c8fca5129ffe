import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { correctMoves, type LotPart, type MoveCorrection, namedRows } from '#modules/supply/inventory/api.ts';
import { type LockedLine, type LockedOrder, lockOrders } from '../order/lock.ts';
import { recount } from '../order/owed.ts';
import { keepReserved } from '../order/reserve.ts';
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
  readonly siteId: Id;
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

type Refusing = Refuse<Omit<typeof correctDelivery.refusals, 'wrong_state' | 'from_supplier'>>;

type Correction = Omit<Input<typeof correctDelivery>, 'lines'> & {
  readonly lines: readonly { line: Id; quantity: Decimal; lots?: LotPart[] | null | undefined }[];
};

type Shipped = Awaited<ReturnType<typeof lockShipped>>;

export default implement(correctDelivery, async (tx, input, refuse) => {
  const shipped = await lockShipped(tx, input.delivery);
  const { order, head } = shipped;
  if (head.state !== 'shipped') refuse('wrong_state', { number: head.number, state: head.state });
  if (head.siteId !== order.siteId) refuse('from_supplier', { number: head.number });
  const { moves, write } = correctionOf(tx, shipped, input, refuse);
  await correctMoves(tx, moves);
  return write();
});

/**
 * The deliveries of goods that went straight from the supplier to the customer by one event, corrected by how many more left.
 * Answers the corrections of their moves, for whoever corrects how they came, and what writes the rest after it.
 */
export async function correctDeliveredDirect(
  tx: Tx,
  { event, lines, ...input }: CorrectedDirect,
  refuse: Refusing,
): Promise<{ moves: MoveCorrection[]; write: () => Promise<void> }> {
  const found = await tx.sql<{ delivery: Id; id: Id; orderLine: Id; quantity: Decimal }>`
    select l.delivery_id as delivery, l.id, l.order_line_id as order_line, l.quantity
    from inventory.v_move m join sales.delivery_line l on l.company_id = m.company_id and l.move_id = m.id
    where m.company_id = ${tx.company} and m.event_id = ${event} and m.source_entity = 'sales.delivery'
      and l.order_line_id = any(${lines.map(({ line }) => line)}::uuid[]) order by l.delivery_id`;
  const parts: ReturnType<typeof correctionOf>[] = [];
  // One delivery an order, and a shipment is of one order.
  for (const [delivery, own] of Map.groupBy(found, (row) => row.delivery)) {
    const shipped = await lockShipped(tx, delivery);
    const right = own.map(({ id, orderLine, quantity }) => ({
      line: id,
      quantity: moreOf(lines, orderLine, quantity),
    }));
    parts.push(correctionOf(tx, shipped, { ...input, delivery, lines: right }, refuse));
  }
  return {
    moves: parts.flatMap(({ moves }) => moves),
    write: async () => {
      for (const { write } of parts) await write();
    },
  };
}

export interface CorrectedDirect {
  readonly event: Id;
  readonly lines: readonly { readonly line: Id; readonly more: Decimal }[];
  readonly shippedOn: Day | undefined;
  readonly reason: string;
}

const moreOf = (lines: CorrectedDirect['lines'], orderLine: Id, quantity: Decimal): Decimal =>
  toDecimal(lines.filter(({ line }) => line === orderLine).reduce((sum, { more }) => sum.plus(more), dec(quantity)));

/**
 * A delivery as it should have been recorded: its stock moves are corrected by new entries, the order counts what really left,
 * and what did not is open and reserved again. What is billed or came back is said by other papers and stays.
 */
function correctionOf(tx: Tx, { order, head, rows }: Shipped, input: Correction, refuse: Refusing) {
  const day = input.shippedOn && input.shippedOn !== head.shippedOn ? input.shippedOn : undefined;
  if (day) checkDay(tx, { day, head, rows }, refuse);
  const lines = plan(order, rows, input.lines, refuse);
  const moved = rows.filter((row) => row.moveId && (day || lines.some((line) => line.row === row)));
  const moves = moved.map((row): MoveCorrection => {
    const { quantity = row.quantity, lots } = lines.find((line) => line.row === row) ?? {};
    const source = { entity: 'sales.delivery', id: input.delivery };
    return { moveId: row.moveId!, quantity, lots, effectiveOn: day, reason: input.reason, source };
  });
  return {
    moves,
    write: () =>
      writeCorrection(tx, { ...{ delivery: input.delivery, reason: input.reason }, order, head, lines, day }),
  };
}

async function writeCorrection(tx: Tx, { delivery, order, head, lines, day, reason }: Written) {
  await write(tx, delivery, lines, day);
  // What its supplier is to deliver is kept from no stock of ours.
  await keepReserved(
    tx,
    order,
    lines.map(({ line }) => ({ line, direct: head.siteId !== order.siteId })),
  );
  const [now] = await recount(tx, [order.id]);
  tx.record(
    {
      ...{ entity: 'sales.delivery', id: delivery },
      before: {
        shippedOn: head.shippedOn,
        lines: lines.map(({ row }) => ({ item: row.itemCode, quantity: row.quantity })),
      },
      after: {
        ...{ shippedOn: day ?? head.shippedOn, reason },
        lines: lines.map(({ row, quantity }) => ({ item: row.itemCode, quantity })),
      },
    },
    { entity: 'sales.sales_order', id: order.id, before: { state: order.state }, after: { state: now!.state } },
  );
  return { delivery, state: now!.state };
}

interface Written {
  readonly delivery: Id;
  readonly order: LockedOrder;
  readonly head: Head;
  readonly lines: readonly Corrected[];
  readonly day: Day | undefined;
  readonly reason: string;
}

async function lockShipped(tx: Tx, id: Id): Promise<{ order: LockedOrder; head: Head; rows: Delivered[] }> {
  const [found] = await tx.sql<{ orderId: Id }>`
    select order_id from sales.delivery where company_id = ${tx.company} and id = ${id}`;
  if (!found) return refuseCommon('not_found', { what: 'delivery' });
  const [order] = await lockOrders(tx, [found.orderId]);
  const [[head], rows] = await Promise.all([
    tx.sql<Head>`
      select number, site_id, state, shipped_on, (
        select min(r.returned_on) from sales.v_return r where r.company_id = d.company_id and r.delivery_id = d.id
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
  wanted: Correction['lines'],
  refuse: Refusing,
): Corrected[] {
  const of = { id: (row: Delivered) => row.id, item: (row: Delivered) => row.itemCode };
  return namedRows(rows, wanted, of, refuse).map(([row, { quantity, lots }]) => {
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
