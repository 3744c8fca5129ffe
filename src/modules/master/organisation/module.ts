import { defineModule } from '#kernel/module.ts';
import * as contract from './contract.ts';
import setRates from './set-rates.ts';

export default defineModule({
  name: 'organisation',
  label: 'Organisation',
  wing: 'master',
  entities: [
    contract.companyDetail,
    contract.site,
    contract.currency,
    contract.currencyRate,
    contract.unit,
    contract.country,
  ],
  operations: [setRates],
  reports: [],
  permissions: {
    'organisation.master.read': 'See sites, currencies, rates and units',
    'organisation.master.write': 'Change sites',
    'organisation.rate.write': 'Set exchange rates',
  },
  roles: {
    controller: ['organisation.master.read', 'organisation.master.write', 'organisation.rate.write'],
    bookkeeper: ['organisation.master.read', 'organisation.rate.write'],
    sales_desk: ['organisation.master.read'],
    storekeeper: ['organisation.master.read'],
    buyer: ['organisation.master.read'],
  },
  onCompany: async (tx) => {
    await tx.sql`insert into organisation.site (company_id, id, code, name, is_default) values (${tx.company}, ${tx.newId()}, 'MAIN', 'Main site', true)`;
    await tx.sql`insert into organisation.company_detail (company_id, id, legal_name, country)
      select id, ${tx.newId()}, name, case when country in (select code from organisation.country) then country end from kernel.company where id = ${tx.company}`;
  },
});
