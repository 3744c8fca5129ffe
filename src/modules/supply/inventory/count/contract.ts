import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { Day, LIMITS, Name, NotNegativePrice, PositiveQuantity, Ref } from '#kernel/values/schema.ts';
import { stockRefusals } from '../refusals.ts';

export const addFound = command('inventory.add_found', {
  label: 'Add what was found',
  about:
    'Adds to a count goods that lie there and are not part of it: an item, or a lot or serial number of one, new ones too. They are counted with it and approved like every difference.',
  permission: 'inventory.count.enter',
  on: { entity: 'inventory.stock_count', field: 'count', states: ['counting'] },
  input: z.object({
    count: Ref('inventory.stock_count'),
    lines: z
      .array(
        z.object({
          item: Ref('catalog.item', { kind: 'stocked' }),
          lot: Name.nullish().describe('Of a tracked item: the lot or serial number found, known or new.'),
          quantity: PositiveQuantity,
          expiresOn: Day.nullish().describe('Of a new lot; left out, from the shelf life.'),
          unitCost: NotNegativePrice.nullish().describe('Only of an item that has no cost yet: what one is worth.'),
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: z.object({ added: z.number().int() }),
  refusals: {
    wrong_state: 'Count {number} is {state}.',
    named_twice: '{item} {lot} is named twice.',
    in_count: '{item} {lot} is part of the count: enter its quantity there.',
    in_other_count: '{item} is being counted in {number} already.',
    name_lot: 'Say which lot or serial number of {item} was found.',
    too_many: 'A count has {limit} lines at most.',
    cost_needed: '{item} has no cost yet: say what one is worth.',
    standard_needed: '{item} is valued at standard and has none: give it a standard cost first.',
    cost_known: '{item} has a cost already: leave it away.',
    not_stocked: stockRefusals.not_stocked,
    item_not_active: stockRefusals.item_not_active,
    lot_untracked: stockRefusals.lot_untracked,
    lot_differs: stockRefusals.lot_differs,
    serial_whole: stockRefusals.serial_whole,
    serial_twice: stockRefusals.serial_twice,
  },
});
