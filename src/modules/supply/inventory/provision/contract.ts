import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';
import { POSTING_REFUSALS } from '#modules/finance/ledger/contract.ts';

export const postProvision = command('inventory.post_provision', {
  label: 'Post provision for slow stock',
  about:
    'Brings the provision for stock that does not move to what the rules ask for at the end of a day, item by item, and posts the difference. Posted again it adds what changed.',
  permission: 'inventory.provision.post',
  input: z.object({ day: v.DayOrToday }),
  output: z.object({ provision: z.string(), number: z.string(), totalMinor: z.bigint(), deltaMinor: z.bigint() }),
  refusals: {
    ...POSTING_REFUSALS,
    future_day: SHARED_REFUSALS.future_day,
    later_provision: 'A provision was posted for {day} already; take that day or a later one.',
    nothing_changed: 'The provision is what the rules ask for.',
  },
  facts: { deltaMinor: { label: 'Change of the provision', type: 'money' }, day: { label: 'Day', type: 'day' } },
});

export const provisionProposal = report('inventory.provision_proposal', {
  label: 'Provision for slow stock',
  about:
    'What the provision should be at the end of a day by the rules, what it is, and the difference a posting would make.',
  permission: 'inventory.provision.read',
  params: z.object({
    day: v.Day.optional(),
    size: z.coerce.number().int().min(1).max(v.LIMITS.documentLines).default(1_000),
  }),
  columns: {
    item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
    name: { label: 'Name', type: 'text' },
    site: { label: 'Site', type: 'code' },
    quantity: { label: 'On hand', type: 'quantity' },
    valueMinor: { label: 'Value', type: 'money', total: true },
    idleDays: {
      label: 'Days idle',
      type: 'number',
      explain: 'Since the item was last used at any site, or since it came if all of it came later.',
    },
    percent: { label: 'Provided', type: 'percent', explain: 'Of the rule with the most idle days that is reached.' },
    neededMinor: { label: 'Needed', type: 'money', total: true },
    bookedMinor: { label: 'Booked', type: 'money', total: true },
    deltaMinor: { label: 'Difference', type: 'money', total: true },
    itemId: { label: 'Item', type: 'reference', hidden: true },
  },
});
