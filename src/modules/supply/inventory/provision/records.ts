import { entity, f } from '#kernel/entity.ts';

const READ = 'inventory.provision.read';

export const provisionRule = entity('inventory.provision_rule', {
  label: 'Provision rule',
  plural: 'Provision rules',
  about: 'Which part of the value of stock is provided for when it has not been issued for so many days.',
  table: 'inventory.provision_rule',
  title: 'idleDays',
  fields: {
    idleDays: f.number('Days idle', { required: true, fixed: true }),
    percent: f.percent('Provided', { required: true }),
    active: f.flag('In use', { default: true }),
  },
  list: ['idleDays', 'percent', 'active'],
  search: [],
  order: 'idleDays',
  read: READ,
  write: 'inventory.provision.post',
});

export const provision = entity('inventory.provision', {
  label: 'Provision',
  plural: 'Provisions',
  about: 'What was provided for slow stock at the end of a day.',
  table: 'inventory.provision',
  title: 'number',
  fields: {
    number: f.code('Number'),
    day: f.day('Day'),
    totalMinor: f.money('Provision'),
    deltaMinor: f.money('Change'),
  },
  list: ['number', 'day', 'totalMinor', 'deltaMinor'],
  search: ['number'],
  order: '-number',
  key: 'number',
  read: READ,
  children: [{ entity: 'inventory.provision_line', field: 'provision', label: 'Changes' }],
});

export const provisionLine = entity('inventory.provision_line', {
  label: 'Provision line',
  plural: 'Provision lines',
  about: 'Why the provision of an item changed.',
  table: 'inventory.provision_line',
  title: 'item',
  fields: {
    provision: f.ref('Provision', 'inventory.provision'),
    item: f.ref('Item', 'catalog.item'),
    site: f.ref('Site', 'organisation.site'),
    quantity: f.quantity('On hand'),
    valueMinor: f.money('Value'),
    idleDays: f.number('Days idle'),
    percent: f.percent('Provided'),
    deltaMinor: f.money('Change'),
  },
  list: ['item', 'site', 'quantity', 'valueMinor', 'idleDays', 'percent', 'deltaMinor'],
  search: [],
  order: '-valueMinor',
  read: READ,
});
