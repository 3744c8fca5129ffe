import { z } from 'zod';
import { command, type Fact } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { DIMENSION_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { COST_PREVIEW, EnteringLots, Lots, stockRefusals } from '#modules/supply/inventory/contract.ts';
import { OverPercent } from './over-percent.ts';
import { blanketRefusals, MEASURE_REFUSALS, orderRefusals, SALE_REFUSALS } from './refusals.ts';

export { arrivingForSale, askedForSale, goodsReceived, receivedForSale, restCancelled } from './events.ts';
export { allocateLandedCost, cancelLandedCost } from './landed/contract.ts';
export { correctedReceiptRefusals, correctReturn } from './receipt/contract.ts';

export const orderFlow = flow({
  draft: ['sent', 'cancelled'],
  sent: ['confirmed', 'done', 'cancelled'],
  confirmed: ['done', 'cancelled'],
  done: ['sent', 'confirmed'],
  cancelled: [],
});

/** The permission that protects what suppliers ask and are paid. */
export const PRICE = 'purchasing.price.read';

const OrderId = v.Ref('purchasing.purchase_order');

const OrderLine = z.object({
  item: v.Ref('catalog.item', { bought: true }),
  quantity: v.PositiveQuantity,
  unit: v.Code.nullish().describe('The unit of quantity and price, one it is bought in; the item’s own if left empty.'),
  unitPrice: v.NotNegativePrice.nullish().meta({
    title: 'Price by hand',
    description: 'If left empty: from the supplier’s prices.',
  }),
  expectedOn: v.Day.nullish().describe('If left empty: the day of the order and the lead time.'),
  description: v.Note.nullish(),
  demand: v
    .Ref('sales.order_line')
    .nullish()
    .meta({ title: 'For sales order', description: 'The sales order line it is bought for.' }),
  blanketLine: v.Ref('purchasing.blanket_line').nullish().meta({
    title: 'Called off from',
    description: 'The line of a blanket order it is called off from, at the price agreed there.',
  }),
  spreadBy: z.enum(['value', 'quantity', 'weight', 'volume', 'equal']).nullish().meta({
    title: 'Freight spread by',
    description:
      'Freight, duty and the like: how the goods of the order bear it as they come. If left empty: it is an expense.',
  }),
  costCentre: v.Ref('ledger.cost_centre').nullish().describe('Of its accrual, its expense and its differences.'),
  project: v.Ref('ledger.project').nullish().describe('Of its accrual, its expense and its differences.'),
});

const Order = z.object({
  supplier: v.Ref('parties.party', { isSupplier: true }),
  supplierReference: z.string().trim().max(80).nullish(),
  orderedOn: v.DayOrToday,
  expectedOn: v.Day.nullish(),
  site: v.Ref('organisation.site').nullish(),
  currency: v.CurrencyCode.nullish(),
  terms: v.Ref('parties.terms').nullish(),
  overPercent: OverPercent.nullish().meta({ title: 'May be over by' }),
  note: v.Note.nullish(),
  lines: z.array(OrderLine).min(1).max(v.LIMITS.documentLines),
});

export { orderRefusals, SALE_REFUSALS };

/** What purchase orders state about themselves, to approval policies and to those who approve. */
export const orderFacts = {
  supplier: { label: 'Supplier', type: 'text' },
  totalMinor: { label: 'Total', type: 'money' },
  withOthersMinor: { label: 'With other orders of the supplier that day', type: 'money', beside: true },
  overPercent: { label: 'May be over by', type: 'percent' },
  mostMinor: { label: 'Total, with what may be over', type: 'money' },
  priceByHand: { label: 'Price entered by hand', type: 'flag' },
} as const satisfies Record<string, Fact>;

export const placeOrder = command('purchasing.place_order', {
  label: 'New purchase order',
  about: 'Enters a purchase order, priced from the supplier’s prices: a draft, or one that counts as sent at once.',
  permission: 'purchasing.order.write',
  input: Order.extend({ send: z.boolean().default(false).meta({ title: 'Sent to the supplier already' }) }),
  output: z.object({
    order: z.string(),
    number: z.string(),
    state: z.string(),
    netMinor: v.SeenWith(PRICE, z.bigint()),
    currency: z.string(),
  }),
  preview: [],
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: ['purchasing.send_order'],
  refusals: orderRefusals,
});

/** Of what places orders on its way: a policy over placing or sending one holds for it as well. */
export const PLACES = ['purchasing.place_order', 'purchasing.send_order'] as const;

export const placeOrders = command('purchasing.place_orders', {
  label: 'New purchase orders',
  about: 'Enters up to 1,000 purchase orders at once: all of them, or none; a number given is kept.',
  permission: 'purchasing.order.import',
  input: z.object({
    orders: z
      .array(Order.extend({ number: v.Code.nullish() }))
      .min(1)
      .max(v.LIMITS.batchDocuments),
    send: z.boolean().default(true),
  }),
  output: z.object({ orders: z.array(z.string()) }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  many: 'purchasing.place_order',
  does: ['purchasing.send_order'],
  refusals: orderRefusals,
});

const wrongState = { wrong_state: 'Order {number} is {state}.' } as const;
const lineTwice = { line_twice: 'Line {position} is named twice.' } as const;

export const sendOrder = command('purchasing.send_order', {
  label: 'Send',
  about: 'Counts a draft as sent to the supplier: from now on goods may arrive.',
  permission: 'purchasing.order.send',
  input: z.object({ order: OrderId }),
  output: z.object({ order: z.string(), state: z.string() }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  refusals: {
    ...wrongState,
    supplier_blocked: orderRefusals.supplier_blocked,
    no_rate: orderRefusals.no_rate,
    item_blocked: orderRefusals.item_blocked,
    not_approved: orderRefusals.not_approved,
    needs_dimension: orderRefusals.needs_dimension,
    ...SALE_REFUSALS,
  },
  on: { entity: 'purchasing.purchase_order', field: 'order', states: ['draft'] },
});

export const confirmOrder = command('purchasing.confirm_order', {
  label: 'Enter confirmation',
  about:
    'Keeps what the supplier confirmed, by line: day and price. What differs is on the timeline; a confirmed price holds for what comes.',
  permission: 'purchasing.order.write',
  input: z.object({
    order: OrderId,
    supplierReference: z.string().trim().max(80).nullish(),
    expectedOn: v.Day.nullish().describe('For all lines that say nothing else.'),
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.order_line'),
          expectedOn: v.Day.nullish(),
          unitPrice: v.NotNegativePrice.nullish().describe('For one of the item’s own unit.'),
        }),
      )
      .max(v.LIMITS.documentLines)
      .default([]),
  }),
  output: z.object({ order: z.string(), state: z.string(), later: z.number(), dearer: v.SeenWith(PRICE, z.number()) }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  lines: {
    input: 'lines',
    from: 'purchasing.order_line',
    key: { line: 'id' },
    start: { expectedOn: 'dueOn' },
    open: 'open',
  },
  refusals: {
    ...wrongState,
    ...lineTwice,
    no_line: SHARED_REFUSALS.no_line,
    agreed_price: orderRefusals.agreed_price,
    no_rate: orderRefusals.no_rate,
  },
  on: { entity: 'purchasing.purchase_order', field: 'order', states: ['sent', 'confirmed'] },
});

export const amendOrder = command('purchasing.amend_order', {
  label: 'Amend',
  about:
    'Changes an order in place: its number stays, and what changed is on the timeline. Lines may be added; what is left out stays, what is emptied is cleared.',
  permission: 'purchasing.order.write',
  input: z.object({
    order: OrderId,
    version: v.Version.describe('The version the change was made on.'),
    expectedOn: v.Day.nullish(),
    note: v.Note.nullish(),
    lines: z
      .array(OrderLine.partial().extend({ line: v.Ref('purchasing.order_line').nullish() }))
      .max(v.LIMITS.documentLines)
      .default([]),
  }),
  output: z.object({ order: z.string(), version: z.number() }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  lines: {
    input: 'lines',
    from: 'purchasing.order_line',
    key: { line: 'id' },
    start: {
      item: 'item',
      quantity: 'orderedQuantity',
      unit: 'orderedUnit',
      unitPrice: 'orderedPrice',
      expectedOn: 'expectedOn',
      description: 'description',
      demand: 'demand',
      blanketLine: 'blanketLine',
      spreadBy: 'spreadBy',
      costCentre: 'costCentre',
      project: 'project',
    },
    adds: true,
  },
  refusals: {
    ...orderRefusals,
    ...wrongState,
    ...lineTwice,
    ...SALE_REFUSALS,
    changed_meanwhile: 'Order {number} was changed by someone else (version {version}). Load it again.',
    no_line: SHARED_REFUSALS.no_line,
    item_fixed: 'Line {position}: the item of a line cannot change. Cancel the line and add another.',
    direct_fixed:
      'Order {number} goes straight to the customer: no lines are added to it, and its lines stay with their sale.',
    blanket_fixed: 'Line {position}: what a line is called off from cannot change. Cancel the line and add another.',
    item_missing: 'A new line needs an item and a quantity.',
    spread_fixed: 'Line {position}: how a line is spread cannot change. Cancel the line and add another.',
    below_received: 'Line {position}: {received} {received:has|have} arrived, so the quantity cannot be {quantity}.',
  },
  on: { entity: 'purchasing.purchase_order', field: 'order', states: ['draft', 'sent', 'confirmed'] },
});

export const cancelRest = command('purchasing.cancel_rest', {
  label: 'Cancel the rest',
  about: 'Waits for nothing more of an order. One of which nothing arrived becomes cancelled, another is done.',
  permission: 'purchasing.order.write',
  input: z.object({
    orders: z.array(OrderId).min(1).max(v.LIMITS.batchDocuments),
    reason: v.Name,
    stillNeeded: z.boolean().default(true).meta({
      title: 'Still needed',
      description: 'What it was ordered for is needed all the same: requisitions ask for it again.',
    }),
  }),
  output: z.object({ cancelled: z.number() }),
  refusals: { ...wrongState, ...blanketRefusals },
  on: { entity: 'purchasing.purchase_order', field: 'orders', states: ['draft', 'sent', 'confirmed'] },
});

const ReceivedLine = z.object({
  line: v.Ref('purchasing.order_line'),
  quantity: v.NotNegativeQuantity.describe('Accepted, in the item’s own unit or the unit named.'),
  rejected: v.NotNegativeQuantity.nullish().describe('Arrived and refused, surplus too: it never enters stock.'),
  rejectReason: v.Name.nullish(),
  counted: z.boolean().default(false).describe('Counted again: more than twice what was ordered did come.'),
  unit: v.Code.nullish().describe(
    'A unit the item is bought in. If left empty: the item’s own, unless the line was ordered in another and the quantity could be of that.',
  ),
  lots: EnteringLots,
});

export const receiptRefusals = {
  ...wrongState,
  no_line: SHARED_REFUSALS.no_line,
  nothing_received: 'Nothing arrived.',
  done_order: 'Order {number} is done: nothing more of it is accepted. Enter what came as rejected, with the reason.',
  no_reason: 'Line {position}: say why goods were rejected.',
  no_unit: '{item} is not bought in {unit}.',
  which_unit: 'Line {position}: is it {quantity} {own} or {quantity} {unit}? Say the unit.',
  too_much:
    'Line {position}: {open} {open:is|are} open, with what may be over {most}; {quantity} {quantity:is|are} too many to accept. Enter the surplus as rejected, or have the order amended.',
  too_much_rejected:
    'Line {position}: {came} came at once, but only {ordered} {ordered:was|were} ordered. Count again; if so much did come, say “counted”.',
  no_rate: SHARED_REFUSALS.no_rate,
  freight_alone: 'Line {position} is borne by goods of the order, and none of them have come: receive it with them.',
  no_measure: MEASURE_REFUSALS.no_measure,
  goes_to_customer: 'Order {number} goes straight to the customer: enter the supplier’s shipment instead.',
  not_direct: 'Order {number} comes to us and not straight to the customer.',
  more_than_received: 'A bill may not take more than was received and not yet billed.',
  needs_dimension: DIMENSION_REFUSALS.needs_dimension,
  ...stockRefusals,
} as const;

const Arrival = z.object({
  order: OrderId,
  deliveryNote: z.string().trim().max(80).nullish(),
  lines: z.array(ReceivedLine).max(v.LIMITS.documentLines).nullish().describe('If left empty: all that is open.'),
});

export const receiveGoods = command('purchasing.receive_goods', {
  label: 'Receive',
  about:
    'Books what arrived of an order: stock at the agreed price, services as expense, both as received and not billed; with what was rejected, and why. What comes of an order that is done can only be rejected.',
  permission: 'purchasing.receipt.write',
  preview: COST_PREVIEW,
  input: Arrival.extend({ receivedOn: v.DayOrToday }),
  output: z.object({ receipt: z.string(), number: z.string(), state: z.string() }),
  lines: {
    input: 'lines',
    from: 'purchasing.order_line',
    key: { line: 'id' },
    start: { quantity: 'open', unit: 'unit' },
    open: 'open',
    all: true,
  },
  refusals: receiptRefusals,
  on: { entity: 'purchasing.purchase_order', field: 'order', states: ['sent', 'confirmed'], where: { direct: false } },
});

export const receiveOrders = command('purchasing.receive_orders', {
  label: 'Receive orders',
  about: 'Books the arrival of up to 1,000 orders of one day at once: all of them, or none.',
  permission: 'purchasing.receipt.write',
  input: z.object({ arrivals: z.array(Arrival).min(1).max(v.LIMITS.batchDocuments), receivedOn: v.DayOrToday }),
  output: z.object({ receipts: z.array(z.string()) }),
  many: 'purchasing.receive_goods',
  refusals: receiptRefusals,
});

export const returnGoods = command('purchasing.return_goods', {
  label: 'Return to supplier',
  about:
    'Sends goods of a receipt back: they leave at their cost. For what is not billed no bill is expected any more; for what is billed the supplier’s credit is awaited. With replace they are awaited again.',
  permission: 'purchasing.return.write',
  preview: COST_PREVIEW,
  input: z.object({
    receipt: v.Ref('purchasing.receipt'),
    returnedOn: v.DayOrToday,
    reason: v.Name,
    replace: z.boolean().default(false).meta({
      title: 'Others are to come',
      description: 'The supplier sends others: the order waits for them again.',
    }),
    lines: z
      .array(z.object({ line: v.Ref('purchasing.receipt_line'), quantity: v.PositiveQuantity, lots: Lots }))
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({
    return: z.string(),
    number: z.string(),
    claimedMinor: v.SeenWith(PRICE, z.bigint().describe('What the supplier is to credit of it.')),
  }),
  lines: {
    input: 'lines',
    from: 'purchasing.receipt_line',
    key: { line: 'id' },
    start: { quantity: 'kept' },
    open: 'kept',
  },
  refusals: {
    no_line: SHARED_REFUSALS.no_line,
    gone_before: 'Of {item} only {left} of this receipt have not gone back.',
    ...stockRefusals,
  },
  on: { entity: 'purchasing.receipt', field: 'receipt' },
});

export const settleClaim = command('purchasing.settle_claim', {
  label: 'Settle without credit',
  about:
    'Awaits no credit for billed goods that went back: goods that came in their place are paid for with it, or, without such goods, it is given up.',
  permission: 'purchasing.claim.settle',
  input: z.object({
    line: v.Ref('purchasing.receipt_line'),
    quantity: v.PositiveQuantity.nullish().describe('If left empty: all that is awaited.'),
    replacement: v.Ref('purchasing.receipt_line').nullish().describe('The goods that came in place of what went back.'),
    reason: v.Name,
  }),
  output: z.object({ settledMinor: v.SeenWith(PRICE, z.bigint()) }),
  refusals: {
    not_awaited: 'A credit is awaited for {left} only.',
    other_goods: 'What came is of another supplier or another item.',
    more_than_unbilled: 'Of what came only {open} wait for a bill.',
    more_than_received: 'A bill may not take more than was received and not yet billed.',
    ...stockRefusals,
  },
  on: { entity: 'purchasing.receipt_line', field: 'line' },
});
