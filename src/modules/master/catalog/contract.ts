import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

const READ = 'catalog.item.read';
const WRITE = 'catalog.item.write';
const COST = 'catalog.cost.read';

/** What operations refuse that move, sell or buy an item. */
export const ITEM_REFUSALS = {
  item_not_active: '{item} is not in use any more.',
  no_item: '{item} is not bought, or is not in use any more.',
} as const;

export const itemCategory = entity('catalog.item_category', {
  label: 'Item category',
  plural: 'Item categories',
  about: 'A branch of the tree items are sorted into.',
  table: 'catalog.item_category',
  title: 'name',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    parent: f.ref('Above', 'catalog.item_category'),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'parent', 'active'],
  search: ['code', 'name'],
  order: 'code',
  key: 'code',
  read: READ,
  write: WRITE,
});

export const item = entity('catalog.item', {
  label: 'Item',
  plural: 'Items',
  about: 'What is bought, stocked, made or sold.',
  table: 'catalog.item',
  title: 'code',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    description: f.note('Description'),
    kind: f.choice('Kind', ['stocked', 'service'], { default: 'stocked', fixed: true }),
    category: f.ref('Category', 'catalog.item_category'),
    unit: f.ref('Unit', 'organisation.unit', { default: 'EA', fixed: true }),
    listPrice: f.price('List price', {
      write: 'catalog.price.write',
      help: 'In the company’s currency; price lists come before it.',
    }),
    standardCost: f.price('Standard cost', { right: COST, derived: true }),
    costingMethod: f.choice('Costing', ['fifo', 'average', 'standard'], { default: 'fifo', fixed: true }),
    allowNegative: f.flag('May go below zero', {
      default: false,
      help: 'Issues beyond stock are costed provisionally and settled by the next receipts.',
    }),
    tracking: f.choice('Tracking', ['none', 'lot', 'serial'], {
      default: 'none',
      fixed: true,
      help: 'Whether single lots or pieces are followed from receipt to customer.',
    }),
    shelfDays: f.number('Shelf life (days)', { help: 'Days from making or receipt to the last day of use.' }),
    taxClass: f.text('Tax class'),
    weightKg: f.quantity('Weight (kg)'),
    volumeM3: f.quantity('Volume (m³)'),
    sold: f.flag('Sold', { default: true }),
    bought: f.flag('Bought', { default: true }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'kind', 'category', 'unit', 'listPrice', 'standardCost', 'costingMethod', 'active'],
  search: ['code', 'name'],
  order: 'code',
  key: 'code',
  read: READ,
  write: WRITE,
  children: [
    { entity: 'catalog.item_unit', field: 'item', label: 'Other units' },
    { entity: 'catalog.price_rule', field: 'item', label: 'Prices' },
  ],
  links: [
    { entity: 'sales.order_line', field: 'item', label: 'Sales', first: ['order', 'customer'] },
    { entity: 'inventory.stock', field: 'item', label: 'Stock' },
  ],
});

export const itemUnit = entity('catalog.item_unit', {
  label: 'Item unit',
  plural: 'Item units',
  about: 'Another unit an item is bought or sold in.',
  table: 'catalog.item_unit',
  title: 'unit',
  fields: {
    item: f.ref('Item', 'catalog.item', { required: true, fixed: true }),
    unit: f.ref('Unit', 'organisation.unit', { required: true, fixed: true }),
    factor: f.quantity('Factor', {
      required: true,
      fixed: true,
      help: 'How many of the item’s own unit one of these is.',
    }),
    barcode: f.text('Barcode'),
  },
  list: ['unit', 'factor', 'barcode'],
  search: ['unit', 'barcode'],
  checks: {
    item_unit_unit_other_check: 'The item is counted in this unit already: choose another one.',
  },
  read: READ,
  write: WRITE,
});

export const priceList = entity('catalog.price_list', {
  label: 'Price list',
  plural: 'Price lists',
  about: 'Rules that make prices, in one currency.',
  table: 'catalog.price_list',
  title: 'name',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    currency: f.ref('Currency', 'organisation.currency', { required: true, fixed: true }),
    isDefault: f.flag('For everyone', { default: false }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'currency', 'isDefault', 'active'],
  search: ['code', 'name'],
  key: 'code',
  read: READ,
  write: 'catalog.price.write',
  children: [{ entity: 'catalog.price_rule', field: 'priceList', label: 'Rules' }],
});

export const priceRule = entity('catalog.price_rule', {
  label: 'Price rule',
  plural: 'Price rules',
  about:
    'One price or discount of a price list: for an item, a category or all; for a customer, a group or all; from a quantity, between days.',
  table: 'catalog.price_rule',
  title: 'kind',
  fields: {
    priceList: f.ref('Price list', 'catalog.price_list', { required: true, fixed: true }),
    item: f.ref('Item', 'catalog.item', { fixed: true }),
    category: f.ref('Category', 'catalog.item_category', { fixed: true }),
    customer: f.ref('Customer', 'parties.party', { among: { isCustomer: true }, fixed: true }),
    customerGroup: f.text('Customer group', { fixed: true }),
    minimum: f.quantity('From quantity', { default: '0' }),
    fromDay: f.day('From'),
    toDay: f.day('To'),
    kind: f.choice('Kind', ['fixed', 'percent_of_list', 'discount_percent', 'amount_off'], { required: true }),
    value: f.price('Value', { required: true }),
  },
  list: ['priceList', 'item', 'category', 'customer', 'customerGroup', 'minimum', 'fromDay', 'toDay', 'kind', 'value'],
  search: ['customerGroup'],
  read: READ,
  write: 'catalog.price.write',
});

export const setCustomerPriceList = command('catalog.set_customer_price_list', {
  label: 'Set price list',
  about: 'Gives a customer a price list of their own, or takes it away.',
  permission: 'catalog.price.write',
  input: z.object({
    customer: v.Ref('parties.party', { isCustomer: true }),
    priceList: v.Ref('catalog.price_list').nullable(),
  }),
  output: z.object({ customer: z.string() }),
  refusals: { list_inactive: 'The price list {list} is out of use. Choose another, or put it back in use.' },
  on: { entity: 'parties.party', field: 'customer', where: { isCustomer: true } },
});

export const prices = report('catalog.prices', {
  label: 'What does it cost?',
  about: 'The price of items for a customer, quantity and day, and why.',
  permission: READ,
  params: z.object({
    customer: v.Ref('parties.party', { isCustomer: true }).optional(),
    items: z.array(v.Ref('catalog.item')).max(v.LIMITS.pageRows).optional(),
    item: v.Ref('catalog.item').optional(),
    quantity: v.PositiveQuantity.default('1'),
    day: v.Day.optional(),
    currency: v.CurrencyCode.optional(),
  }),
  columns: {
    code: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
    name: { label: 'Name', type: 'text' },
    unit: { label: 'Unit', type: 'text' },
    unitPrice: { label: 'Price', type: 'price' },
    discountPercent: { label: 'Discount', type: 'percent' },
    reason: { label: 'Why', type: 'text' },
    itemId: { label: 'Item', type: 'reference', hidden: true },
  },
});
