import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { orderFacts, orderRefusals, PLACES, PRICE } from '../contract.ts';

export const blanketFlow = flow({ active: ['closed'], closed: [] });

const BlanketId = v.Ref('purchasing.blanket_order');
const Amount = v.PositiveMinor;
const wrongState = { wrong_state: 'Blanket order {number} is {state}.' } as const;
const span = { bad_span: 'It cannot end before it begins.' } as const;

export const agreeBlanket = command('purchasing.agree_blanket', {
  label: 'New blanket order',
  about:
    'Keeps what was agreed with a supplier for a span of time: quantities or an amount, and prices. Nothing is ordered yet.',
  permission: 'purchasing.blanket.write',
  input: z.object({
    supplier: v.Ref('parties.party', { isSupplier: true }),
    reference: z.string().trim().max(80).nullish(),
    validFrom: v.DayOrToday,
    validTo: v.Day,
    currency: v.CurrencyCode.nullish().describe('If left empty: the supplier’s.'),
    amountMinor: Amount.nullish().describe('The most that may be ordered altogether.'),
    note: v.Note.nullish(),
    lines: z
      .array(
        z.object({
          item: v.Ref('catalog.item', { bought: true }),
          quantity: v.PositiveQuantity.nullish().describe(
            'The most that may be called off, in the item’s own unit. If left empty: the amount alone limits it.',
          ),
          unitPrice: v.NotNegativePrice.describe('For one of the item’s own unit.'),
          breaks: z
            .array(z.object({ fromQuantity: v.PositiveQuantity, unitPrice: v.NotNegativePrice }))
            .max(20)
            .default([])
            .describe('Prices from a quantity called off at once.'),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({ blanket: z.string(), number: z.string(), lines: z.array(z.string()) }),
  refusals: {
    no_supplier: orderRefusals.no_supplier,
    supplier_blocked: orderRefusals.supplier_blocked,
    no_item: orderRefusals.no_item,
    ...span,
    no_limit: 'Line {position} needs a quantity, or the whole an amount.',
    break_twice: 'Line {position} has two prices from {quantity}.',
  },
});

export const changeBlanket = command('purchasing.change_blanket', {
  label: 'Change blanket order',
  about: 'Moves the end, the amount or the quantities of a blanket order; never below what is called off.',
  permission: 'purchasing.blanket.write',
  input: z.object({
    blanket: BlanketId,
    validTo: v.Day.nullish(),
    amountMinor: Amount.nullish(),
    lines: z
      .array(z.object({ line: v.Ref('purchasing.blanket_line'), quantity: v.PositiveQuantity }))
      .max(v.LIMITS.documentLines)
      .default([]),
    reason: v.Name.nullish(),
  }),
  output: z.object({ blanket: z.string() }),
  lines: { input: 'lines', from: 'purchasing.blanket_line', key: { line: 'id' }, start: { quantity: 'quantity' } },
  refusals: {
    ...wrongState,
    ...span,
    no_line: SHARED_REFUSALS.no_line,
    line_twice: 'Line {position} is named twice.',
    below_drawn: 'Line {position}: {drawn} {drawn:is|are} called off, so the quantity cannot be {quantity}.',
    amount_below_drawn: 'More than this amount is called off.',
  },
  on: { entity: 'purchasing.blanket_order', field: 'blanket', states: ['active'] },
});

export const closeBlankets = command('purchasing.close_blankets', {
  label: 'Close blanket order',
  about: 'Ends blanket orders: nothing more is called off. What was ordered stays ordered.',
  permission: 'purchasing.blanket.write',
  input: z.object({ blankets: z.array(BlanketId).min(1).max(v.LIMITS.batchDocuments), reason: v.Name }),
  output: z.object({ closed: z.number() }),
  refusals: wrongState,
  on: { entity: 'purchasing.blanket_order', field: 'blankets', states: ['active'] },
});

export const callOff = command('purchasing.call_off', {
  label: 'Call off',
  about: 'Orders goods of a blanket order at its prices: one purchase order that draws from it.',
  permission: 'purchasing.order.write',
  input: z.object({
    blanket: BlanketId,
    site: v.Ref('organisation.site').nullish(),
    expectedOn: v.Day.nullish(),
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.blanket_line'),
          quantity: v.PositiveQuantity,
          expectedOn: v.Day.nullish(),
          costCentre: v.Ref('ledger.cost_centre').nullish(),
          project: v.Ref('ledger.project').nullish(),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
    send: z.boolean().default(true).describe('Off: a draft, which draws too.'),
  }),
  output: z.object({ order: z.string(), number: z.string(), netMinor: v.SeenWith(PRICE, z.bigint()) }),
  facts: orderFacts,
  subject: 'purchasing.purchase_order',
  does: PLACES,
  lines: { input: 'lines', from: 'purchasing.blanket_line', key: { line: 'id' }, start: { quantity: 'open' } },
  refusals: { ...orderRefusals, no_line: SHARED_REFUSALS.no_line },
  on: { entity: 'purchasing.blanket_order', field: 'blanket', states: ['active'] },
});
