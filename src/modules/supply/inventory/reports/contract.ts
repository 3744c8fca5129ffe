import { z } from 'zod';
import { report } from '#kernel/report.ts';
import { Day, LIMITS, Ref } from '#kernel/values/schema.ts';

const COST = { right: 'catalog.cost.read' } as const;
const READ = 'inventory.stock.read';
const where = {
  site: Ref('organisation.site').optional(),
  item: Ref('catalog.item', { kind: 'stocked' }).optional(),
  category: Ref('catalog.item_category').optional(),
};
/** `known`: by the day things were true, later knowledge included. `reported`: by posting day, as the books showed it. */
const Basis = z.enum(['known', 'reported']).default('known');

const itemColumns = {
  itemId: { label: 'Item', type: 'reference', hidden: true },
  item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
  name: { label: 'Name', type: 'text' },
  category: { label: 'Category', type: 'text' },
  siteId: { label: 'Site', type: 'reference', hidden: true },
  site: { label: 'Site', type: 'code' },
} as const;
const toMoves = { report: 'inventory.stock_movements', params: { item: 'itemId', site: 'siteId' } } as const;

export const stockOnHand = report('inventory.stock_on_hand', {
  label: 'Stock on hand',
  about: 'Quantity and value by item and site, today or at the end of any past day.',
  permission: READ,
  params: z.object({
    ...where,
    asOf: Day.optional(),
    basis: Basis,
    size: z.coerce.number().int().min(1).max(100_000).default(5_000),
  }),
  columns: {
    ...itemColumns,
    quantity: { label: 'On hand', type: 'quantity', drill: toMoves, explain: 'The sum of all moves up to that day.' },
    reserved: { label: 'Reserved', type: 'quantity', explain: 'Promised to demands now; only shown for today.' },
    held: { label: 'Held', type: 'quantity', explain: 'In lots that are not released; only shown for today.' },
    available: { label: 'Available', type: 'quantity', explain: 'On hand less reserved and held.' },
    unitCost: {
      label: 'Unit cost',
      type: 'price',
      ...COST,
      explain: 'Value divided by quantity; only displayed, never stored.',
    },
    valueMinor: {
      label: 'Value',
      type: 'money',
      total: true,
      ...COST,
      drill: { report: 'inventory.stock_layers', params: { item: 'itemId', site: 'siteId' } },
      explain: 'The sum of all cost entries up to that day.',
    },
  },
});

export const stockValue = report('inventory.stock_value', {
  label: 'Stock value then and now',
  about: 'What stock was worth at the end of a day: as the books reported it then, and as is known now.',
  permission: READ,
  params: z.object({ ...where, asOf: Day, size: z.coerce.number().int().min(1).max(100_000).default(5_000) }),
  columns: {
    ...itemColumns,
    reportedQuantity: { label: 'Quantity reported', type: 'quantity' },
    knownQuantity: { label: 'Quantity known', type: 'quantity' },
    reportedMinor: {
      label: 'Value reported',
      type: 'money',
      total: true,
      ...COST,
      explain: 'Entries posted up to that day.',
    },
    knownMinor: {
      label: 'Value known',
      type: 'money',
      total: true,
      ...COST,
      explain: 'Entries true up to that day, whenever they were learnt.',
    },
    differenceMinor: { label: 'Learnt later', type: 'money', total: true, ...COST },
  },
});

export const stockMovements = report('inventory.stock_movements', {
  label: 'Stock card',
  about: 'The moves of an item in effective order, with the quantity and value after each.',
  permission: READ,
  params: z.object({
    item: Ref('catalog.item', { kind: 'stocked' }),
    site: Ref('organisation.site').optional(),
    from: Day.optional(),
    to: Day.optional(),
    size: z.coerce.number().int().min(1).max(10_000).default(1_000),
  }),
  columns: {
    moveId: { label: 'Move', type: 'reference', hidden: true },
    effectiveOn: { label: 'Day', type: 'day' },
    site: { label: 'Site', type: 'code' },
    kind: { label: 'Kind', type: 'choice', drill: { entity: 'inventory.move', id: 'moveId' } },
    counterpart: { label: 'From or to', type: 'choice' },
    reason: { label: 'Reason', type: 'text' },
    sourceEntity: { label: 'Document', type: 'text' },
    sourceId: { label: 'Document id', type: 'reference', hidden: true },
    change: { label: 'Change', type: 'quantity', total: true },
    after: { label: 'On hand after', type: 'quantity' },
    valueMinor: {
      label: 'Value change',
      type: 'money',
      total: true,
      ...COST,
      drill: { report: 'inventory.explain_cost', params: { move: 'moveId' } },
      explain: 'The cost entries of the move, corrections included.',
    },
    afterMinor: { label: 'Value after', type: 'money', ...COST },
  },
});

export const stockVsLedger = report('inventory.stock_vs_ledger', {
  label: 'Stock against ledger',
  about: 'The value of stock and the balance of the inventory account at the end of each month; they are equal.',
  permission: 'catalog.cost.read',
  params: z.object({ from: Day.optional(), to: Day.optional() }),
  columns: {
    month: { label: 'Month', type: 'text' },
    stockMinor: { label: 'Stock', type: 'money', ...COST },
    ledgerMinor: { label: 'Ledger', type: 'money', ...COST },
    differenceMinor: { label: 'Difference', type: 'money', ...COST },
  },
});

export const stockLayers = report('inventory.stock_layers', {
  label: 'Cost layers',
  about:
    'The open cost layers of an item, the oldest first: from which receipts what is on hand came, and at what cost.',
  permission: 'catalog.cost.read',
  params: z.object({
    item: Ref('catalog.item', { kind: 'stocked' }),
    site: Ref('organisation.site').optional(),
    size: z.coerce.number().int().min(1).max(10_000).default(200),
  }),
  columns: {
    layerId: { label: 'Layer', type: 'reference', hidden: true },
    moveId: { label: 'Receipt', type: 'reference', hidden: true },
    site: { label: 'Site', type: 'code' },
    effectiveOn: { label: 'Day', type: 'day' },
    origin: {
      label: 'Opened by',
      type: 'choice',
      drill: { report: 'inventory.explain_cost', params: { move: 'moveId' } },
    },
    sourceEntity: { label: 'Document', type: 'text' },
    quantity: { label: 'Left', type: 'quantity', total: true },
    unitCost: { label: 'Unit cost', type: 'price' },
    valueMinor: { label: 'Value', type: 'money', total: true },
  },
});

export const explainCost = report('inventory.explain_cost', {
  label: 'Why it costs what it costs',
  about: 'From the cost of a move down to the layers, receipts, bills and corrections it is made of.',
  permission: 'catalog.cost.read',
  params: z.object({ move: Ref('inventory.move') }),
  columns: {
    depth: { label: 'Level', type: 'number' },
    moveId: { label: 'Move', type: 'reference', hidden: true },
    what: { label: 'What', type: 'choice', drill: { entity: 'inventory.move', id: 'moveId' } },
    effectiveOn: { label: 'Day', type: 'day' },
    quantity: { label: 'Quantity', type: 'quantity' },
    unitCost: { label: 'Unit cost', type: 'price' },
    valueMinor: { label: 'Value', type: 'money' },
    sourceEntity: { label: 'Document', type: 'text' },
    sourceId: { label: 'Document id', type: 'reference', hidden: true },
  },
});

export const slowMoving = report('inventory.slow_moving', {
  label: 'Slow-moving stock',
  about:
    'Stock of items that were not used at any site for a while. What is provided for it is said by the rules of provisions.',
  permission: READ,
  params: z.object({
    ...where,
    slowDays: z.coerce.number().int().min(1).max(10_000).default(180),
    size: z.coerce.number().int().min(1).max(LIMITS.documentLines).default(1_000),
  }),
  columns: {
    ...itemColumns,
    quantity: { label: 'On hand', type: 'quantity', drill: toMoves },
    lastOut: {
      label: 'Last used',
      type: 'day',
      explain: 'Sold, put into production or taken for own use, at any site.',
    },
    idleDays: {
      label: 'Days idle',
      type: 'number',
      explain: 'Since the item was last used, or since it came if all of it came later.',
    },
    coverDays: {
      label: 'Days of cover',
      type: 'number',
      explain: 'On hand divided by the daily use at the site in the last year.',
    },
    valueMinor: {
      label: 'Value',
      type: 'money',
      total: true,
      ...COST,
      drill: { report: 'inventory.provision_proposal', params: {} },
    },
  },
});
