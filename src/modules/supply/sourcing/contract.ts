import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { correctedDeliveryRefusals, directRefusals } from '#modules/commerce/sales/contract.ts';
import { ITEM_REFUSALS } from '#modules/master/catalog/contract.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';
import { COST_PREVIEW } from '#modules/supply/inventory/contract.ts';
import {
  correctedReceiptRefusals,
  orderFacts,
  orderRefusals,
  PLACES,
  receiptRefusals,
} from '#modules/supply/purchasing/contract.ts';

export const requisitionFlow = flow({
  draft: ['submitted', 'cancelled'],
  submitted: ['approved', 'rejected', 'cancelled'],
  approved: ['ordered', 'cancelled'],
  rejected: [],
  ordered: ['approved', 'cancelled'],
  cancelled: [],
});

const RequisitionId = v.Ref('sourcing.requisition');
const Made = z.object({ requisition: z.string(), number: z.string(), state: z.string() });
const Decided = z.object({ requisition: z.string(), state: z.string() });
const wrongState = { wrong_state: 'Requisition {number} is {state}.' } as const;
const requestRefusals = {
  no_item: ITEM_REFUSALS.no_item,
  no_supplier: PARTY_REFUSALS.no_supplier,
  ...SITE_REFUSALS,
  unknown_dimension: orderRefusals.unknown_dimension,
} as const;

export const requestGoods = command('sourcing.request_goods', {
  label: 'New requisition',
  about: 'Says what is needed, where and when; with submit it waits for approval at once. Nothing is ordered yet.',
  permission: 'sourcing.requisition.write',
  input: z.object({
    site: v.Ref('organisation.site').nullish().describe('If left empty: the usual site.'),
    neededOn: v.Day.nullish(),
    note: v.Note.nullish(),
    lines: z
      .array(
        z.object({
          item: v.Ref('catalog.item', { bought: true }),
          quantity: v.PositiveQuantity.describe('In the item’s own unit.'),
          supplier: v
            .Ref('parties.party', { isSupplier: true })
            .nullish()
            .describe('If left empty: the best offer when it is ordered.'),
          reason: v.Name.nullish(),
          costCentre: v.Ref('ledger.cost_centre').nullish().describe('Of the order it becomes.'),
          project: v.Ref('ledger.project').nullish().describe('Of the order it becomes.'),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
    submit: z.boolean().default(true),
  }),
  output: Made,
  refusals: requestRefusals,
});

export const submitRequisition = command('sourcing.submit_requisition', {
  label: 'Submit',
  about: 'Puts a draft before those who approve.',
  permission: 'sourcing.requisition.write',
  input: z.object({ requisition: RequisitionId }),
  output: Decided,
  refusals: wrongState,
  on: { entity: 'sourcing.requisition', field: 'requisition', states: ['draft'] },
});

export const approveRequisition = command('sourcing.approve_requisition', {
  label: 'Approve',
  about: 'Lets a requisition be ordered. Who asked for it cannot approve it.',
  permission: 'sourcing.requisition.approve',
  input: z.object({ requisition: RequisitionId }),
  output: Decided,
  refusals: {
    ...wrongState,
    own_request: 'You asked for {number} yourself: somebody else decides, and you may only take it back.',
  },
  on: { entity: 'sourcing.requisition', field: 'requisition', states: ['submitted'] },
});

export const rejectRequisition = command('sourcing.reject_requisition', {
  label: 'Reject',
  about: 'Turns a requisition down, with the reason.',
  permission: 'sourcing.requisition.approve',
  input: z.object({ requisition: RequisitionId, reason: v.Name }),
  output: Decided,
  refusals: {
    ...wrongState,
    own_request: 'You asked for {number} yourself: somebody else decides, and you may only take it back.',
  },
  on: { entity: 'sourcing.requisition', field: 'requisition', states: ['submitted'] },
});

export const cancelRequisition = command('sourcing.cancel_requisition', {
  label: 'Cancel',
  about:
    'Takes back what of a requisition is not ordered. One of which a part was ordered is ordered then, another cancelled.',
  permission: 'sourcing.requisition.write',
  input: z.object({ requisition: RequisitionId }),
  output: Decided,
  refusals: { wrong_state: 'Requisition {number} is {state}. What is ordered is cancelled with its order.' },
  on: { entity: 'sourcing.requisition', field: 'requisition', states: ['draft', 'submitted', 'approved'] },
});

const sourceRefusals = {
  ...orderRefusals,
  no_offer: 'No supplier that may be ordered from offers {item}. Name a supplier or add a price.',
} as const;
const Ordered = z.object({ orders: z.array(z.object({ order: z.string(), number: z.string() })) });
const Send = z.boolean().default(false).describe('If left empty: drafts.');

export const orderRequisitions = command('sourcing.order_requisitions', {
  label: 'Order',
  about:
    'Turns approved requisitions into purchase orders, one a supplier and site; a line without a supplier goes to the best offer, in its packs.',
  permission: 'sourcing.requisition.order',
  input: z.object({ requisitions: z.array(RequisitionId).min(1).max(200), send: Send }),
  output: Ordered,
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  refusals: { ...wrongState, ...sourceRefusals },
  on: { entity: 'sourcing.requisition', field: 'requisitions', states: ['approved'] },
});

const ForSale = z
  .array(
    z.object({
      line: v.Ref('sales.order_line'),
      quantity: v.PositiveQuantity.nullish().describe('If left empty: all that is neither reserved nor bought.'),
      supplier: v.Ref('parties.party', { isSupplier: true }).nullish().describe('If left empty: the best offer.'),
    }),
  )
  .min(1)
  .max(v.LIMITS.documentLines)
  .nullish()
  .describe('If left empty: every line of bought goods that is short.');

const saleRefusals = {
  ...sourceRefusals,
  wrong_state: 'Order {number} is {state}.',
  no_line: SHARED_REFUSALS.no_line,
  line_twice: 'Line {position} is named twice.',
  not_bought: 'Line {position} is nothing that is bought into stock.',
  more_than_lacks: 'Line {position}: {open} {open:is|are} neither reserved nor bought.',
  nothing_missing: 'Order {number} lacks nothing that is bought.',
} as const;
const onSale = {
  ...{ entity: 'sales.sales_order', field: 'order', states: ['confirmed'] },
  where: { deliveryState: ['open', 'part_delivered'] },
} as const;

export const buyForSale = command('sourcing.buy_for_sale', {
  label: 'Buy for the order',
  about:
    'Orders from suppliers what a sales order lacks, in their packs; what comes is reserved for the lines it was bought for.',
  permission: 'sourcing.requisition.order',
  input: z.object({ order: v.Ref('sales.sales_order'), lines: ForSale, send: Send }),
  output: Ordered,
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  lines: { input: 'lines', from: 'sales.order_line', key: { line: 'id' }, open: 'missing' },
  refusals: saleRefusals,
  on: onSale,
});

export const dropShip = command('sourcing.drop_ship', {
  label: 'Have delivered by suppliers',
  about:
    'Orders from suppliers what a sales order lacks, in just that quantity, to be delivered straight to the customer.',
  permission: 'sourcing.requisition.order',
  input: z.object({
    order: v.Ref('sales.sales_order'),
    lines: ForSale,
    site: v.Ref('organisation.site').describe('A site that keeps no stock: the goods only pass through its books.'),
    send: Send,
  }),
  output: Ordered,
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  lines: { input: 'lines', from: 'sales.order_line', key: { line: 'id' }, open: 'missing' },
  refusals: { ...saleRefusals, own_site: 'The order is delivered from this site: name one that keeps no stock.' },
  on: onSale,
});

export const recordDirectShipment = command('sourcing.record_direct_shipment', {
  label: 'Enter the supplier’s shipment',
  about:
    'Books what the supplier sent straight to the customer as received and as delivered at once, at just what it cost; nothing stays in stock.',
  permission: 'purchasing.receipt.write',
  input: z.object({
    order: v.Ref('purchasing.purchase_order'),
    shippedOn: v.DayOrToday,
    deliveryNote: z.string().trim().max(80).nullish(),
    carrier: z.string().trim().max(80).nullish(),
    tracking: z.string().trim().max(80).nullish(),
    lines: z
      .array(z.object({ line: v.Ref('purchasing.order_line'), quantity: v.PositiveQuantity }))
      .min(1)
      .max(v.LIMITS.documentLines)
      .nullish()
      .describe('If left empty: all that is open.'),
  }),
  output: z.object({ receipt: z.string(), number: z.string(), deliveries: z.array(z.string()) }),
  lines: {
    input: 'lines',
    from: 'purchasing.order_line',
    key: { line: 'id' },
    start: { quantity: 'open' },
    open: 'open',
    all: true,
  },
  refusals: {
    ...receiptRefusals,
    ...directRefusals,
    site_holds_stock: 'The site of the order holds {item} already, so what this delivery costs would not be its own.',
  },
  on: { entity: 'purchasing.purchase_order', field: 'order', states: ['sent', 'confirmed'], where: { direct: true } },
});

export const correctDirectShipment = command('sourcing.correct_direct_shipment', {
  label: 'Correct the supplier’s shipment',
  about:
    'States what the supplier really sent straight to the customer where that was mistyped: quantity, day. Receipt and delivery are corrected as one, with what waits for a bill and for an invoice; both orders wait for what did not come.',
  permission: 'purchasing.receipt.correct',
  preview: COST_PREVIEW,
  input: z.object({
    receipt: v.Ref('purchasing.receipt'),
    shippedOn: v.Day.nullish().describe('The right day of the whole shipment; unchanged if left empty.'),
    reason: v.Name,
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.receipt_line'),
          quantity: v.NotNegativeQuantity.describe('What really went to the customer; zero where nothing did.'),
        }),
      )
      .max(v.LIMITS.documentLines)
      .default([])
      .describe('Only what was wrong; with a day alone none.'),
  }),
  output: z.object({ receipt: z.string(), state: z.string().describe('Of the purchase order, afterwards.') }),
  lines: { input: 'lines', from: 'purchasing.receipt_line', key: { line: 'id' }, start: { quantity: 'received' } },
  refusals: {
    ...correctedReceiptRefusals,
    ...correctedDeliveryRefusals,
    not_direct: 'Order {number} comes to us and not straight to the customer.',
  },
  on: { entity: 'purchasing.receipt', field: 'receipt', where: { direct: true } },
});

const Chosen = z
  .array(
    z.object({
      item: v.Ref('catalog.item', { bought: true }),
      site: v.Ref('organisation.site'),
      quantity: v.PositiveQuantity.nullish().describe('If left empty: as proposed now.'),
    }),
  )
  .min(1)
  .max(v.LIMITS.batchDocuments);
const nothing = { nothing_needed: 'Nothing is needed of {item} any more.' } as const;

export const requestProposals = command('sourcing.request_proposals', {
  label: 'Request what is proposed',
  about: 'Turns chosen proposals of replenishment, computed anew, into one submitted requisition a site.',
  permission: 'sourcing.requisition.write',
  input: z.object({ proposals: Chosen }),
  output: z.object({ requisitions: z.array(Made) }),
  refusals: { ...requestRefusals, ...nothing },
});

export const orderProposals = command('sourcing.order_proposals', {
  label: 'Order what is proposed',
  about: 'Turns chosen proposals of replenishment, computed anew, into purchase orders, one a supplier and site.',
  permission: 'sourcing.requisition.order',
  input: z.object({ proposals: Chosen, send: Send }),
  output: Ordered,
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  refusals: { ...sourceRefusals, ...nothing },
});
