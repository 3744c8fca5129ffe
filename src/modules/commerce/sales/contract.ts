import { z } from 'zod';
import { command, type Fact } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { DIMENSION_REFUSALS, POSTING_REFUSALS, PostedOn } from '#modules/finance/ledger/contract.ts';
import { CREDIT_REFUSALS, RECEIVABLE_REFUSALS } from '#modules/finance/receivables/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { Lots, stockRefusals } from '#modules/supply/inventory/contract.ts';
import { orderRefusals } from './refusals.ts';

export { correctedDeliveryRefusals } from './delivery/contract.ts';
export { correctReturn, receiveReturn } from './returns/contract.ts';

export const orderFlow = flow({
  draft: ['confirmed', 'cancelled'],
  confirmed: ['on_hold', 'done', 'cancelled'],
  on_hold: ['confirmed', 'cancelled'],
  done: [],
  cancelled: [],
});

const Customer = v.Ref('parties.party', { isCustomer: true });
const OrderId = v.Ref('sales.sales_order');
const OverrideCredit = z.boolean().default(false).meta({ title: 'Despite the credit limit or a hold' });

const OrderLine = z.object({
  item: v.Ref('catalog.item', { sold: true }),
  quantity: v.PositiveQuantity,
  unitPrice: v.UnitPrice.nullish().describe('If left empty: from the price lists.'),
  discountPercent: v.Share.nullish(),
  description: v.Note.nullish(),
  requestedOn: v.Day.nullish(),
  promisedOn: v.Day.nullish(),
  taxCodes: z
    .array(v.Ref('tax.code', { direction: 'sale' }))
    .max(8)
    .nullish()
    .describe('In place of those the rules choose; an empty list: no tax.'),
  costCentre: v.Ref('ledger.cost_centre').nullish().describe('Of its revenue and its cost.'),
  project: v.Ref('ledger.project').nullish().describe('Of its revenue and its cost.'),
});

export const Order = z.object({
  customer: Customer,
  customerReference: z.string().trim().max(80).nullish(),
  orderedOn: v.DayOrToday,
  requestedOn: v.Day.nullish(),
  promisedOn: v.Day.nullish(),
  site: v.Ref('organisation.site').nullish(),
  currency: v.CurrencyCode.nullish(),
  terms: v.Ref('parties.terms').nullish(),
  priceList: v.Ref('catalog.price_list').nullish(),
  billTo: v.Ref('parties.address').nullish(),
  shipTo: v.Ref('parties.address').nullish(),
  channel: v.Code.default('desk'),
  freightMinor: v.NotNegativeMinor.nullish(),
  note: v.Note.nullish(),
  lines: z.array(OrderLine).min(1).max(v.LIMITS.documentLines),
});

/** What sales orders state about themselves, to approval policies and to those who approve. */
const orderFacts = {
  customer: { label: 'Customer', type: 'text' },
  totalMinor: { label: 'Total', type: 'money' },
  customerOpenMinor: { label: 'Not invoiced yet of the customer’s orders, this included', type: 'money', beside: true },
  withOthersMinor: { label: 'Total, with other orders of the customer within 24 hours', type: 'money', beside: true },
  discountPercent: { label: 'Highest discount, from the list price', type: 'percent' },
} as const satisfies Record<string, Fact>;

export const placeOrder = command('sales.place_order', {
  label: 'New sales order',
  about:
    'Enters a sales order, prices it from the price lists, and checks credit and reserves stock at once when it is confirmed with it.',
  permission: 'sales.order.write',
  input: Order.extend({ confirm: z.boolean().default(false), overrideCredit: OverrideCredit }),
  output: z.object({
    order: z.string(),
    number: z.string(),
    state: z.string(),
    ...v.Totals,
    short: z.number(),
  }),
  preview: [],
  facts: orderFacts,
  subject: 'sales.sales_order',
  does: ['sales.confirm_order'],
  refusals: orderRefusals,
});

export const placeOrders = command('sales.place_orders', {
  label: 'New sales orders',
  about: 'Enters up to 1,000 sales orders at once: all of them, or none.',
  permission: 'sales.order.write',
  input: z.object({
    orders: z.array(Order).min(1).max(v.LIMITS.batchDocuments),
    confirm: z.boolean().default(false),
    overrideCredit: OverrideCredit,
  }),
  output: z.object({ orders: z.array(z.string()) }),
  facts: orderFacts,
  subject: 'sales.sales_order',
  many: 'sales.place_order',
  does: ['sales.confirm_order'],
  refusals: orderRefusals,
});

export const importOrders = command('sales.import_orders', {
  label: 'Take over sales orders',
  about: 'Takes over sales orders of another system as they were: their numbers, prices, freight and tax amounts.',
  permission: 'sales.order.import',
  input: z.object({
    orders: z
      .array(Order.extend({ number: v.Code, givenTaxMinor: v.NotNegativeMinor.nullish() }))
      .min(1)
      .max(v.LIMITS.batchDocuments),
  }),
  output: z.object({ orders: z.array(z.string()) }),
  facts: orderFacts,
  subject: 'sales.sales_order',
  many: 'sales.place_order',
  does: ['sales.confirm_order'],
  refusals: orderRefusals,
});

const wrongState = { wrong_state: 'Order {number} is {state}.' } as const;
const needsRefusal = { needs_dimension: DIMENSION_REFUSALS.needs_dimension } as const;

export const confirmOrder = command('sales.confirm_order', {
  label: 'Confirm',
  about: 'Confirms a draft: checks the customer’s credit and reserves what is in stock.',
  permission: 'sales.order.write',
  input: z.object({ order: OrderId, overrideCredit: OverrideCredit }),
  output: z.object({ order: z.string(), state: z.string(), short: z.number() }),
  facts: orderFacts,
  subject: 'sales.sales_order',
  refusals: {
    ...wrongState,
    credit_exceeded: orderRefusals.credit_exceeded,
    customer_on_hold: orderRefusals.customer_on_hold,
    not_stocked: stockRefusals.not_stocked,
    ...needsRefusal,
  },
  on: { entity: 'sales.sales_order', field: 'order', states: ['draft'] },
});

export const amendOrder = command('sales.amend_order', {
  label: 'Amend',
  about:
    'Changes an order in place: its number stays, what changed is on the timeline, and reservations follow. Lines may be added; none can fall below what has left.',
  permission: 'sales.order.write',
  input: z.object({
    order: OrderId,
    version: v.Version.describe('The version the change was made on.'),
    customerReference: z.string().trim().max(80).nullish(),
    requestedOn: v.Day.nullish(),
    promisedOn: v.Day.nullish(),
    shipTo: v.Ref('parties.address').nullish(),
    freightMinor: v.NotNegativeMinor.nullish(),
    note: v.Note.nullish(),
    lines: z
      .array(OrderLine.partial().extend({ line: v.Ref('sales.order_line').nullish() }))
      .max(v.LIMITS.documentLines)
      .default([]),
  }),
  output: z.object({ order: z.string(), version: z.number() }),
  facts: orderFacts,
  subject: 'sales.sales_order',
  lines: {
    input: 'lines',
    from: 'sales.order_line',
    key: { line: 'id' },
    start: {
      item: 'item',
      quantity: 'quantity',
      unitPrice: 'unitPrice',
      discountPercent: 'discountPercent',
      description: 'description',
      requestedOn: 'requestedOn',
      promisedOn: 'promisedOn',
      costCentre: 'costCentre',
      project: 'project',
    },
    adds: true,
  },
  refusals: {
    ...orderRefusals,
    ...wrongState,
    changed_meanwhile: 'Order {number} was changed by someone else (version {version}). Load it again.',
    below_shipped:
      'Line {position}: {gone} {gone:has|have} been shipped or {gone:is|are} being picked, so the quantity cannot be {quantity}.',
    no_line: SHARED_REFUSALS.no_line,
    line_twice: 'Line {position} is named twice.',
    item_fixed: 'Line {position}: the item of a line cannot change. Cancel the line and add another.',
    item_missing: 'A new line needs an item and a quantity.',
  },
  on: { entity: 'sales.sales_order', field: 'order', states: ['draft', 'confirmed', 'on_hold'] },
});

/** Something of the order has not been shipped yet. */
const goodsToGo = { where: { deliveryState: ['open', 'part_delivered'] } } as const;

export const holdOrder = command('sales.hold_order', {
  label: 'Put on hold',
  about: 'Stops an order: nothing ships until it is released. Reservations stay.',
  permission: 'sales.order.write',
  input: z.object({ order: OrderId, reason: v.Name }),
  output: z.object({ order: z.string(), state: z.string() }),
  refusals: wrongState,
  on: { entity: 'sales.sales_order', field: 'order', states: ['confirmed'], ...goodsToGo },
});

export const releaseOrder = command('sales.release_order', {
  label: 'Release hold',
  about: 'Lets a held order go on.',
  permission: 'sales.order.release',
  input: z.object({ order: OrderId }),
  output: z.object({ order: z.string(), state: z.string() }),
  refusals: wrongState,
  on: { entity: 'sales.sales_order', field: 'order', states: ['on_hold'] },
});

export const cancelOrder = command('sales.cancel_order', {
  label: 'Cancel the rest',
  about: 'Cancels what has not been shipped and frees its stock. An order nothing was shipped of becomes cancelled.',
  permission: 'sales.order.write',
  input: z.object({ order: OrderId, reason: v.Name }),
  output: z.object({ order: z.string(), state: z.string() }),
  refusals: { ...wrongState, being_picked: 'Order {number} is being picked. Ship or cancel its delivery first.' },
  on: {
    ...{ entity: 'sales.sales_order', field: 'order', states: ['draft', 'confirmed', 'on_hold'] },
    where: { deliveryState: ['draft', ...goodsToGo.where.deliveryState] },
  },
});

export const reserveOrders = command('sales.reserve_orders', {
  label: 'Reserve stock',
  about: 'Tries again to reserve stock for the open lines of confirmed orders, oldest promise first.',
  permission: 'sales.order.write',
  input: z.object({ orders: z.array(OrderId).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({ short: z.number() }),
  refusals: { ...wrongState, not_stocked: stockRefusals.not_stocked },
  on: { entity: 'sales.sales_order', field: 'orders', states: ['confirmed'], ...goodsToGo },
});

export const reserveWaiting = command('sales.reserve_waiting', {
  label: 'Reserve what is free',
  about:
    'Gives stock that became free to the confirmed orders that wait for it, earliest promise first. It is done by itself every few minutes.',
  permission: 'sales.order.write',
  input: z.object({ item: v.Ref('catalog.item').nullish(), site: v.Ref('organisation.site').nullish() }),
  output: z.object({ served: z.number().int().describe('Lines that have all they wait for now.') }),
  refusals: { not_stocked: stockRefusals.not_stocked },
});

const heldRefusal = { customer_on_hold: orderRefusals.customer_on_hold } as const;
const shipRefusals = {
  ...wrongState,
  ...heldRefusal,
  nothing_to_ship: 'Nothing is left to ship on order {number}.',
  more_than_open: 'Line {position}: only {open} {open:is|are} open.',
  no_line: SHARED_REFUSALS.no_line,
} as const;

const reservedRefusal = { nothing_reserved: 'No stock is reserved for order {number}.' } as const;

const PickedLine = z.object({ line: v.Ref('sales.order_line'), quantity: v.PositiveQuantity });

export const pickDelivery = command('sales.pick_delivery', {
  label: 'Pick',
  about: 'Makes a delivery to be picked: the reserved quantities of an order, or the lines given.',
  permission: 'sales.delivery.write',
  input: z.object({
    order: OrderId,
    lines: z.array(PickedLine).max(v.LIMITS.documentLines).nullish(),
    overrideCredit: OverrideCredit,
  }),
  output: z.object({ delivery: z.string(), number: z.string() }),
  lines: {
    input: 'lines',
    from: 'sales.order_line',
    key: { line: 'id' },
    start: { quantity: 'toPick' },
    open: 'open',
    all: true,
  },
  refusals: { ...shipRefusals, ...reservedRefusal },
  on: { entity: 'sales.sales_order', field: 'order', states: ['confirmed'], ...goodsToGo },
});

export const shipDelivery = command('sales.ship_delivery', {
  label: 'Ship',
  about: 'Ships a picked delivery: stock leaves, its cost is booked. Less than picked goes back to the order.',
  permission: 'sales.delivery.ship',
  input: z.object({
    delivery: v.Ref('sales.delivery'),
    shippedOn: v.DayOrToday,
    carrier: z.string().trim().max(80).nullish(),
    tracking: z.string().trim().max(80).nullish(),
    overrideCredit: OverrideCredit,
    lines: z
      .array(z.object({ line: v.Ref('sales.delivery_line'), quantity: v.Quantity, lots: Lots }))
      .max(v.LIMITS.documentLines)
      .nullish(),
  }),
  output: z.object({ delivery: z.string() }),
  lines: {
    input: 'lines',
    from: 'sales.delivery_line',
    key: { line: 'id' },
    start: { quantity: 'quantity' },
    all: true,
    unticked: { quantity: '0' },
  },
  refusals: {
    wrong_state: 'Delivery {number} is {state}.',
    ...heldRefusal,
    ...needsRefusal,
    order_on_hold: 'Order {number} is on hold.',
    ...stockRefusals,
    more_than_picked: 'Line {position}: {picked} {picked:was|were} picked.',
    no_line: SHARED_REFUSALS.no_line,
    nothing_picked: 'Nothing was picked.',
    future_day: SHARED_REFUSALS.future_day,
  },
  at: { future_day: 'shippedOn' },
  on: { entity: 'sales.delivery', field: 'delivery', states: ['picking'] },
});

export const cancelDelivery = command('sales.cancel_delivery', {
  label: 'Cancel delivery',
  about: 'Takes back a delivery that was not shipped; its quantities are open again.',
  permission: 'sales.delivery.write',
  input: z.object({ delivery: v.Ref('sales.delivery') }),
  output: z.object({ delivery: z.string() }),
  refusals: { wrong_state: 'Delivery {number} is {state}.' },
  on: { entity: 'sales.delivery', field: 'delivery', states: ['picking'] },
});

export const shipOrders = command('sales.ship_orders', {
  label: 'Ship now',
  about:
    'Picks and ships in one step what is open of these orders: only what is reserved, where that is asked for, else everything. Deliveries of theirs that are being picked leave as picked.',
  permission: 'sales.delivery.ship',
  input: z.object({
    orders: z.array(OrderId).min(1).max(v.LIMITS.batchDocuments),
    shippedOn: v.DayOrToday,
    reservedOnly: z.boolean().default(true).meta({ title: 'Only what is reserved' }),
    overrideCredit: OverrideCredit,
  }),
  output: z.object({ deliveries: z.array(z.string()) }),
  many: 'sales.ship_delivery',
  refusals: {
    ...{ ...shipRefusals, ...reservedRefusal, ...stockRefusals, ...needsRefusal },
    future_day: SHARED_REFUSALS.future_day,
  },
  at: { future_day: 'shippedOn' },
  on: { entity: 'sales.sales_order', field: 'orders', states: ['confirmed'], ...goodsToGo },
});

export const invoiceOrders = command('sales.invoice_orders', {
  label: 'Invoice',
  about:
    'Invoices what was shipped and not invoiced yet of these orders: one invoice an order, with the freight that is not billed yet. Where freight was lowered since it was billed, the difference is credited.',
  permission: 'sales.order.invoice',
  input: z.object({ orders: z.array(OrderId).min(1).max(v.LIMITS.batchDocuments), invoicedOn: v.DayOrToday }),
  output: z.object({ invoices: z.array(z.string()), credits: z.array(z.string()), postedOn: PostedOn }),
  refusals: {
    wrong_state: 'Order {number} is {state}.',
    nothing_to_invoice: 'Nothing shipped of order {number} waits for an invoice.',
    before_delivery: 'Goods of order {number} left on {day}: they are not invoiced before.',
    ...POSTING_REFUSALS,
    ...CREDIT_REFUSALS,
    ...needsRefusal,
    ...RECEIVABLE_REFUSALS,
    ...TAX_REFUSALS,
  },
  on: {
    ...{ entity: 'sales.sales_order', field: 'orders', states: ['confirmed', 'on_hold', 'done', 'cancelled'] },
    where: { invoiceState: ['to_invoice', 'to_credit'] },
  },
});

export const directRefusals = {
  sale_not_open: 'The sales order {number} is {state}: nothing is delivered on it.',
  more_than_sold: 'Sales order {number}, line {position}: only {open} {open:is|are} open.',
  ...needsRefusal,
} as const;
