import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { COST_PREVIEW, EnteringLots, Lots, NAMED_REFUSALS, stockRefusals } from '#modules/supply/inventory/contract.ts';

/** What a correction of a receipt refuses, of goods that came to us or went straight to the customer. */
export const correctedReceiptRefusals = {
  ...stockRefusals,
  ...NAMED_REFUSALS,
  no_rate: SHARED_REFUSALS.no_rate,
  more_than_received: 'A bill may not take more than was received and not yet billed.',
  none_accepted: 'Nothing of {item} was accepted with this receipt: receive what was.',
  no_reason: 'Line {position}: say why goods were rejected.',
  billed_or_back:
    'Of {item} {least} {least:is|are} billed or have gone back, so no fewer can have come. Take the bill back, or correct what went back, first.',
  bears_freight: '{item} bears freight or duty: cancel that first.',
  more_than_may_come: 'Line {position}: {quantity} is more than the {most} that may come. Amend the order first.',
} as const;

export const correctReceipt = command('purchasing.correct_receipt', {
  label: 'Correct receipt',
  about:
    'States what really came with a receipt that was mistyped: quantity, what was rejected, lots or serial numbers, day. Stock, cost and what waits for a bill follow by new entries; the order waits for what did not come. What goes back to the supplier is returned instead.',
  permission: 'purchasing.receipt.correct',
  preview: COST_PREVIEW,
  input: z.object({
    receipt: v.Ref('purchasing.receipt'),
    receivedOn: v.Day.nullish().describe('The right day of the lines named; unchanged if left empty.'),
    reason: v.Name,
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.receipt_line'),
          quantity: v.NotNegativeQuantity.describe('What really came, in the item’s own unit; zero where nothing did.'),
          rejected: v.NotNegativeQuantity.nullish().describe('What was really refused; as recorded if left empty.'),
          rejectReason: v.Name.nullish().describe('Why; as recorded if left empty.'),
          lots: EnteringLots.describe('Of a tracked item: the lots that really came; those recorded if left empty.'),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({ receipt: z.string(), state: z.string().describe('Of the order, afterwards.') }),
  lines: {
    input: 'lines',
    from: 'purchasing.receipt_line',
    key: { line: 'id' },
    start: { quantity: 'received', rejected: 'rejected' },
  },
  refusals: {
    ...correctedReceiptRefusals,
    went_to_customer:
      'The goods of order {number} went straight to the customer: correct the supplier’s shipment instead.',
  },
  on: { entity: 'purchasing.receipt', field: 'receipt', where: { direct: false } },
});

export const correctReturn = command('purchasing.correct_return', {
  label: 'Correct return',
  about:
    'States what really went back to the supplier with a return that was mistyped: quantity, lots or serial numbers, day. Stock and cost follow by new entries. Goods that did not go back wait for their bill again, and for those that are billed no credit is awaited any more.',
  permission: 'purchasing.return.correct',
  preview: COST_PREVIEW,
  input: z.object({
    return: v.Ref('purchasing.supplier_return'),
    returnedOn: v.Day.nullish().describe('The right day of the whole return; unchanged if left empty.'),
    reason: v.Name,
    lines: z
      .array(
        z.object({
          line: v.Ref('purchasing.return_line'),
          quantity: v.NotNegativeQuantity.describe('What really went back; zero where nothing did.'),
          lots: Lots,
        }),
      )
      .max(v.LIMITS.documentLines)
      .default([])
      .describe('Only what was wrong; with a day alone none.'),
  }),
  output: z.object({ return: z.string(), state: z.string().describe('Of the order, afterwards.') }),
  lines: { input: 'lines', from: 'purchasing.return_line', key: { line: 'id' }, start: { quantity: 'quantity' } },
  refusals: {
    ...stockRefusals,
    ...NAMED_REFUSALS,
    gone_otherwise: 'Of {item} only {left} of this receipt have not gone back otherwise.',
    credited_already:
      'Of {item} {least} {least:is|are} credited or settled by now, so no fewer can have gone back. Order and receive anew those that are here.',
    came_again: 'Of {item} others came in place of what went back. Correct their receipt first.',
    before_received: 'The goods came on {day}: nothing of them went back before.',
  },
  on: { entity: 'purchasing.supplier_return', field: 'return' },
});
