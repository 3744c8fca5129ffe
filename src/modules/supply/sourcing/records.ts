import { SERVICE_LEVELS } from '#engines/replenishment/service-levels.ts';
import { entity, f } from '#kernel/entity.ts';
import { requisitionFlow } from './contract.ts';

const READ = 'sourcing.requisition.read';

export const requisition = entity('sourcing.requisition', {
  label: 'Requisition',
  plural: 'Requisitions',
  about: 'What somebody needs: asked for, approved by another person, then ordered.',
  table: 'sourcing.requisition',
  title: 'number',
  fields: {
    number: f.code('Number', { derived: true }),
    state: f.state('State', { derived: true }),
    site: f.ref('Needed at', 'organisation.site'),
    neededOn: f.day('Needed on'),
    note: f.note('Note'),
    requester: f.text('Asked for by', { derived: true }),
    rejectReason: f.text('Rejected because', { derived: true }),
  },
  list: ['number', 'state', 'site', 'neededOn', 'requester'],
  search: ['number', 'requester'],
  order: '-number',
  key: 'number',
  read: READ,
  state: 'state',
  flow: requisitionFlow,
  children: [{ entity: 'sourcing.requisition_line', field: 'requisition', label: 'Lines' }],
});

export const requisitionLine = entity('sourcing.requisition_line', {
  label: 'Requisition line',
  plural: 'Requisition lines',
  about: 'One item of a requisition, in its own unit, and the order it became.',
  table: 'sourcing.requisition_line',
  title: 'position',
  fields: {
    requisition: f.ref('Requisition', 'sourcing.requisition'),
    position: f.number('#'),
    item: f.ref('Item', 'catalog.item'),
    quantity: f.quantity('Quantity'),
    supplier: f.ref('Supplier', 'parties.party', { among: { isSupplier: true } }),
    reason: f.text('Why needed'),
    costCentre: f.ref('Cost centre', 'ledger.cost_centre'),
    project: f.ref('Project', 'ledger.project'),
    choice: f.text('Why this supplier'),
    order: f.ref('Order', 'purchasing.purchase_order'),
    givenUp: f.flag('Given up', { derived: true, help: 'Taken back before it was ordered.' }),
  },
  list: ['position', 'item', 'quantity', 'supplier', 'reason', 'choice', 'order', 'givenUp'],
  search: ['reason'],
  order: 'position',
  read: READ,
});

export const replenishmentRule = entity('sourcing.replenishment_rule', {
  label: 'Replenishment rule',
  plural: 'Replenishment rules',
  about: 'How an item is kept in stock at a site. Without a rule it is bought when more is promised than there is.',
  table: 'sourcing.replenishment_rule',
  title: 'policy',
  fields: {
    item: f.ref('Item', 'catalog.item', { among: { bought: true }, required: true, fixed: true }),
    site: f.ref('Site', 'organisation.site', { required: true, fixed: true }),
    policy: f.choice('Policy', ['on_demand', 'min_max', 'reorder_point', 'order_up_to', 'days_of_cover'], {
      required: true,
    }),
    minimum: f.quantity('Minimum', {
      help: 'Min/max: bought below this. Left empty: demand in the lead time and safety stock, as measured.',
    }),
    target: f.quantity('Maximum', {
      help: 'Min/max: filled up to this. Left empty: the minimum and the lot, else the demand in the days of cover, else in the lead time.',
    }),
    lot: f.quantity('Lot', {
      default: '0',
      help: 'Reorder point: bought beyond the point. Min/max: from the minimum to a maximum left empty.',
    }),
    reviewDays: f.number('Review (days)', { default: 0, help: 'Order up to: days until it is looked at again.' }),
    coverDays: f.number('Cover (days)', {
      default: 0,
      help: 'Days of cover: days beyond the lead time. Min/max: from the minimum to a maximum left empty.',
    }),
    serviceLevel: f.choice('Service level (%)', SERVICE_LEVELS, {
      default: '95',
      help: 'Chances in a hundred that stock lasts until the goods come.',
    }),
    active: f.flag('In use', { default: true }),
  },
  list: ['item', 'site', 'policy', 'minimum', 'target', 'lot', 'reviewDays', 'coverDays', 'serviceLevel', 'active'],
  search: [],
  order: 'item',
  read: READ,
  write: 'sourcing.rule.write',
});

export const saleSupply = entity('sourcing.sale_supply', {
  label: 'Bought for a sale',
  plural: 'Bought for sales',
  about: 'What of purchase orders was bought for sales order lines, and whether they still lack it.',
  table: 'sourcing.v_sale_supply',
  title: 'label',
  fields: {
    label: f.text('Line', { derived: true }),
    order: f.ref('Purchase order', 'purchasing.purchase_order', { derived: true }),
    state: f.state('State', { derived: true }),
    supplier: f.ref('Supplier', 'parties.party', { derived: true }),
    item: f.ref('Item', 'catalog.item', { derived: true }),
    sale: f.ref('Sales order', 'sales.sales_order', { derived: true }),
    saleState: f.state('State of the sale', { derived: true }),
    direct: f.flag('Straight to the customer', { derived: true }),
    awaited: f.quantity('To come', { derived: true }),
    lacking: f.quantity('Lacking', {
      derived: true,
      help: 'Of the line of the sales order: neither delivered, cancelled nor reserved.',
    }),
    needless: f.flag('No sale needs it', {
      derived: true,
      help: 'The sale was cancelled or made smaller, or has other goods by now. What goes straight to the customer is told as soon as it is too much, other goods once nothing of them is lacking.',
    }),
  },
  list: ['order', 'state', 'supplier', 'item', 'sale', 'saleState', 'awaited', 'lacking', 'needless'],
  search: ['label'],
  order: 'label',
  read: READ,
});
