import { entity, f } from '#kernel/entity.ts';
import { blanketFlow } from './contract.ts';

const READ = 'purchasing.order.read';
const PRICE = 'purchasing.price.read';

export const blanketOrder = entity('purchasing.blanket_order', {
  label: 'Blanket order',
  plural: 'Blanket orders',
  about: 'What was agreed with a supplier for a span of time, and what of it is called off.',
  table: 'purchasing.blanket_order',
  view: 'purchasing.v_blanket_order',
  title: 'number',
  fields: {
    number: f.code('Number', { derived: true }),
    state: f.state('State', { derived: true }),
    standing: f.state('Standing', { derived: true }),
    supplier: f.ref('Supplier', 'parties.party', { among: { isSupplier: true }, derived: true }),
    reference: f.text('Supplier’s reference', { derived: true }),
    validFrom: f.day('From', { derived: true }),
    validTo: f.day('Until', { derived: true }),
    currency: f.currency('Currency', { derived: true }),
    amountMinor: f.money('Amount', { currency: 'currency', derived: true, right: PRICE }),
    drawnMinor: f.money('Called off', { currency: 'currency', derived: true, right: PRICE }),
    openMinor: f.money('Left', { currency: 'currency', derived: true, right: PRICE }),
    note: f.note('Note', { derived: true }),
    owner: f.text('Entered by', { derived: true }),
  },
  list: ['number', 'standing', 'supplier', 'validFrom', 'validTo', 'amountMinor', 'drawnMinor', 'openMinor'],
  search: ['number', 'reference'],
  order: '-number',
  key: 'number',
  read: READ,
  state: 'state',
  flow: blanketFlow,
  children: [{ entity: 'purchasing.blanket_line', field: 'blanket', label: 'Lines' }],
});

export const blanketLine = entity('purchasing.blanket_line', {
  label: 'Line of a blanket order',
  plural: 'Lines of blanket orders',
  about: 'One item agreed on: how much, how much is called off, at which price.',
  table: 'purchasing.blanket_line',
  view: 'purchasing.v_blanket_line',
  title: 'label',
  fields: {
    label: f.text('Line', { derived: true }),
    blanket: f.ref('Blanket order', 'purchasing.blanket_order'),
    position: f.number('#'),
    item: f.ref('Item', 'catalog.item'),
    quantity: f.quantity('Agreed'),
    unit: f.text('Unit'),
    drawn: f.quantity('Called off'),
    open: f.quantity('Left'),
    unitPrice: f.price('Price', { currency: 'currency', right: PRICE }),
    currency: f.currency('Currency'),
    supplier: f.ref('Supplier', 'parties.party', { among: { isSupplier: true } }),
    validTo: f.day('Until'),
    standing: f.state('Standing'),
  },
  list: ['position', 'item', 'quantity', 'unit', 'drawn', 'open', 'unitPrice'],
  search: ['label'],
  order: 'position',
  read: READ,
  children: [{ entity: 'purchasing.blanket_price', field: 'line', label: 'Prices' }],
  links: [{ entity: 'purchasing.order_line', field: 'blanketLine', label: 'Call-offs' }],
});

export const blanketPrice = entity('purchasing.blanket_price', {
  label: 'Agreed price',
  plural: 'Agreed prices',
  about: 'What one costs from a quantity called off at once.',
  table: 'purchasing.blanket_price',
  title: 'fromQuantity',
  fields: {
    line: f.ref('Line', 'purchasing.blanket_line'),
    fromQuantity: f.quantity('From quantity'),
    unitPrice: f.price('Price'),
  },
  list: ['fromQuantity', 'unitPrice'],
  search: [],
  order: 'fromQuantity',
  read: PRICE,
});
