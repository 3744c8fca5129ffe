import { type Input, implement, type Output, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import {
  type CorrectedValue,
  correctMoves,
  type LotPart,
  type MoveCorrection,
  namedRows,
} from '#modules/supply/inventory/api.ts';
import { goodsReceived } from '../contract.ts';
import { setStates } from '../order/change-order.ts';
import { type LockedLine, type LockedOrder, lockOrders, stateOf, wantedOf } from '../order/lock.ts';
import { type Accrual, shareOf, worthOfPart, writeAccruals } from './accrual.ts';
import { lockReceiptLines, type ReceiptFacts } from './bill.ts';
import { correctReceipt } from './contract.ts';
import { accrualsOfStock, amountsOf, type CorrectedLine, correctServices, NO_AMOUNTS } from './corrected.ts';

interface Line extends ReceiptFacts {
  rate: Decimal;
  landed: boolean;
  rejected: Decimal;
  rejectReason: string | null;
}

interface Corrected {
  readonly row: Line;
  readonly line: LockedLine;
  readonly quantity: Decimal;
  readonly rejected: Decimal;
  readonly rejectReason: string | null;
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
  const lines = await plan(tx, { order, rows, day, wanted: input.lines }, refuse);
  const source = { entity: 'purchasing.receipt', id: input.receipt };
  const left = await leaving?.(
    lines.map(({ row, line, quantity }) => ({
      ...{ line: line.demandId!, more: toDecimal(dec(quantity).minus(row.received)) },
    })),
  );
  const stocked = lines.filter(({ row }) => row.moveId);
  const values = await correctMoves(tx, [
    ...stocked.map(({ row, quantity, deltaMinor, lots }) => ({
      ...{ moveId: row.moveId!, quantity, deltaMinor, lots, effectiveOn: day, reason: input.reason, source },
    })),
    ...(left ?? []),
  ]);
  const states = count(order, lines);
  const accruals = await accrualsOf(tx, { lines, values, day, source });
  await Promise.all([
    writeAccruals(tx, accruals),
    writeLines(tx, lines, day),
    setStates(tx, states === order.state ? [] : [{ id: order.id, state: states }]),
  ]);
  const more = lines.filter(({ row, quantity }) => dec(quantity).gt(row.received));
  if (more.length > 0) await tx.emit(goodsReceived, { lines: more.map((line) => foundOf(line, day)) });
  tx.record(
    {
      ...source,
      before: {
        lines: lines.map(({ line, row }) => ({
          ...{ item: line.itemCode, received: row.received, rejected: row.rejected, on: row.receivedOn },
        })),
      },
      after: {
        reason: input.reason,
        lines: lines.map(({ line, row, quantity, rejected }) => ({
          ...{ item: line.itemCode, received: quantity, rejected },
          on: day ?? row.receivedOn,
        })),
      },
    },
    { entity: 'purchasing.purchase_order', id: order.id, before: { state: order.state }, after: { state: states } },
  );
  return { receipt: input.receipt, state: states };
}

interface Planning {
  readonly order: LockedOrder;
  readonly rows: readonly Line[];
  readonly day: Day | undefined;
  readonly wanted: Correcting['lines'];
}

async function plan(tx: Tx, { order, rows, day, wanted }: Planning, refuse: Refusing): Promise<Corrected[]> {
  const rates = day
    ? (await ratesOn(tx, [{ currency: order.currency, day }])).get(`${order.currency}/${day}`)
    : undefined;
  if (day && !rates) refuse('no_rate', { currency: order.currency, day });
  const lineOf = (row: Line) => order.lines.find((candidate) => candidate.id === row.orderLine)!;
  const of = { id: (row: Line) => row.receiptLine, item: (row: Line) => lineOf(row).itemCode };
  return namedRows(rows, wanted, of, refuse).map(([row, { quantity, lots, ...rest }]): Corrected => {
    const line = lineOf(row);
    check({ order, row, line, quantity }, refuse);
    const rejected = rest.rejected ?? row.rejected;
    const rejectReason = dec(rejected).gt(0) ? (rest.rejectReason ?? row.rejectReason) : null;
    if (dec(rejected).gt(0) && !rejectReason) refuse('no_reason', { position: line.position });
    const rate = day && day !== row.receivedOn ? rates!.rate : row.rate;
    return {
      ...{ row, line, quantity, rejected, rejectReason, rate },
      deltaMinor: worthOf(tx, order, { row, line, quantity, rate }),
      lots: lots ?? undefined,
    };
  });
}

interface Accruing {
  readonly lines: readonly Corrected[];
  readonly values: ReadonlyMap<Id, CorrectedValue>;
  readonly day: Day | undefined;
  readonly source: { readonly entity: string; readonly id: Id };
}

/** What stock posted, and what services are posted with. */
async function accrualsOf(tx: Tx, { lines, values, day, source }: Accruing): Promise<Accrual[]> {
  const known = await amountsOf(tx, source.id);
  const accruing = { kind: 'received', source } as const;
  const ofStock = lines.flatMap((one) => {
    const value = one.row.moveId && values.get(one.row.moveId);
    return value ? [changeOf(one, day, value.was, value.is)] : [];
  });
  const ofServices = lines
    .filter(({ row, line }) => !row.moveId && !line.stocked)
    .map((one) => {
      const { openMinor } = known.get(one.row.receiptLine) ?? NO_AMOUNTS;
      return changeOf(one, day, openMinor, openMinor + one.deltaMinor);
    });
  return [
    ...(await accrualsOfStock(tx, { ...accruing, lines: ofStock })),
    ...(await correctServices(tx, { ...accruing, lines: ofServices })),
  ];
}

const changeOf = ({ row, quantity }: Corrected, day: Day | undefined, was: bigint, is: bigint): CorrectedLine => ({
  ...{ line: row, before: row.receivedOn, now: day ?? row.receivedOn },
  was: { ...NO_AMOUNTS, openQuantity: row.received, openMinor: was },
  is: { ...NO_AMOUNTS, openQuantity: quantity, openMinor: is },
});

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
  const rows = await tx.sql<Pick<Line, 'rate' | 'landed' | 'rejected' | 'rejectReason'> & { id: Id }>`
    select r.id, r.rate, r.rejected, r.reject_reason, exists (
      select from purchasing.landed_cost_line l where l.company_id = r.company_id and l.receipt_line_id = r.id and l.share_minor <> 0
    ) as landed
    from purchasing.receipt_line r where r.company_id = ${tx.company} and r.receipt_id = ${receipt}`;
  const locked = await lockReceiptLines(
    tx,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, ...row }) => ({ ...locked.get(id)!, ...row }));
}

function check(
  { order, row, line, quantity }: { order: LockedOrder; row: Line; line: LockedLine; quantity: Decimal },
  refuse: Refusing,
): void {
  const { itemCode: item, position } = line;
  if (!row.moveId && line.stocked && dec(quantity).gt(0)) refuse('none_accepted', { item });
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
  for (const { line, row, quantity, rejected } of lines)
    Object.assign(line, {
      received: toDecimal(dec(line.received).plus(quantity).minus(row.received)),
      rejected: toDecimal(dec(line.rejected).plus(rejected).minus(row.rejected)),
    });
  return stateOf(order);
}

const writeLines = (tx: Tx, lines: readonly Corrected[], day: Day | undefined): Promise<unknown> => {
  const rows = lines.map(({ row, line, quantity, rejected, rejectReason, deltaMinor, rate }) => ({
    ...{ receiptLine: row.receiptLine, orderLine: line.id, quantity, inAll: line.received },
    ...{ rejected, rejectReason, surplus: surplusOf(line, rejected), rejectedInAll: line.rejected },
    ...{ grniMinor: row.grniMinor + deltaMinor, receivedOn: day ?? row.receivedOn, rate },
  }));
  return Promise.all([
    tx.sql`
      update purchasing.receipt_line l set received = r.quantity, grni_minor = r.grni_minor, received_on = r.received_on, rate = r.rate,
        rejected = r.rejected, reject_reason = r.reject_reason, surplus = r.surplus
      from ${table(rows, {
        ...{ receiptLine: 'uuid', quantity: 'numeric', grniMinor: 'bigint', receivedOn: 'date', rate: 'numeric' },
        ...{ rejected: 'numeric', rejectReason: 'text', surplus: 'numeric' },
      })}
      where l.company_id = ${tx.company} and l.id = r.receipt_line`,
    tx.sql`
      update purchasing.order_line l set received = r.in_all, rejected = r.rejected_in_all
      from ${table(rows, { orderLine: 'uuid', inAll: 'numeric', rejectedInAll: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.order_line`,
  ]);
};

/** Of what was rejected, what is more than the order still waits for. */
function surplusOf(line: LockedLine, rejected: Decimal): Decimal {
  const open = wantedOf(line).minus(line.cancelled).minus(line.received);
  const over = open.gt(0) ? dec(rejected).minus(open) : dec(rejected);
  return toDecimal(over.gt(0) ? over : dec(0));
}
