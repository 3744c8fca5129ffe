import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { CREDIT_REFUSALS, creditFacts, RECEIVABLE_REFUSALS } from '#modules/finance/receivables/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { COST_PREVIEW, Lots, NAMED_REFUSALS, stockRefusals } from '#modules/supply/inventory/contract.ts';

export const receiveReturn = command('sales.receive_return', {
  label: 'Receive return',
  about:
    'Books goods a customer sent back: stock at the cost it left with. Goods that were not billed yet are not billed any more; for those that were, a credit note takes back what their invoice billed and settles it as far as it is open.',
  permission: 'sales.return.write',
  input: z.object({
    delivery: v.Ref('sales.delivery'),
    returnedOn: v.DayOrToday,
    reason: v.Name,
    credit: z
      .boolean()
      .nullish()
      .meta({
        title: 'Credit what was billed',
        usual: { unless: 'replace' },
        description: 'A credit note is posted at once. Usual, unless the goods are sent again.',
      }),
    replace: z.boolean().default(false).meta({
      title: 'Send the goods again',
      description: 'The order is open for them once more. Not credited, they are not billed again either.',
    }),
    lines: z
      .array(
        z.object({
          line: v.Ref('sales.delivery_line'),
          quantity: v.PositiveQuantity,
          restock: z.boolean().default(true).meta({ title: 'Back into stock' }),
          lots: Lots,
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({ return: z.string(), creditNote: z.string().nullable(), creditNotes: z.array(z.string()) }),
  facts: creditFacts,
  lines: {
    input: 'lines',
    from: 'sales.delivery_line',
    key: { line: 'id' },
    start: { quantity: 'kept' },
    open: 'kept',
  },
  at: { future_day: 'returnedOn' },
  refusals: {
    ...CREDIT_REFUSALS,
    wrong_state: 'Delivery {number} is {state}.',
    no_line: SHARED_REFUSALS.no_line,
    more_than_delivered: 'Of {item} only {left} can come back.',
    ...stockRefusals,
    ...TAX_REFUSALS,
    ...RECEIVABLE_REFUSALS,
    future_day: SHARED_REFUSALS.future_day,
    before_shipped: 'Delivery {number} was shipped on {day}: nothing of it came back before.',
  },
  on: { entity: 'sales.delivery', field: 'delivery', states: ['shipped'] },
});

export const correctReturn = command('sales.correct_return', {
  label: 'Correct return',
  about:
    'States what really came back with a return that was mistyped: quantity, lots or serial numbers, day. Stock and cost follow by new entries. What did not come back is owed again: what was credited of it waits for an invoice. What came back beyond it is taken as a return takes it.',
  permission: 'sales.return.correct',
  preview: COST_PREVIEW,
  input: z.object({
    return: v.Ref('sales.sales_return'),
    returnedOn: v.Day.nullish().describe('The right day of the whole return; unchanged if left empty.'),
    reason: v.Name,
    credit: z.boolean().nullish().meta({
      title: 'Credit what was billed',
      description: 'Of more that came back. Usual, unless the goods are sent again.',
    }),
    lines: z
      .array(
        z.object({
          line: v.Ref('sales.return_line'),
          quantity: v.NotNegativeQuantity.describe('What really came back; zero where nothing did.'),
          lots: Lots,
        }),
      )
      .max(v.LIMITS.documentLines)
      .default([])
      .describe('Only what was wrong; with a day alone none.'),
  }),
  output: z.object({
    return: z.string(),
    creditNotes: z.array(z.string()),
    state: z.string().describe('Of the order, afterwards.'),
  }),
  facts: creditFacts,
  lines: { input: 'lines', from: 'sales.return_line', key: { line: 'id' }, start: { quantity: 'quantity' } },
  refusals: {
    ...CREDIT_REFUSALS,
    ...NAMED_REFUSALS,
    more_than_delivered: receiveReturn.refusals.more_than_delivered,
    sent_again:
      'Of {item} only {open} {open:is|are} still to be sent again, the others are picked or have left: no fewer than {least} can have come back. Correct that delivery first.',
    ...stockRefusals,
    ...TAX_REFUSALS,
    ...RECEIVABLE_REFUSALS,
    future_day: SHARED_REFUSALS.future_day,
    before_shipped: receiveReturn.refusals.before_shipped,
  },
  on: { entity: 'sales.sales_return', field: 'return' },
});
