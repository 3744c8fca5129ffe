import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { dimensionsOf, namingLines, post } from '#modules/finance/ledger/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { type LotPart, receive } from '#modules/supply/inventory/api.ts';
import { arrivingForSale, goodsReceived, receivedForSale, receiveGoods, receiveOrders } from '../contract.ts';
import { type FreightLine, spreadFreight } from '../landed/freight-lines.ts';
import { setStates } from '../order/change-order.ts';
import { needing } from '../order/dimensions.ts';
import { type LockedLine, type LockedOrder, lockOrders, wantedOf } from '../order/lock.ts';
import { factorsOf, inOwnUnit } from '../order/units.ts';
import { worthOfPart, writeAccruals } from './accrual.ts';
import { ownCost } from './bill.ts';
import { freightWith } from './freight.ts';

interface Arrival {
  order: Id;
  deliveryNote?: string | null | undefined;
  lines?: readonly GivenLine[] | null | undefined;
}

interface GivenLine {
  line: Id;
  quantity: Decimal;
  rejected?: Decimal | null | undefined;
  rejectReason?: string | null | undefined;
  counted?: boolean | undefined;
  unit?: string | null | undefined;
  lots?: readonly LotPart[] | null | undefined;
}

interface Arrived {
  id: Id;
  receipt: Id;
  line: LockedLine;
  quantity: Decimal;
  rejected: Decimal;
  rejectReason: string | null;
  /** Of the rejected, what was more than was open. */
  surplus: Decimal;
  /** What was agreed for the quantity, in the company's currency. */
  grniMinor: bigint;
  rate: Decimal;
  moveId: Id | null;
  lots: LotPart[] | undefined;
}

interface Receipt {
  id: Id;
  order: LockedOrder;
  deliveryNote: string | null;
  lines: Arrived[];
}

type Refusing = Refuse<
  Record<
    | 'wrong_state'
    | 'done_order'
    | 'no_line'
    | 'nothing_received'
    | 'no_reason'
    | 'no_unit'
    | 'which_unit'
    | 'too_much'
    | 'too_much_rejected'
    | 'future_day'
    | 'no_rate'
    | 'goes_to_customer'
    | 'not_direct'
    | 'freight_alone'
    | 'no_measure',
    string
  >
>;

export const receiveGoodsHandler = implement(receiveGoods, async (tx, { receivedOn, ...arrival }, refuse) => {
  const [made] = await receiveAll(tx, [arrival], receivedOn ?? tx.today, refuse);
  const { receipt, number, state } = made!;
  return { receipt, number, state };
});

export const receiveOrdersHandler = implement(receiveOrders, async (tx, { arrivals, receivedOn }, refuse) => {
  const made = await receiveAll(tx, arrivals, receivedOn ?? tx.today, refuse);
  tx.did(
    receiveOrders.many!,
    arrivals.map((arrival) => ({ input: { ...arrival, receivedOn } })),
  );
  return { receipts: made.map((receipt) => receipt.receipt) };
});

/**
 * The receipt of what a supplier delivered straight to the customer: it enters stock for the moment in which the caller takes it
 * out again. Answers what came, by sales order line.
 */
export async function receiveDirect(tx: Tx, arrival: Arrival, day: Day, refuse: Refusing) {
  const [made] = await receiveAll(tx, [arrival], day, refuse, true);
  const { receipt, number, order, lines } = made!;
  const came = lines.map(({ line, quantity }) => ({ line: line.demandId!, item: line.itemId, quantity }));
  return { receipt, number, site: order.siteId, lines: came };
}

/** Receipts of orders on one day: stock and services, both accrued as received and not billed. A fixed number of statements. */
async function receiveAll(tx: Tx, arrivals: readonly Arrival[], day: Day, refuse: Refusing, direct = false) {
  if (day > tx.today) refuse('future_day', { day });
  const orders = await lockOrders(
    tx,
    arrivals.map((arrival) => arrival.order),
  );
  const byId = new Map(orders.map((order) => [order.id, order]));
  const [rates, factors] = await Promise.all([
    ratesOn(
      tx,
      orders.map(({ currency }) => ({ currency, day })),
    ),
    factorsOf(tx, unitsAsked(arrivals, byId)),
  ]);
  const receipts = arrivals.map((arrival) => {
    const order = byId.get(arrival.order)!;
    if (order.direct !== direct) refuse(direct ? 'not_direct' : 'goes_to_customer', { number: order.number });
    const rate = rates.get(`${order.currency}/${day}`);
    if (!rate) return refuse('no_rate', { currency: order.currency, day });
    return receiptOf({ tx, order, arrival, factors, rate: rate.rate, refuse });
  });
  const forSales = receipts.flatMap(demandedOf);
  if (forSales.length > 0) await tx.emit(arrivingForSale, { demands: forSales.map((one) => one.demand) });
  const coming = receipts.flatMap(({ order, lines }) => needing({ ...order, lines: lines.map(({ line }) => line) }));
  await namingLines(coming, () => takeIn(tx, receipts, day));
  const states = receipts.map(({ order }) => ({ id: order.id, before: order.state, state: stateAfter(order) }));
  const numbers = await write(tx, receipts, states, day);
  await spreadFreight(tx, receipts.flatMap(freightOf), day, refuse);
  const lines = receipts.flatMap((receipt) => receipt.lines.filter((line) => dec(line.quantity).gt(0)));
  await tx.emit(goodsReceived, {
    lines: lines.map(({ id, line, quantity }) => ({ receiptLine: id, orderLine: line.id, quantity, receivedOn: day })),
  });
  if (forSales.length > 0 && !direct) await tx.emit(receivedForSale, { lines: forSales });
  return receipts.map(({ id, order, lines }, index) => ({
    ...{ receipt: id, number: numbers[index]!, state: states[index]!.state },
    ...{ order, lines },
  }));
}

const freightOf = ({ id, order, lines }: Receipt): FreightLine[] =>
  lines.flatMap(({ id: receiptLine, line, grniMinor, quantity }) =>
    line.spreadBy && dec(quantity).gt(0)
      ? [
          {
            ...{ receiptLine, receipt: id, order: order.id, position: line.position, basis: line.spreadBy },
            ...{ label: line.description, amountMinor: grniMinor },
            ...{ costCentre: line.costCentre, project: line.project },
          },
        ]
      : [],
  );

/** What came for sales order lines. */
const demandedOf = ({ order, lines }: Receipt) =>
  lines.flatMap(({ line, quantity }) =>
    line.demandId && line.stocked && dec(quantity).gt(0)
      ? [{ demand: line.demandId, site: order.siteId, quantity }]
      : [],
  );

const unitsAsked = (arrivals: readonly Arrival[], orders: Map<Id, LockedOrder>) =>
  arrivals.flatMap((arrival) =>
    (arrival.lines ?? []).flatMap(({ line: id, unit }) => {
      const line = orders.get(arrival.order)!.lines.find((candidate) => candidate.id === id);
      return line ? [{ item: line.itemId, unit: unit ?? line.orderedUnit }] : [];
    }),
  );

interface ReceiptArgs {
  tx: Tx;
  order: LockedOrder;
  arrival: Arrival;
  factors: Map<string, Decimal>;
  rate: Decimal;
  refuse: Refusing;
}

function receiptOf({ tx, order, arrival, factors, rate, refuse }: ReceiptArgs): Receipt {
  refuseState(order, arrival, refuse);
  const id = tx.newId();
  const named: readonly GivenLine[] =
    arrival.lines ?? order.lines.map((line) => ({ line: line.id, quantity: line.open }));
  const inOwn = named.map(({ line, quantity, unit }) => {
    const item = order.lines.find((candidate) => candidate.id === line)?.itemId;
    return { line, quantity: inOwnUnit(quantity, unit ? factors.get(`${item}/${unit}`) : undefined) };
  });
  const given: GivenLine[] = [...named, ...freightWith(order, inOwn)];
  const cameHere = new Map<Id, Decimal>();
  const lines = given.map((wanted: GivenLine): Arrived => {
    const line = order.lines.find((candidate) => candidate.id === wanted.line);
    if (!line) return refuse('no_line');
    const factor = wanted.unit ? factors.get(`${line.itemId}/${wanted.unit}`) : undefined;
    if (wanted.unit && !factor) refuse('no_unit', { item: line.itemCode, unit: wanted.unit });
    if (arrival.lines && !wanted.unit) refuseUnclear(line, wanted, factors, refuse);
    const quantity = inOwnUnit(wanted.quantity, factor);
    const rejected = inOwnUnit(wanted.rejected ?? '0', factor);
    if (dec(rejected).gt(0) && !wanted.rejectReason) refuse('no_reason', { position: line.position });
    const came = toDecimal(
      dec(cameHere.get(line.id) ?? '0')
        .plus(quantity)
        .plus(rejected),
    );
    refuseTooMuch({ order, line, quantity, rejected, came, counted: wanted.counted ?? false }, refuse);
    cameHere.set(line.id, came);
    // A line may be named twice: the second sees what the first took.
    line.received = toDecimal(dec(line.received).plus(quantity));
    line.rejected = toDecimal(dec(line.rejected).plus(rejected));
    const over = dec(rejected).minus(largest(wantedOf(line).minus(line.cancelled).minus(line.received), ZERO));
    const surplus = toDecimal(largest(over, ZERO));
    const lots = wanted.lots?.map((lot) => ({ ...lot, quantity: inOwnUnit(lot.quantity, factor) }));
    const grniMinor = worthOf(tx, order, line, quantity, rate);
    const rejectReason = dec(rejected).gt(0) ? wanted.rejectReason! : null;
    return {
      ...{ id: tx.newId(), receipt: id, line, quantity, rejected, rejectReason, surplus },
      ...{ grniMinor, rate, moveId: null, lots },
    };
  });
  const some = lines.filter(({ quantity, rejected }) => dec(quantity).gt(0) || dec(rejected).gt(0));
  if (some.length === 0) refuse('nothing_received');
  return { id, order, deliveryNote: arrival.deliveryNote ?? null, lines: some };
}

/**
 * A quantity without a unit is of the item's own. Of a line ordered in another unit it is asked for, where so many of either may
 * have come: three of three dozen are three dozen or three pieces.
 */
function refuseUnclear(line: LockedLine, given: GivenLine, factors: Map<string, Decimal>, refuse: Refusing): void {
  const { position, unit: own, orderedUnit: unit, open } = line;
  const came = dec(given.quantity).plus(given.rejected ?? '0');
  const factor = unit && unit !== own ? factors.get(`${line.itemId}/${unit}`) : undefined;
  if (factor === undefined || came.lte(0) || came.times(factor).gt(open)) return;
  refuse('which_unit', { position, quantity: toDecimal(came), own, unit });
}

const largest = (a: Big, b: Big): Big => (a.gt(b) ? a : b);

/** Of an order of which nothing is awaited goods may still come, to be rejected. */
function refuseState({ state, number, direct }: LockedOrder, { lines }: Arrival, refuse: Refusing): void {
  if (state === 'sent' || state === 'confirmed') return;
  if (state !== 'done' || direct) refuse('wrong_state', { number, state });
  const rejects = lines?.some(({ rejected }) => dec(rejected ?? '0').gt(0));
  if (!rejects || lines?.some(({ quantity }) => dec(quantity).gt(0))) refuse('done_order', { number });
}

interface Coming {
  order: LockedOrder;
  line: LockedLine;
  quantity: Decimal;
  rejected: Decimal;
  /** Accepted and rejected of this arrival so far. */
  came: Decimal;
  counted: boolean;
}

/** From so many times the ordered quantity on, what came with rejects at once is taken for a slip of the keys. */
const SLIP = 2;

/** No more is accepted than may be over. Suppliers do send too much, which is rejected: that is only asked about when it is far too much. */
function refuseTooMuch({ order, line, quantity, rejected, came, counted }: Coming, refuse: Refusing): void {
  // Of a blanket order no more is taken than was called off.
  const over = line.blanketLineId ? '0' : order.overPercent;
  const ordered = dec(line.quantity).minus(line.cancelled).times(dec(over).plus(100)).div(100);
  const left = ordered.plus(line.replaced).minus(line.received);
  const most = toDecimal(left.gt(0) ? left : dec(0));
  const { position, open } = line;
  if (dec(quantity).gt(0) && dec(quantity).gt(left)) refuse('too_much', { position, open, quantity, most });
  if (!counted && dec(rejected).gt(0) && dec(came).gt(wantedOf(line).times(SLIP)))
    refuse('too_much_rejected', { position, came, ordered: line.quantity });
}

/** Quantity at the confirmed (else the ordered) price, in the company's currency at the rate of the day of receipt. */
const worthOf = (tx: Tx, order: LockedOrder, line: LockedLine, quantity: Decimal, rate: Decimal): bigint =>
  worthOfPart(tx, order, {
    ...{ quantity, rate, unitPrice: line.confirmedPrice ?? line.unitPrice },
    before: toDecimal(dec(line.received).minus(quantity)),
  });

const stateAfter = (order: LockedOrder): string =>
  order.lines.every((line) => dec(line.received).plus(line.cancelled).gte(wantedOf(line))) ? 'done' : order.state;

/** Stock through inventory, everything else as expense; both against what is received and not billed. */
async function takeIn(tx: Tx, receipts: readonly Receipt[], day: Day): Promise<void> {
  const entity = 'purchasing.receipt';
  const stocked = receipts.flatMap(({ id, order, lines }) =>
    lines
      .filter(({ line, quantity }) => line.stocked && dec(quantity).gt(0))
      .map((arrived) => ({ id, order, arrived })),
  );
  const moved = await receive(
    tx,
    stocked.map(({ id, order, arrived }) => ({
      key: arrived.id,
      item: arrived.line.itemId,
      site: order.siteId,
      quantity: arrived.quantity,
      valueMinor: arrived.grniMinor,
      source: { entity, id },
      party: order.supplierId,
      creditRole: 'grni' as const,
      effectiveOn: day,
      kind: 'purchase' as const,
      lots: arrived.lots,
      ...dimensionsOf(arrived.line),
    })),
  );
  for (const { arrived } of stocked) arrived.moveId = moved.get(arrived.id)!.moveId;
  const services = receipts.flatMap(({ id, order, lines }) => {
    const posted = lines.filter(({ line, grniMinor }) => !line.stocked && grniMinor !== 0n);
    if (posted.length === 0) return [];
    const side = (sign: 1n | -1n) =>
      posted.map(({ line, grniMinor }) => ({
        role: sign < 0n ? ('grni' as const) : ownCost(line.spreadBy !== null),
        amountMinor: sign * grniMinor,
        party: order.supplierId,
        item: line.itemId,
        site: order.siteId,
        ...dimensionsOf(line),
      }));
    return [
      {
        journal: 'purchase' as const,
        source: { entity, id },
        effectiveOn: day,
        text: `Services received: ${order.number}`,
        lines: [...side(1n), ...side(-1n)],
      },
    ];
  });
  await post(tx, services, 'purchasing');
}

async function write(
  tx: Tx,
  receipts: readonly Receipt[],
  states: readonly { id: Id; before: string; state: string }[],
  day: Day,
): Promise<string[]> {
  const numbers = await tx.takeNumbers('purchasing.receipt', receipts.length);
  const heads = receipts.map(({ id, order, deliveryNote }, index) => ({
    ...{ id, deliveryNote, number: numbers[index]! },
    ...{ orderId: order.id, supplierId: order.supplierId, siteId: order.siteId },
  }));
  const lines = receipts.flatMap((receipt) =>
    receipt.lines.map((line) => ({
      ...line,
      orderLine: line.line.id,
      costCentre: line.line.costCentre,
      project: line.line.project,
    })),
  );
  const counted = [...new Set(lines.map(({ line }) => line))];
  await Promise.all([
    tx.sql`insert into purchasing.receipt (company_id, id, number, order_id, supplier_id, site_id, received_on, delivery_note, event_id)
      select ${tx.company}, id, number, order_id, supplier_id, site_id, ${day}, delivery_note, ${tx.eventId}
      from ${table(heads, { id: 'uuid', number: 'text', orderId: 'uuid', supplierId: 'uuid', siteId: 'uuid', deliveryNote: 'text' })}`,
    tx.sql`insert into purchasing.receipt_line (company_id, id, receipt_id, order_line_id, received_on, received, rejected, reject_reason, surplus, grni_minor, rate, move_id,
        cost_centre_id, project_id)
      select ${tx.company}, id, receipt, order_line, ${day}, quantity, rejected, reject_reason, surplus, grni_minor, rate, move_id,
        cost_centre, project
      from ${table(lines, { id: 'uuid', receipt: 'uuid', orderLine: 'uuid', quantity: 'numeric', rejected: 'numeric', rejectReason: 'text', surplus: 'numeric', grniMinor: 'bigint', rate: 'numeric', moveId: 'uuid', costCentre: 'uuid', project: 'uuid' })}`,
    tx.sql`update purchasing.order_line l set received = r.received, rejected = r.rejected
      from ${table(counted, { id: 'uuid', received: 'numeric', rejected: 'numeric' })} where l.company_id = ${tx.company} and l.id = r.id`,
    writeAccruals(
      tx,
      lines
        .filter(({ quantity }) => dec(quantity).gt(0))
        .map(({ id, receipt, quantity, grniMinor }) => ({
          ...{ receiptLine: id, kind: 'received' as const, openQuantity: quantity, openMinor: grniMinor },
          ...{ source: { entity: 'purchasing.receipt', id: receipt }, day },
        })),
    ),
    setStates(
      tx,
      states.filter(({ before, state }) => before !== state),
    ),
  ]);
  tx.record(
    ...heads.map(({ id, number }) => ({
      entity: 'purchasing.receipt',
      id,
      after: { number, receivedOn: day },
    })),
    ...states.map(({ id, before, state }, index) => ({
      entity: 'purchasing.purchase_order',
      id,
      before: { state: before },
      after: { state, received: numbers[index]! },
    })),
  );
  return numbers;
}
