import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { event } from '#kernel/event.ts';
import {
  Day,
  DayOrToday,
  Id,
  LIMITS,
  Name,
  Note,
  NotNegativePrice,
  NotNegativeQuantity,
  PositiveQuantity,
  Ref,
  SeenWith,
} from '#kernel/values/schema.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { NAMED_REFUSALS, stockRefusals } from './refusals.ts';

export { approveCount, askRecount, cancelCount, enterCount, startCount } from './count/contract.ts';

export { NAMED_REFUSALS, stockRefusals };

const Source = z.object({ entity: z.string(), id: Id });
const MovedLine = z.object({
  move: Id,
  line: Id.optional(),
  item: Id,
  site: Id,
  quantity: z.string(),
  demand: Id.optional(),
});
const MovedDocuments = z.object({ documents: z.array(z.object({ source: Source, lines: z.array(MovedLine) })) });

export const shipped = event('inventory.shipped', {
  about: 'Goods left for customers.',
  payload: MovedDocuments,
});

export const received = event('inventory.received', {
  about: 'Goods entered stock at a known value.',
  payload: MovedDocuments,
});

export const promiseLost = event('inventory.promise_lost', {
  about: 'Stock turned out to be less than was promised; these demands lost what they had reserved.',
  payload: z.object({ lines: z.array(z.object({ demand: Id, quantity: z.string(), source: Source })) }),
});

/** The permission that protects what goods cost. */
const COST = 'catalog.cost.read';

const Item = Ref('catalog.item', { kind: 'stocked' });
const Site = Ref('organisation.site');
const Done = z.object({ document: Id, number: z.string() });
/** Lots of a line, in the item's own unit. A serial number is a lot of one piece. */
export const Lots = z
  .array(z.object({ number: Name, quantity: PositiveQuantity }))
  .max(LIMITS.documentLines)
  .nullish()
  .describe('Of a tracked item: which lots. What leaves is taken first expiry first when absent.');
/** Lots that enter, with what is known of them. */
export const EnteringLots = z
  .array(
    z.object({
      number: Name,
      quantity: PositiveQuantity,
      expiresOn: Day.nullish().meta({ title: 'Until' }),
      madeOn: Day.nullish().meta({ title: 'Made' }),
      supplierLot: Name.nullish(),
    }),
  )
  .max(LIMITS.documentLines)
  .nullish()
  .describe('Of a tracked item: its lots; one is made when absent. The expiry comes from the shelf life when absent.');

/** Reports that tell what an operation changes of costs and margins, for its preview. */
export const COST_PREVIEW = ['inventory.cost_effect', 'inventory.margin_effect'] as const;

export const receiveStock = command('inventory.receive_stock', {
  label: 'Receive stock',
  about: 'Books goods into a site at a cost: own production, opening stock, or goods found.',
  permission: 'inventory.stock.receive',
  preview: COST_PREVIEW,
  input: z.object({
    site: Site,
    reason: z.enum(['production', 'opening', 'found', 'adjustment']),
    effectiveOn: DayOrToday,
    note: Note.optional(),
    lines: z
      .array(
        z.object({
          item: Item,
          quantity: PositiveQuantity,
          /** Company currency a unit. Absent: the item's present cost. */
          unitCost: NotNegativePrice.optional(),
          location: Ref('inventory.location').optional(),
          lots: EnteringLots,
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: Done,
  at: { future_day: 'effectiveOn', no_site: 'site' },
  refusals: {
    ...stockRefusals,
    ...SITE_REFUSALS,
    no_location: 'There is no such location at the site.',
  },
});

export const issueStock = command('inventory.issue_stock', {
  label: 'Issue stock',
  about: 'Takes goods out of a site for scrap, own use or an adjustment, at their cost.',
  permission: 'inventory.stock.issue',
  preview: COST_PREVIEW,
  input: z.object({
    site: Site,
    reason: z.enum(['scrap', 'own_use', 'adjustment']),
    costCentre: Ref('ledger.cost_centre').optional(),
    effectiveOn: DayOrToday,
    note: Note.optional(),
    lines: z
      .array(
        z.object({
          item: Item,
          quantity: PositiveQuantity,
          location: Ref('inventory.location').optional(),
          lots: Lots,
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: Done,
  at: { future_day: 'effectiveOn' },
  refusals: {
    ...stockRefusals,
    no_location: 'There is no such location at the site.',
  },
});

export const transferStock = command('inventory.transfer_stock', {
  label: 'Transfer stock',
  about: 'Moves goods from one site to another with their cost.',
  permission: 'inventory.stock.transfer',
  preview: COST_PREVIEW,
  input: z.object({
    from: Site,
    to: Site,
    effectiveOn: DayOrToday,
    note: Note.optional(),
    lines: z
      .array(z.object({ item: Item, quantity: PositiveQuantity, lots: Lots }))
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: Done,
  refusals: {
    same_site: 'The goods would stay where they are. Choose another site.',
    ...SITE_REFUSALS,
    ...stockRefusals,
  },
  at: { same_site: 'to', no_site: 'to', future_day: 'effectiveOn' },
});

export const placeStock = command('inventory.place_stock', {
  label: 'Put away',
  about: 'Says in which location of a site goods lie. Nothing is posted: the site has what it had.',
  permission: 'inventory.stock.transfer',
  input: z.object({
    site: Site,
    lines: z
      .array(
        z.object({
          item: Item,
          quantity: PositiveQuantity,
          /** Absent: the site at large. */
          from: Ref('inventory.location').optional(),
          to: Ref('inventory.location').optional(),
        }),
      )
      .min(1)
      .max(LIMITS.documentLines),
  }),
  output: z.object({ placed: z.number().int() }),
  refusals: {
    not_there: 'Only {available} of {item} lies there.',
    not_stocked: stockRefusals.not_stocked,
    no_location: 'There is no such location at the site.',
  },
});

export const revalueItem = command('inventory.revalue_item', {
  label: 'Revalue item',
  about:
    'Gives what is on hand of an item at a site, or what is left there of one receipt, a new unit cost (a write-down, say) and posts the difference.',
  permission: 'inventory.cost.change',
  preview: COST_PREVIEW,
  input: z.object({
    item: Item,
    site: Site,
    unitCost: NotNegativePrice,
    receipt: Ref('inventory.move')
      .optional()
      .describe('Only what is left of this receipt; of items costed first in, first out.'),
    effectiveOn: DayOrToday,
    reason: Name,
  }),
  output: Done.extend({ differenceMinor: SeenWith(COST, z.bigint()) }),
  at: { future_day: 'effectiveOn' },
  refusals: {
    not_fifo: '{item} is at average cost: single receipts of it have no value of their own.',
    receipt_used_up: 'Nothing is left of that receipt at the site.',
    standard: '{item} is at standard cost: set a new standard instead.',
    ...stockRefusals,
  },
});

export const setStandardCost = command('inventory.set_standard_cost', {
  label: 'Set standard cost',
  about: 'A new standard unit cost from a day on, at all sites; what is on hand is revalued and the difference posted.',
  permission: 'inventory.cost.change',
  preview: COST_PREVIEW,
  input: z.object({ item: Item, unitCost: NotNegativePrice, effectiveOn: DayOrToday, reason: Name }),
  output: z.object({ differenceMinor: SeenWith(COST, z.bigint()) }),
  at: { future_day: 'effectiveOn' },
  refusals: {
    not_standard:
      '{item} is not valued at standard cost: what it costs is what its receipts cost. Correct the cost of a receipt, or revalue the item.',
    ...stockRefusals,
  },
});

/** Documents of stock alone: moves of others are corrected where they belong. */
export const OWN_DOCUMENTS = ['inventory.stock_document', 'inventory.stock_count'] as const;

export const correctReceiptCost = command('inventory.correct_receipt_cost', {
  label: 'Correct receipt cost',
  about: 'States what a receipt really cost; the difference follows the goods to wherever they went.',
  permission: 'inventory.cost.change',
  on: { entity: 'inventory.move', field: 'move', where: { kind: 'receipt', sourceEntity: OWN_DOCUMENTS } },
  preview: COST_PREVIEW,
  input: z.object({ move: Ref('inventory.move'), unitCost: NotNegativePrice, reason: Name }),
  output: Done.extend({ differenceMinor: SeenWith(COST, z.bigint()) }),
  refusals: { billed_receipt: 'This receipt belongs to a {document}; its bill says what it cost.', ...stockRefusals },
});

export const setLotState = command('inventory.set_lot_state', {
  label: 'Release or block lot',
  about:
    'Releases a lot for use, or holds it back: what is on hand of it is neither promised nor shipped until it is released.',
  permission: 'inventory.lot.release',
  on: { entity: 'inventory.lot', field: 'lot' },
  input: z.object({
    lot: Ref('inventory.lot'),
    state: z.enum(['released', 'quarantine', 'blocked']),
    reason: Name,
  }),
  output: z.object({ lot: Id, onHand: z.string() }),
  refusals: { same_state: 'Lot {lot} is {state} already.', not_stocked: stockRefusals.not_stocked },
});

export const inspectGoods = command('inventory.inspect_goods', {
  label: 'Inspect',
  about:
    'Says how much of goods that wait for inspection is accepted and how much rejected: what is accepted is free for use, what is rejected is scrapped or stays held until it is returned to its supplier.',
  permission: 'inventory.inspection.decide',
  on: { entity: 'inventory.inspection', field: 'inspection', where: { open: true } },
  input: z.object({
    inspection: Ref('inventory.inspection'),
    accepted: NotNegativeQuantity.default('0'),
    rejected: NotNegativeQuantity.default('0'),
    reason: Name.nullish().describe('Why goods were rejected.'),
    scrap: z.boolean().default(false).meta({ title: 'Scrap what is rejected' }),
  }),
  output: z.object({ waiting: z.string() }),
  refusals: {
    nothing_inspected: 'Say how much is accepted or rejected.',
    more_than_waits: 'Only {waiting} wait for inspection.',
    rejected_without_reason: 'Say why goods were rejected.',
    ...stockRefusals,
  },
});

export const correctMove = command('inventory.correct_move', {
  label: 'Correct move',
  about: 'States the right quantity or day of a move, zero to cancel it; everything after it is costed again.',
  permission: 'inventory.move.correct',
  on: { entity: 'inventory.move', field: 'move', where: { sourceEntity: OWN_DOCUMENTS } },
  preview: COST_PREVIEW,
  input: z.object({
    move: Ref('inventory.move'),
    quantity: NotNegativeQuantity,
    effectiveOn: Day.optional(),
    lots: EnteringLots.describe('Of a tracked item: the lots it was really of; those it had when absent.'),
    reason: Name,
  }),
  output: Done,
  at: { future_day: 'effectiveOn' },
  refusals: {
    document_move: 'This move belongs to a {document}; correct it there.',
    ...stockRefusals,
  },
});
