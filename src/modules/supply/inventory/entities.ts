import { entity, f, flow } from '#kernel/entity.ts';

const COST = { right: 'catalog.cost.read' } as const;

export const locationEntity = entity('inventory.location', {
  label: 'Location',
  plural: 'Locations',
  about: 'A place inside a site where stock can lie, or a virtual one that goods come from or go to.',
  table: 'inventory.location',
  title: 'code',
  fields: {
    code: f.code('Code', { required: true }),
    name: f.text('Name', { required: true }),
    site: f.ref('Site', 'organisation.site', { required: true, fixed: true, column: 'site_id' }),
    kind: f.choice('Kind', ['stock', 'supplier', 'customer', 'production', 'loss', 'transit'], { derived: true }),
    active: f.flag('In use', { default: true }),
  },
  list: ['code', 'name', 'site', 'kind', 'active'],
  search: ['code', 'name'],
  key: 'code',
  read: 'inventory.stock.read',
  write: 'inventory.location.write',
});

export const stockEntity = entity('inventory.stock', {
  label: 'Stock',
  plural: 'Stock',
  about: 'What is on hand, promised and available of an item at a site, and its value.',
  table: 'inventory.stock',
  view: 'inventory.v_stock',
  title: 'itemCode',
  fields: {
    itemCode: f.code('Item code', { derived: true }),
    item: f.ref('Item', 'catalog.item', { derived: true, column: 'item_id' }),
    site: f.ref('Site', 'organisation.site', { derived: true, column: 'site_id' }),
    onHand: f.quantity('On hand', { derived: true }),
    reserved: f.quantity('Reserved', { derived: true }),
    available: f.quantity('Available', { derived: true }),
    method: f.choice('Costing', ['fifo', 'average', 'standard'], { derived: true }),
    unitCost: f.price('Unit cost', { derived: true, ...COST }),
    valueMinor: f.money('Value', { derived: true, ...COST }),
  },
  list: ['item', 'site', 'onHand', 'reserved', 'available', 'unitCost', 'valueMinor'],
  search: ['itemCode'],
  order: 'itemCode',
  read: 'inventory.stock.read',
});

export const moveEntity = entity('inventory.move', {
  label: 'Stock move',
  plural: 'Stock moves',
  about: 'One change of stock, as it is known now; what was first recorded stays beside it.',
  table: 'inventory.move',
  view: 'inventory.v_move',
  title: 'kind',
  fields: {
    item: f.ref('Item', 'catalog.item', { derived: true, column: 'item_id' }),
    site: f.ref('Site', 'organisation.site', { derived: true, column: 'site_id' }),
    stock: f.ref('Stock', 'inventory.stock', { derived: true, column: 'stock_id' }),
    kind: f.choice('Kind', ['receipt', 'gain', 'carried', 'issue', 'transfer', 'supplier_return', 'revalue'], {
      derived: true,
    }),
    change: f.quantity('Change', { derived: true }),
    effectiveOn: f.day('Day', { derived: true }),
    recordedAt: f.time('Recorded', { derived: true }),
    recordedQuantity: f.quantity('Quantity as first recorded', { derived: true }),
    counterpart: f.choice('From or to', ['supplier', 'customer', 'production', 'loss', 'transit', 'opening'], {
      derived: true,
    }),
    otherSide: f.text('Account it is borne by', { derived: true }),
    reason: f.text('Reason', { derived: true }),
    sourceEntity: f.text('Document', { derived: true }),
    sourceId: f.text('Document id', { derived: true }),
  },
  list: ['effectiveOn', 'item', 'site', 'kind', 'change', 'counterpart', 'reason'],
  search: ['reason'],
  order: '-effectiveOn',
  read: 'inventory.stock.read',
});

export const documentEntity = entity('inventory.stock_document', {
  label: 'Stock document',
  plural: 'Stock documents',
  about: 'A plain receipt, issue, transfer, correction or revaluation by the storekeeper or controller.',
  table: 'inventory.stock_document',
  title: 'number',
  fields: {
    number: f.code('Number', { derived: true }),
    kind: f.text('Kind', { derived: true }),
    site: f.ref('Site', 'organisation.site', { derived: true, column: 'site_id' }),
    toSite: f.ref('To site', 'organisation.site', { derived: true, column: 'to_site_id' }),
    reason: f.text('Reason', { derived: true }),
    note: f.note('Note', { derived: true }),
    effectiveOn: f.day('Day', { derived: true }),
    recordedAt: f.time('Recorded', { derived: true }),
  },
  list: ['number', 'kind', 'site', 'reason', 'effectiveOn'],
  search: ['number', 'reason'],
  order: '-number',
  read: 'inventory.stock.read',
  links: [{ entity: 'inventory.move', field: 'sourceId', label: 'Moves' }],
});

export const countFlow = flow({ counting: ['posted', 'cancelled'], posted: [], cancelled: [] });

export const countEntity = entity('inventory.stock_count', {
  label: 'Stock count',
  plural: 'Stock counts',
  about: 'A count of a site or a part of it, against the book quantity frozen when it started.',
  table: 'inventory.stock_count',
  title: 'number',
  fields: {
    number: f.code('Number', { derived: true }),
    site: f.ref('Site', 'organisation.site', { derived: true, column: 'site_id' }),
    state: f.state('State', { derived: true }),
    blind: f.flag('Blind', { derived: true }),
    limitMinor: f.money('Largest difference without a second person', { derived: true }),
    note: f.note('Note', { derived: true }),
    startedAt: f.time('Started', { derived: true }),
    startedBy: f.text('Started by', { derived: true }),
    approvedAt: f.time('Approved', { derived: true }),
    approvedBy: f.text('Approved by', { derived: true }),
  },
  list: ['number', 'site', 'state', 'startedAt', 'startedBy'],
  search: ['number'],
  order: '-number',
  read: 'inventory.stock.read',
  flow: countFlow,
  state: 'state',
  children: [{ entity: 'inventory.count_line', field: 'count', label: 'Lines' }],
});

export const countLineEntity = entity('inventory.count_line', {
  label: 'Count line',
  plural: 'Count lines',
  about: 'One item of a count. A blind count shows its book quantity only when it is over.',
  table: 'inventory.count_line',
  view: 'inventory.v_count_line',
  title: 'itemCode',
  fields: {
    count: f.ref('Count', 'inventory.stock_count', { derived: true, column: 'count_id' }),
    itemCode: f.code('Item code', { derived: true }),
    item: f.ref('Item', 'catalog.item', { derived: true, column: 'item_id' }),
    bookQuantity: f.quantity('Book', { derived: true }),
    countedQuantity: f.quantity('Counted', { derived: true }),
    difference: f.quantity('Difference', { derived: true }),
    timesCounted: f.number('Times counted', { derived: true }),
    countedBy: f.text('Counted by', { derived: true }),
  },
  list: ['item', 'bookQuantity', 'countedQuantity', 'difference', 'timesCounted', 'countedBy'],
  search: ['itemCode'],
  order: 'itemCode',
  read: 'inventory.stock.read',
});
