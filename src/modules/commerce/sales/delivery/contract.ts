import { z } from 'zod';
import { command } from '#kernel/command.ts';
import * as v from '#kernel/values/schema.ts';
import { COST_PREVIEW, Lots, NAMED_REFUSALS, stockRefusals } from '#modules/supply/inventory/contract.ts';

/** What a correction of a delivery refuses, of goods that left our stock or went straight from the supplier. */
export const correctedDeliveryRefusals = {
  ...stockRefusals,
  ...NAMED_REFUSALS,
  invoiced_or_returned:
    'Of {item} {least} {least:is|are} billed or came back, so no fewer can have left. Credit the invoice, or receive a return, instead.',
  more_than_ordered: 'Line {position}: only {open} more {open:is|are} open. Amend the order first.',
  day_billed: 'Delivery {number} is billed with its day: credit the invoice first.',
  back_before: 'Goods of it came back on {day}: it cannot have left later.',
} as const;

export const correctDelivery = command('sales.correct_delivery', {
  label: 'Correct delivery',
  about:
    'States what really left with a delivery that was mistyped: quantity, lots or serial numbers, day. Stock and cost follow by new entries; what did not leave is open again. What comes back from the customer is returned instead.',
  permission: 'sales.delivery.correct',
  preview: COST_PREVIEW,
  input: z.object({
    delivery: v.Ref('sales.delivery'),
    shippedOn: v.Day.nullish().describe('The right day of the whole delivery; unchanged if left empty.'),
    reason: v.Name,
    lines: z
      .array(
        z.object({
          line: v.Ref('sales.delivery_line'),
          quantity: v.NotNegativeQuantity.describe('What really left; zero where nothing did.'),
          lots: Lots,
        }),
      )
      .max(v.LIMITS.documentLines)
      .default([])
      .describe('Only what was wrong; with a day alone none.'),
  }),
  output: z.object({ delivery: z.string(), state: z.string().describe('Of the order, afterwards.') }),
  lines: { input: 'lines', from: 'sales.delivery_line', key: { line: 'id' }, start: { quantity: 'quantity' } },
  refusals: {
    ...correctedDeliveryRefusals,
    wrong_state: 'Delivery {number} is {state}.',
    from_supplier:
      'Delivery {number} went straight from the supplier to the customer: correct the supplier’s shipment, on its goods receipt, instead.',
  },
  on: { entity: 'sales.delivery', field: 'delivery', states: ['shipped'], where: { direct: false } },
});
