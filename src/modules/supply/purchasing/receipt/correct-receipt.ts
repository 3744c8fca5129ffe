import { type Input, implement, type Output, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { postingDays } from '#modules/finance/ledger/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { type CorrectedValue, correctMoves, type LotPart, type MoveCorrection } from '#modules/supply/inventory/api.ts';
import { goodsReceived } from '../contract.ts';
import { setStates } from '../order/change-order.ts';
import { type LockedLine, type LockedOrder, lockOrders, wantedOf } from '../order/lock.ts';
import { type Accrual, shareOf, worthOfPart, writeAccruals } from './accrual.ts';
import { lockReceiptLines, type ReceiptFacts } from './bill.ts';
import { correctReceipt } from './contract.ts';

interface Line extends ReceiptFacts {
  rate: Decimal;
  landed: boolean;
}

interface Corrected {
  readonly row: Line;
  readonly line: LockedLine;
  readonly quantity: Decimal;
  /** Of the day it came. */
  readonly rate: Decimal;
  /** What the accrual changes by with the quantity. */
  readonly deltaMinor: bigint;
  readonly lots: LotPart[] | undefined;
}

type Refusing = Refuse<Omit<typeof correctReceipt.refusals, 'went_to_customer'>>;

export default implement(correctReceipt, async (tx, input, refuse) => {
  const { order } = await lockOrder(tx, input.receipt);
  if (order.direct) refuse('went_to_customer', { number: order.number });
  return correct(tx, { ...input, order }, refuse);
});

/** How many more of a sales order line a shipment corrected so brought to the customer; below zero: fewer. */
export interface MoreDelivered {
  readonly line: Id;
  readonly more: Decimal;
}

/**
 * Corrects the receipt of what went straight to the customer. `delivered` is told the event the goods came by and how many more
 * left with it, and answers the corrections of the moves they left by: both halves are corrected as one, so that nothing stays
 * on the site they pass.
 */
export async function correctDirect(
  tx: Tx,
  input: Input<typeof correctReceipt>,
  delivered: (event: Id, lines: readonly MoreDelivered[]) => Promise<readonly MoveCorrection[]>,
  refuse: Refuse<Omit<typeof correctReceipt.refusals, 'went_to_customer'> & Record<'not_direct', string>>,
): Promise<Output<typeof correctReceipt>> {
  const { order, event } = await lockOrder(tx, input.receipt);
  if (!order.direct) refuse('not_direct', { number: order.number });
  return correct(tx, { ...input, order, leaving: (lines) => delivered(event, lines) }, refuse);
}

type Correcting = Input<typeof correctReceipt> & {
  readonly order: LockedOrder;
  readonly leaving?: (lines: readonly MoreDelivered[]) => Promise<readonly MoveCorrection[]>;
};

/**
 * A receipt as it should have been recorded: its stock move is corrected by new entries, what waits for a bill follows, and the
 * order waits for what did not come. What is billed or has gone back is said by other papers and stays.
 */
async function correct(tx: Tx, { order, leaving, ...input }: Correcting, refuse: Refusing) {
  const day = input.receivedOn ?? undefined;
  if (day && day > tx.today) refuse('future_day', { day });
  const rows = await lockReceipt(tx, input.receipt);
  const rates = day
    ? (await ratesOn(tx, [{ currency: order.currency, day }])).get(`${order.currency}/${day}`)
    : undefined;
  if (day && !rates) refuse('no_rate', { currency: order.currency, day });
  const seen = new Set<Id>();
  const lines = input.lines.map(({ line: wanted, quantity, lots }): Corrected => {
    const row = rows.find((candidate) => candidate.receiptLine === wanted);
    if (!row) return refuse('no_line');
    const line = order.lines.find((candidate) => candidate.id === row.orderLine)!;
    if (seen.has(wanted)) refuse('named_twice', { item: line.itemCode });
    seen.add(wanted);
    check({ order, row, line, quantity }, refuse);
    const rate = day && day !== row.receivedOn ? rates!.rate : row.rate;
    return {
      row,
      line,
      quantity,
      rate,
      deltaMinor: worthOf(tx, order, { row, line, quantity, rate }),
      lots: lots ?? undefined,
    };
  });
  const source = { entity: 'purchasing.receipt', id: input.receipt };
  const left = await leaving?.(
    lines.map(({ row, line, quantity }) => ({
      ...{ line: line.demandId!, more: toDecimal(dec(quantity).minus(row.received)) },
    })),
  );
  const values = await correctMoves(tx, [
    ...lines.map(({ row, quantity, deltaMinor, lots }) => ({
      ...{ moveId: row.moveId!, quantity, deltaMinor, lots, effectiveOn: day, reason: input.reason, source },
    })),
    ...(left ?? []),
  ]);
  const states = count(order, lines);
  await Promise.all([
    writeAccruals(tx, await accrualsOf(tx, { lines, values, day, source })),
    writeLines(tx, lines, day),
    setStates(tx, states === order.state ? [] : [{ id: order.id, state: states }]),
  ]);
  const more = lines.filter(({ row, quantity }) => dec(quantity).gt(row.received));
  if (more.length > 0) await tx.emit(goodsReceived, { lines: more.map((line) => foundOf(line, day)) });
  tx.record(
    {
      ...source,
      before: {
        lines: lines.map(({ line, row }) => ({ item: line.itemCode, received: row.received, on: row.receivedOn })),
      },
      after: {
        reason: input.reason,
        lines: lines.map(({ line, row, quantity }) => ({
          item: line.itemCode,
          received: quantity,
          on: day ?? row.receivedOn,
        })),
      },
    },
    { entity: 'purchasing.purchase_order', id: order.id, before: { state: order.state }, after: { state: states } },
  );
  return { receipt: input.receipt, state: states };
}

const foundOf = ({ row, line, quantity }: Corrected, day: Day | undefined) => ({
  ...{ receiptLine: row.receiptLine, orderLine: line.id, receivedOn: day ?? row.receivedOn },
  quantity: toDecimal(dec(quantity).minus(row.received)),
});

async function lockOrder(tx: Tx, receipt: Id): Promise<{ order: LockedOrder; event: Id }> {
  const [head] = await tx.sql<{ order: Id; event: Id }>`
    select order_id as "order", event_id as event from purchasing.receipt where company_id = ${tx.company} and id = ${receipt}`;
  if (!head) return refuseCommon('not_found', { what: 'receipt' });
  const [order] = await lockOrders(tx, [head.order]);
  return { order: order!, event: head.event };
}

async function lockReceipt(tx: Tx, receipt: Id): Promise<Line[]> {
  const rows = await tx.sql<{ id: Id; rate: Decimal; landed: boolean }>`
    select r.id, r.rate, exists (
      select from purchasing.landed_cost_line l where l.company_id = r.company_id and l.receipt_line_id = r.id and l.share_minor <> 0
    ) as landed
    from purchasing.receipt_line r where r.company_id = ${tx.company} and r.receipt_id = ${receipt}`;
  const locked = await lockReceiptLines(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, rate, landed }) => ({ ...locked.get(id)!, rate, landed }));
}

function check(
  { order, row, line, quantity }: { order: LockedOrder; row: Line; line: LockedLine; quantity: Decimal },
  refuse: Refusing,
): void {
  const { itemCode: item, position } = line;
  if (!row.moveId) refuse('not_in_stock', { item });
  const least = toDecimal(dec(row.received).minus(row.open));
  if (dec(quantity).lt(least)) refuse('billed_or_back', { item, least });
  if (row.landed && dec(quantity).eq(0)) refuse('bears_freight', { item });
  const over = line.blanketLineId ? '0' : order.overPercent;
  const ordered = dec(line.quantity).minus(line.cancelled).times(dec(over).plus(100)).div(100);
  const others = dec(line.received).minus(row.received);
  const most = ordered.plus(line.replaced).minus(others);
  if (dec(quantity).gt(row.received) && dec(quantity).gt(most))
    refuse('more_than_may_come', { position, quantity, most: toDecimal(most.lt(0) ? dec(0) : most) });
}

/**
 * More at the agreed price and the rate of the receipt; less is the share of what waits for a bill. On a day of another rate all
 * that waits is worth what it would have been, had the day been right from the start.
 */
function worthOf(tx: Tx, order: LockedOrder, { row, line, quantity, rate }: Worth): bigint {
  const more = toDecimal(dec(quantity).minus(row.received));
  const { unitPrice } = row;
  if (!dec(rate).eq(row.rate)) {
    const open = toDecimal(dec(row.open).plus(more));
    return worthOfPart(tx, order, { before: '0', quantity: open, unitPrice, rate }) - row.grniMinor;
  }
  if (dec(more).eq(0)) return 0n;
  if (dec(more).lt(0)) return -shareOf(row.grniMinor, toDecimal(dec(more).neg()), row.open);
  return worthOfPart(tx, order, { before: line.received, quantity: more, unitPrice, rate });
}

interface Worth {
  readonly row: Line;
  readonly line: LockedLine;
  readonly quantity: Decimal;
  readonly rate: Decimal;
}

/** Counts the lines as received and says what state the order is in then. */
function count(order: LockedOrder, lines: readonly Corrected[]): string {
  for (const { line, row, quantity } of lines)
    line.received = toDecimal(dec(line.received).plus(quantity).minus(row.received));
  const complete = order.lines.every((line) => dec(line.received).plus(line.cancelled).gte(wantedOf(line)));
  if (complete) return order.state === 'cancelled' ? 'cancelled' : 'done';
  return order.state === 'done' || order.state === 'cancelled' ? (order.confirmed ? 'confirmed' : 'sent') : order.state;
}

interface Accruing {
  readonly lines: readonly Corrected[];
  readonly values: ReadonlyMap<Id, CorrectedValue>;
  readonly day: Day | undefined;
  readonly source: { entity: string; id: Id };
}

/**
 * What stock posted on the account of what is received and not billed, line by line and on the day it stands there. One entry
 * holds what is posted for a month, so a day moved within one month changes nothing.
 */
async function accrualsOf(tx: Tx, { lines, values, day, source }: Accruing): Promise<Accrual[]> {
  const days = [...new Set(lines.flatMap(({ row }) => [row.receivedOn, day ?? row.receivedOn]))];
  const [open, posted] = await Promise.all([
    postingDays(tx, days),
    tx.sql<{ postedOn: Day }>`
      select distinct posted_on from ledger.v_line
      where company_id = ${tx.company} and event_id = ${tx.eventId} and source_id = ${source.id} and role = 'grni'`,
  ]);
  const bucket = (one: Day) => (open.get(one) === one ? one.slice(0, 7) : `late ${open.get(one)}`);
  const late = new Set(days.filter((one) => open.get(one) !== one).map((one) => open.get(one)!));
  const standsOn = (one: Day): Day =>
    open.get(one) !== one
      ? open.get(one)!
      : (posted.find((row) => row.postedOn.slice(0, 7) === one.slice(0, 7) && !late.has(row.postedOn))?.postedOn ??
        one);
  return lines.flatMap(({ row, quantity }): Accrual[] => {
    const { was, is } = values.get(row.moveId!)!;
    const [before, now] = [row.receivedOn, day ?? row.receivedOn];
    const more = dec(quantity).minus(row.received);
    const one = { receiptLine: row.receiptLine, kind: 'received', source } as const;
    const at = (on: Day, openQuantity: Decimal, openMinor: bigint): Accrual => ({
      ...{ ...one, day: on, postedOn: standsOn(on), openQuantity, openMinor },
    });
    if (bucket(before) !== bucket(now))
      return [at(before, toDecimal(dec(row.received).neg()), -was), at(now, quantity, is)];
    return more.eq(0) && was === is ? [] : [at(now, toDecimal(more), is - was)];
  });
}

const writeLines = (tx: Tx, lines: readonly Corrected[], day: Day | undefined): Promise<unknown> => {
  const rows = lines.map(({ row, line, quantity, deltaMinor, rate }) => ({
    ...{ receiptLine: row.receiptLine, orderLine: line.id, quantity, inAll: line.received },
    ...{ grniMinor: row.grniMinor + deltaMinor, receivedOn: day ?? row.receivedOn, rate },
  }));
  return Promise.all([
    tx.sql`
      update purchasing.receipt_line l set received = r.quantity, grni_minor = r.grni_minor, received_on = r.received_on, rate = r.rate
      from ${table(rows, { receiptLine: 'uuid', quantity: 'numeric', grniMinor: 'bigint', receivedOn: 'date', rate: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.receipt_line`,
    tx.sql`
      update purchasing.order_line l set received = r.in_all from ${table(rows, { orderLine: 'uuid', inAll: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.order_line`,
  ]);
};
