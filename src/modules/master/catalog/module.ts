import { defineModule } from '#kernel/module.ts';
import * as contract from './contract.ts';
import prices from './price/prices.report.ts';
import setPriceList from './price/set-price-list.ts';
import { uses } from './uses.ts';

export default defineModule({
  name: 'catalog',
  label: 'Items and prices',
  wing: 'master',
  entities: [contract.item, contract.itemCategory, contract.itemUnit, contract.priceList, contract.priceRule],
  operations: [setPriceList],
  reports: [prices],
  uses,
  permissions: {
    'catalog.item.read': 'See items and prices',
    'catalog.item.write': 'Enter and change items',
    'catalog.price.write': 'Change price lists and list prices',
    'catalog.cost.read': 'See what items cost',
  },
  roles: {
    controller: ['catalog.item.read', 'catalog.item.write', 'catalog.price.write', 'catalog.cost.read'],
    bookkeeper: ['catalog.item.read', 'catalog.cost.read'],
    sales_desk: ['catalog.item.read'],
    storekeeper: ['catalog.item.read'],
    buyer: ['catalog.item.read', 'catalog.item.write', 'catalog.cost.read'],
  },
  onCompany: async (tx) => {
    await tx.sql`insert into catalog.price_list (company_id, id, code, name, currency, is_default) values (${tx.company}, ${tx.newId()}, 'LIST', 'List prices', ${tx.currency}, true)`;
  },
});
