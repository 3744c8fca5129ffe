import { z } from 'zod';
import { command } from '#kernel/command.ts';
import * as v from '#kernel/values/schema.ts';
import { DIMENSION_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { COST_PREVIEW, stockRefusals } from '#modules/supply/inventory/contract.ts';
import { MEASURE_REFUSALS } from '../refusals.ts';

export const allocateLandedCost = command('purchasing.allocate_landed_cost', {
  label: 'Spread freight or duty',
  about:
    'Adds a cost of getting goods here to what they cost, by value, quantity, weight, volume, equally or by hand: an estimate until its bill comes. It follows goods that have left already.',
  permission: 'purchasing.landed.write',
  preview: COST_PREVIEW,
  input: z.object({
    label: v.Name.describe('Freight, duty, insurance …'),
    amountMinor: v.PositiveMinor,
    basis: z.enum(['value', 'quantity', 'weight', 'volume', 'equal', 'manual']).default('value'),
    effectiveOn: v.DayOrToday,
    costCentre: v.Ref('ledger.cost_centre').nullish().describe('Of its accrual.'),
    project: v.Ref('ledger.project').nullish().describe('Of its accrual.'),
    receipts: z.array(v.Ref('purchasing.receipt')).min(1).max(500),
    lines: z
      .array(z.object({ line: v.Ref('purchasing.receipt_line'), amountMinor: v.PositiveMinor.nullish() }))
      .max(v.LIMITS.documentLines)
      .nullish()
      .describe('Only these lines; by hand with their shares.'),
  }),
  output: z.object({ landedCost: z.string(), number: z.string() }),
  lines: { input: 'lines', from: 'purchasing.receipt_line', key: { line: 'id' } },
  refusals: {
    no_goods: 'These receipts hold no goods in stock.',
    manual_sum: 'The shares make {sum}, not {amount}.',
    no_measure: MEASURE_REFUSALS.no_measure,
    ...DIMENSION_REFUSALS,
    ...stockRefusals,
  },
  on: { entity: 'purchasing.receipt', field: 'receipts' },
});

export const cancelLandedCost = command('purchasing.cancel_landed_cost', {
  label: 'Cancel landed cost',
  about: 'Takes an estimated cost back from the goods, as if it had never been.',
  permission: 'purchasing.landed.write',
  preview: COST_PREVIEW,
  input: z.object({ landedCost: v.Ref('purchasing.landed_cost'), reason: v.Name }),
  output: z.object({ landedCost: z.string() }),
  refusals: {
    wrong_state: 'The landed cost {number} is {state}.',
    of_order:
      'The landed cost {number} is a line of order {order}: what it is billed, credited or returned for counts.',
    ...stockRefusals,
  },
  on: { entity: 'purchasing.landed_cost', field: 'landedCost', states: ['estimated'] },
});
