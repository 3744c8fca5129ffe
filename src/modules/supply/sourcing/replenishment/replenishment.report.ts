import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import { dec } from '#kernel/values/decimal.ts';
import * as v from '#kernel/values/schema.ts';
import { proposals } from './proposals.ts';

export const replenishment = answer(
  report('sourcing.replenishment', {
    label: 'What to buy',
    about:
      'What replenishment proposes to buy by item and site, with the reason: stock, what is on its way, what is promised, and the rule.',
    permission: 'sourcing.requisition.read',
    params: z.object({
      site: v.Ref('organisation.site').optional(),
      all: z.boolean().default(false).describe('Also where nothing is to be bought.'),
    }),
    columns: {
      itemCode: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'item' } },
      itemName: { label: 'Name', type: 'text' },
      siteCode: { label: 'Site', type: 'code' },
      quantity: {
        label: 'Buy',
        type: 'quantity',
        explain: 'From projected stock to the target, raised to minimum and packs.',
      },
      unit: { label: 'Unit', type: 'code' },
      orderBy: { label: 'Order by', type: 'day', explain: 'The day it is needed, less the lead time.' },
      arrivesOn: {
        label: 'Would arrive',
        type: 'day',
        explain: 'Ordered today from the best offer, with four chances in five.',
      },
      neededOn: {
        label: 'Needed',
        type: 'day',
        explain:
          'The day what is on hand and on its way is used up; of what is promised beyond it, the first day promised.',
      },
      reason: { label: 'Why', type: 'text' },
      policy: { label: 'Policy', type: 'choice' },
      onHand: { label: 'On hand', type: 'quantity' },
      onOrder: {
        label: 'On its way',
        type: 'quantity',
        explain: 'Open purchase orders and requisitions, drafts of orders too.',
      },
      demand: { label: 'Promised', type: 'quantity', explain: 'Confirmed to customers and not delivered.' },
      projected: {
        label: 'Projected',
        type: 'quantity',
        explain: 'On hand, plus what is on its way, less what is promised.',
      },
      level: { label: 'Level', type: 'quantity', explain: 'Bought below this.' },
      target: { label: 'Target', type: 'quantity' },
      safety: { label: 'Safety stock', type: 'quantity' },
      demandMean: {
        label: 'Used a day',
        type: 'quantity',
        explain: 'Issued to customers, production and own use, of the last 180 days at most.',
      },
      leadMean: {
        label: 'Lead time (days)',
        type: 'quantity',
        explain: 'From order to goods as measured; as quoted where nothing was.',
      },
      supplierName: {
        label: 'Best offer',
        type: 'text',
        drill: { report: 'purchasing.which_supplier', params: { item: 'item', quantity: 'quantity' } },
      },
      item: { label: 'Item', type: 'reference', hidden: true },
      site: { label: 'Site', type: 'reference', hidden: true },
      supplier: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { site, all }) => {
    const found = await proposals(tx, site ?? null, null);
    const rows = found.filter((row) => all || dec(row.quantity).gt(0));
    return { rows: rows.map((row) => ({ ...row })) };
  },
);
