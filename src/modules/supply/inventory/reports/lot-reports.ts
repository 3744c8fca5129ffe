import { z } from 'zod';
import { report } from '#kernel/report.ts';
import { Day, Id, LIMITS, Name, Ref } from '#kernel/values/schema.ts';

const READ = 'inventory.stock.read';
const size = z.coerce.number().int().min(1).max(10_000).default(1_000);
const lotColumns = {
  lotId: { label: 'Lot', type: 'reference', hidden: true },
  lot: { label: 'Lot', type: 'code', drill: { entity: 'inventory.lot', id: 'lotId' } },
  itemId: { label: 'Item', type: 'reference', hidden: true },
  item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
} as const;
const partyColumns = {
  partyId: { label: 'Party', type: 'reference', hidden: true },
  party: { label: 'Party', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
} as const;

export const traceLot = report('inventory.trace_lot', {
  label: 'Trace of a lot',
  about:
    'Where a lot or serial number came from and where it went, move by move; or, from a document, the lots it moved and their whole way.',
  permission: READ,
  params: z.object({
    lot: Ref('inventory.lot').optional(),
    /** A receipt, delivery, return or stock document. */
    document: Id.optional(),
    size,
  }),
  columns: {
    ...lotColumns,
    effectiveOn: { label: 'Day', type: 'day' },
    site: { label: 'Site', type: 'code' },
    moveId: { label: 'Move', type: 'reference', hidden: true },
    kind: { label: 'Kind', type: 'choice', drill: { entity: 'inventory.move', id: 'moveId' } },
    counterpart: { label: 'From or to', type: 'choice' },
    ...partyColumns,
    sourceEntity: { label: 'Document', type: 'text' },
    sourceId: { label: 'Document id', type: 'reference', hidden: true },
    quantity: { label: 'Quantity', type: 'quantity', total: true, explain: 'What came, less what left.' },
  },
});

export const recallList = report('inventory.recall', {
  label: 'Recall list',
  about:
    'Who has goods of a lot, or of a supplier’s lot: customers with what they have not sent back, and our own sites.',
  permission: READ,
  params: z.object({ lot: Ref('inventory.lot').optional(), supplierLot: Name.optional(), size }),
  columns: {
    ...lotColumns,
    holder: { label: 'Where', type: 'text', explain: 'A customer, or a site of our own.' },
    ...partyColumns,
    lastOn: { label: 'Last delivery', type: 'day' },
    quantity: {
      label: 'Quantity',
      type: 'quantity',
      total: true,
      drill: { report: 'inventory.trace_lot', params: { lot: 'lotId' } },
    },
  },
});

export const expiringLots = report('inventory.expiring_lots', {
  label: 'Expiring lots',
  about: 'Lots on hand that expire up to a day, the first to expire first; expired ones included.',
  permission: READ,
  params: z.object({
    site: Ref('organisation.site').optional(),
    item: Ref('catalog.item', { kind: 'stocked' }).optional(),
    until: Day.optional().describe('In 30 days when absent.'),
    size: z.coerce.number().int().min(1).max(LIMITS.documentLines).default(1_000),
  }),
  columns: {
    ...lotColumns,
    site: { label: 'Site', type: 'code' },
    state: { label: 'State', type: 'state' },
    expiresOn: { label: 'Expires', type: 'day' },
    daysLeft: { label: 'Days left', type: 'number' },
    quantity: { label: 'On hand', type: 'quantity' },
  },
});

export const waitingInspection = report('inventory.waiting_inspection', {
  label: 'Waiting for inspection',
  about: 'Received goods nobody may use yet, the longest waiting first: without a lot by inspection, with one by lot.',
  permission: READ,
  params: z.object({ site: Ref('organisation.site').optional(), size }),
  columns: {
    inspectionId: { label: 'Inspection', type: 'reference', hidden: true },
    ...lotColumns,
    site: { label: 'Site', type: 'code' },
    ...partyColumns,
    since: { label: 'Since', type: 'day', drill: { entity: 'inventory.inspection', id: 'inspectionId' } },
    waiting: { label: 'Waiting', type: 'quantity', explain: 'Not inspected yet.' },
    rejected: { label: 'To go back', type: 'quantity', explain: 'Rejected, and still here.' },
  },
});
