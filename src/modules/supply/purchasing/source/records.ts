import { entity, f } from '#kernel/entity.ts';

const READ = 'purchasing.order.read';
const JUDGE = 'purchasing.supplier.judge';

export const itemSupplier = entity('purchasing.item_supplier', {
  label: 'Supplier of an item',
  plural: 'Suppliers of items',
  about:
    'Who is approved for an item, approved on a condition, or blocked for it, and when. The latest first day in force holds; nothing of the item can be ordered from a blocked one.',
  table: 'purchasing.item_supplier',
  title: 'standing',
  fields: {
    item: f.ref('Item', 'catalog.item', { among: { bought: true }, required: true, fixed: true }),
    supplier: f.ref('Supplier', 'parties.party', { among: { isSupplier: true }, required: true, fixed: true }),
    standing: f.choice('Standing', ['approved', 'conditional', 'blocked'], { required: true }),
    fromDay: f.day('From'),
    toDay: f.day('Until'),
    reason: f.text('Reason', { help: 'For a conditional one: the condition.' }),
  },
  list: ['item', 'supplier', 'standing', 'fromDay', 'toDay', 'reason'],
  search: ['reason'],
  order: 'item',
  read: READ,
  write: JUDGE,
});

export const sourcePolicy = entity('purchasing.source_policy', {
  label: 'Approval policy',
  plural: 'Approval policies',
  about:
    'Whether an item, or the items of a category and of those below it, are bought from approved suppliers alone. The item’s own comes first, then the nearest category.',
  table: 'purchasing.source_policy',
  view: 'purchasing.v_source_policy',
  title: 'label',
  fields: {
    label: f.text('For', { derived: true }),
    item: f.ref('Item', 'catalog.item', { fixed: true }),
    category: f.ref('Category', 'catalog.item_category', { fixed: true }),
    onlyApproved: f.flag('Only approved suppliers', { default: true }),
  },
  list: ['item', 'category', 'onlyApproved'],
  search: [],
  order: 'label',
  read: READ,
  write: JUDGE,
});
