import { z } from 'zod';
import { command } from '#kernel/command.ts';
import {
  Day,
  Id,
  LIMITS,
  Minor,
  Name,
  Note,
  NotNegativePrice,
  NotNegativeQuantity,
  PositiveQuantity,
  Ref,
  SeenWith,
} from '#kernel/values/schema.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { NAMED_REFUSALS, stockRefusals } from '../refusals.ts';

const COST = 'catalog.cost.read';

const Item = Ref('catalog.item', { kind: 'stocked' });
const Site = Ref('organisation.site');

const countOn = { on: { entity: 'inventory.stock_count', field: 'count', states: ['counting'] } } as const;

const countRefusals = { wrong_state: 'Count {number} is {state}.' } as const;

export const startCount = command('inventory.start_count', {
  label: 'Start count',
  about:
    'Freezes the book quantity of the chosen items of a site, to be counted. What is in a count that is not over is left out.',
  permission: 'inventory.count.enter',
  input: z.object({
    site: Site,
    /** Which items: these, a category, or a class by value (A: 80 % of the value, B: the next 15 %, C: the rest); all when absent. */
    items: z.array(Item).max(LIMITS.documentLines).optional(),
    category: Ref('catalog.item_category').optional(),
    class: z.enum(['A', 'B', 'C']).optional(),
    notCountedForDays: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .describe('Only what was in no count for so many days.'),
    blind: z.boolean().default(true).meta({
      title: 'Count blind',
      description: 'Who counts does not see what the books say.',
    }),
    limitMinor: Minor.default(0n).describe(
      'A difference worth more than this must be approved by somebody who did not count it. Who sets it never approves what he counted himself.',
    ),
    note: Note.optional(),
  }),
  output: z.object({ count: Id, number: z.string(), lines: z.number().int() }),
  refusals: {
    ...SITE_REFUSALS,
    nothing_to_count: 'There is nothing to count that is not being counted already.',
    too_many: 'A count has {limit} {limit:line|lines} at most. Count the rest in another.',
  },
});

export const enterCount = command('inventory.enter_count', {
  label: 'Enter count',
  about: 'Enters counted quantities; a later entry of the same item replaces the earlier one.',
  permission: 'inventory.count.enter',
  lines: {
    input: 'lines',
    from: 'inventory.count_line',
    key: { item: 'item', lot: 'lotNumber' },
    start: { quantity: 'countedQuantity' },
  },
  ...countOn,
  input: z.object({
    count: Ref('inventory.stock_count'),
    lines: z
      .array(
        z.object({
          item: Item,
          quantity: NotNegativeQuantity,
          lot: Name.nullish().describe('Of a tracked item: the lot counted.'),
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: z.object({ entered: z.number().int() }),
  refusals: {
    ...countRefusals,
    not_in_count: '{item} {lot} is not part of the count.',
    named_twice: NAMED_REFUSALS.named_twice,
    serial_whole: stockRefusals.serial_whole,
  },
});

export const askRecount = command('inventory.ask_recount', {
  label: 'Ask for recount',
  about:
    'Asks for another count of items, or of all that differ: their book quantity is frozen anew and what was counted first stays beside it.',
  permission: 'inventory.count.approve',
  ...countOn,
  input: z.object({
    count: Ref('inventory.stock_count'),
    items: z
      .array(Item)
      .min(1)
      .max(LIMITS.documentLines)
      .optional()
      .describe('If left empty: every line that differs.'),
  }),
  output: z.object({ lines: z.number().int() }),
  refusals: {
    ...countRefusals,
    not_stocked: stockRefusals.not_stocked,
    not_in_count: '{item} {lot} is not part of the count.',
    blind_own:
      'The count is blind and you counted in it: somebody else looks at what differs and has it counted again.',
    nothing_differs: 'What was counted is what the books say; name the items to be counted again.',
  },
});

export const approveCount = command('inventory.approve_count', {
  label: 'Approve count',
  about: 'Posts the differences between counted and frozen quantities, as of today, and ends the count.',
  permission: 'inventory.count.approve',
  ...countOn,
  input: z.object({ count: Ref('inventory.stock_count') }),
  output: z.object({ differences: z.number().int(), valueMinor: SeenWith(COST, z.bigint()) }),
  refusals: {
    ...countRefusals,
    not_counted: '{item} was not counted yet.',
    overtaken:
      'A move of {item} of a day before the count was recorded or corrected after its book quantity was frozen. Have it counted again.',
    own_count: 'Of what you counted something differs by more than the limit. Somebody else must approve.',
    own_limit:
      'Something you counted differs, and who starts a count and sets its limit does not approve what they counted themselves. Somebody else must approve.',
    ...stockRefusals,
  },
  facts: {
    number: { label: 'Count', type: 'text' },
    differenceMinor: { label: 'Differences, each without its sign', type: 'money' },
    withOthersMinor: { label: 'Differences, with other counts within 24 hours', type: 'money', beside: true },
    netMinor: { label: 'Change of the value of stock', type: 'money' },
  },
});

export const cancelCount = command('inventory.cancel_count', {
  label: 'Cancel count',
  about: 'Ends a count without posting anything.',
  permission: 'inventory.count.enter',
  ...countOn,
  input: z.object({ count: Ref('inventory.stock_count') }),
  output: z.object({ count: Id }),
  refusals: countRefusals,
});

export const addFound = command('inventory.add_found', {
  label: 'Add what was found',
  about:
    'Adds to a count goods that lie there and are not part of it: an item, or a lot or serial number of one, new ones too. They are counted with it and approved like every difference.',
  permission: 'inventory.count.enter',
  ...countOn,
  input: z.object({
    count: Ref('inventory.stock_count'),
    lines: z
      .array(
        z.object({
          item: Item,
          lot: Name.nullish().describe('Of a tracked item: the lot or serial number found, known or new.'),
          quantity: PositiveQuantity,
          expiresOn: Day.nullish().describe('Of a new lot; from the shelf life if left empty.'),
          unitCost: NotNegativePrice.nullish().describe('Only of an item that has no cost yet: what one is worth.'),
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: z.object({ added: z.number().int() }),
  refusals: {
    ...countRefusals,
    named_twice: NAMED_REFUSALS.named_twice,
    in_count: '{item} {lot} is part of the count: enter its quantity there.',
    in_other_count: '{item} is being counted in {number} already.',
    name_lot: 'Say which lot or serial number of {item} was found.',
    too_many: 'A count has {limit} {limit:line|lines} at most. Count the rest in another.',
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
