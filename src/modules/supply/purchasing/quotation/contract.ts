import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { orderFacts, orderRefusals, PLACES } from '../contract.ts';

export const requestFlow = flow({
  draft: ['sent', 'cancelled'],
  sent: ['closed', 'cancelled'],
  closed: [],
  cancelled: [],
});

const RequestId = v.Ref('purchasing.quotation_request');
const Suppliers = z
  .array(v.Ref('parties.party', { isSupplier: true }))
  .min(1)
  .max(100);

const askRefusals = {
  no_supplier: orderRefusals.no_supplier,
  supplier_blocked: orderRefusals.supplier_blocked,
  asked_before: '{supplier} has been asked already.',
} as const;
const wrongState = { wrong_state: 'Request {number} is {state}.' } as const;

export const requestQuotations = command('purchasing.request_quotations', {
  label: 'New request for quotation',
  about:
    'Asks several suppliers what they would take for items, and when they would bring them. Nothing is ordered yet.',
  permission: 'purchasing.quotation.write',
  input: z.object({
    suppliers: Suppliers,
    site: v.Ref('organisation.site').nullish().describe('If left empty: the usual site.'),
    replyBy: v.Day.nullish(),
    note: v.Note.nullish(),
    lines: z
      .array(
        z.object({
          item: v.Ref('catalog.item', { bought: true }),
          quantity: v.PositiveQuantity.describe('In the item’s own unit or the unit named.'),
          unit: v.Code.nullish(),
          neededOn: v.Day.nullish(),
          description: v.Note.nullish(),
          costCentre: v.Ref('ledger.cost_centre').nullish().describe('Of the orders it becomes.'),
          project: v.Ref('ledger.project').nullish().describe('Of the orders it becomes.'),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
    send: z.boolean().default(true).describe('Off: a draft.'),
  }),
  output: z.object({ request: z.string(), number: z.string(), state: z.string() }),
  refusals: {
    ...askRefusals,
    no_item: orderRefusals.no_item,
    no_unit: orderRefusals.no_unit,
    ...SITE_REFUSALS,
    unknown_dimension: orderRefusals.unknown_dimension,
    past_day: 'Replies cannot be due on {day}: that day is over.',
  },
});

export const sendRequest = command('purchasing.send_quotation_request', {
  label: 'Send',
  about: 'Counts a draft as sent to all its suppliers: from now on they are awaited.',
  permission: 'purchasing.quotation.write',
  input: z.object({ request: RequestId }),
  output: z.object({ request: z.string(), state: z.string() }),
  refusals: wrongState,
  on: { entity: 'purchasing.quotation_request', field: 'request', states: ['draft'] },
});

export const inviteSuppliers = command('purchasing.invite_suppliers', {
  label: 'Ask more suppliers',
  about: 'Adds suppliers to a request that is not closed.',
  permission: 'purchasing.quotation.write',
  input: z.object({ request: RequestId, suppliers: Suppliers }),
  output: z.object({ request: z.string(), quotations: z.array(z.string()) }),
  refusals: { ...askRefusals, ...wrongState },
  on: { entity: 'purchasing.quotation_request', field: 'request', states: ['draft', 'sent'] },
});

export const recordQuotation = command('purchasing.record_quotation', {
  label: 'Enter an offer',
  about:
    'Keeps what a supplier offers, by line; a line left out is not offered. A later offer takes the place of an earlier one nothing was awarded from.',
  permission: 'purchasing.quotation.write',
  input: z.object({
    quotation: v.Ref('purchasing.quotation'),
    reference: z.string().trim().max(80).nullish(),
    repliedOn: v.DayOrToday,
    currency: v.CurrencyCode.nullish().describe('If left empty: the supplier’s.'),
    validUntil: v.Day.nullish(),
    extraPercent: v.NotNegativeQuantity.default('0').describe('Freight, duty and the like, in percent of the price.'),
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.quotation_line'),
          declined: z.boolean().default(false),
          unitPrice: v.NotNegativePrice.nullish().describe('For one of the item’s own unit.'),
          minimum: v.NotNegativeQuantity.default('0').describe('The least that is sold.'),
          leadDays: v.Whole.refine((days) => days >= 0 && days <= 3650, 'Between 0 and 3,650 days.').nullish(),
          promisedOn: v.Day.nullish().describe('Instead of a lead time.'),
          supplierItem: z.string().trim().max(80).nullish(),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({ quotation: z.string(), offers: z.array(z.string()) }),
  lines: {
    input: 'lines',
    from: 'purchasing.quotation_line',
    key: { line: 'id' },
    by: { field: 'request', record: 'request' },
  },
  refusals: {
    ...wrongState,
    no_line: SHARED_REFUSALS.no_line,
    line_twice: 'Line {position} is named twice.',
    price_missing: 'Line {position}: enter a price, or say that it is declined.',
    day_before: 'An offer of {day} cannot answer a question of {asked}.',
    future_day: SHARED_REFUSALS.future_day,
    awarded_already: 'Something was awarded from this offer: it holds.',
  },
  on: { entity: 'purchasing.quotation', field: 'quotation', states: ['invited', 'offered', 'declined'] },
});

export const declineQuotation = command('purchasing.decline_quotation', {
  label: 'Enter a refusal',
  about: 'Keeps that a supplier offers nothing, and why: it is no longer awaited.',
  permission: 'purchasing.quotation.write',
  input: z.object({ quotation: v.Ref('purchasing.quotation'), reason: v.Name.nullish(), repliedOn: v.DayOrToday }),
  output: z.object({ quotation: z.string() }),
  refusals: {
    ...wrongState,
    offered_already: 'The supplier has made an offer.',
    day_before: recordQuotation.refusals.day_before,
    future_day: recordQuotation.refusals.future_day,
  },
  on: { entity: 'purchasing.quotation', field: 'quotation', states: ['invited'] },
});

export const awardQuotations = command('purchasing.award_quotations', {
  label: 'Award',
  about:
    'Gives lines of a request to offers, whole or divided, and makes one purchase order for each supplier at the offered prices, raised to its minimum. The request closes when all is awarded.',
  permission: 'purchasing.quotation.award',
  input: z.object({
    request: RequestId,
    awards: z
      .array(
        z.object({
          offer: v.Ref('purchasing.quotation_offer'),
          quantity: v.PositiveQuantity.nullish().describe('If left empty: all of the line that is not awarded.'),
          reason: v.Name.nullish(),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
    keepPrices: z.boolean().default(false).describe('Keeps the prices as supplier prices, while the offers hold.'),
    send: z.boolean().default(false).describe('Off: drafts.'),
  }),
  output: z.object({
    orders: z.array(z.object({ order: z.string(), number: z.string() })),
    state: z.string(),
  }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  lines: {
    input: 'awards',
    from: 'purchasing.quotation_offer',
    key: { offer: 'id' },
    by: { field: 'request', record: 'id' },
  },
  refusals: {
    ...orderRefusals,
    ...wrongState,
    no_such_offer: 'The request has no such offer.',
    declined: '{supplier} declined line {position}.',
    offer_twice: 'The offer of {supplier} for line {position} is named twice.',
    offer_expired: 'The offer of {supplier} held until {day}.',
    more_than_asked: 'Line {position}: {open} {open:is|are} not awarded; {quantity} {quantity:is|are} too many.',
    no_price_right: 'Only someone who keeps supplier prices may keep these.',
  },
  on: { entity: 'purchasing.quotation_request', field: 'request', states: ['sent'] },
});

export const closeRequests = command('purchasing.close_quotation_requests', {
  label: 'Close request',
  about: 'Awards no more of requests: one nothing was awarded from becomes cancelled, another is closed.',
  permission: 'purchasing.quotation.write',
  input: z.object({ requests: z.array(RequestId).min(1).max(v.LIMITS.batchDocuments), reason: v.Name }),
  output: z.object({ closed: z.number() }),
  refusals: wrongState,
  on: { entity: 'purchasing.quotation_request', field: 'requests', states: ['draft', 'sent'] },
});
