import { json } from '#kernel/db/sql.ts';
import { defineModule } from '#kernel/module.ts';
import * as contract from './contract.ts';
import { createTermsHandler, setCreditHandler, setTaxIdHandler } from './party/commands.ts';

const FIRST_TERMS = [
  { code: 'NOW', name: 'Due at once', definition: { instalments: [{ rest: true }] } },
  { code: 'NET14', name: '14 days net', definition: { instalments: [{ rest: true, days: 14 }] } },
  { code: 'NET30', name: '30 days net', definition: { instalments: [{ rest: true, days: 30 }] } },
  {
    code: '2-10-NET30',
    name: '2 % in 10 days, 30 days net',
    definition: { instalments: [{ rest: true, days: 30 }], discount: { percent: '2', days: 10, on: 'total' } },
  },
  {
    code: 'THIRDS',
    name: 'A third now, in 30 and in 60 days',
    // Half of what the first third leaves: equal parts to the minor unit, the last takes the rest.
    definition: {
      instalments: [{ percent: '33.333333333333' }, { percentOfRest: '50', days: 30 }, { rest: true, days: 60 }],
    },
  },
];

export default defineModule({
  name: 'parties',
  label: 'Parties',
  wing: 'master',
  entities: [contract.party, contract.address, contract.contact, contract.terms],
  operations: [createTermsHandler, setTaxIdHandler, setCreditHandler],
  reports: [],
  permissions: {
    'parties.party.read': 'See customers, suppliers and other parties',
    'parties.party.write': 'Enter and change parties, addresses and contacts',
    'parties.price_group.write': 'Say at the prices of which group a customer buys',
    'parties.terms.write': 'Add payment terms, and set those of customers',
    'parties.purchase_terms.write': 'Set the payment terms of suppliers',
    'parties.credit.write': 'Set credit limits and holds',
  },
  roles: {
    controller: [
      'parties.party.read',
      'parties.party.write',
      'parties.price_group.write',
      'parties.terms.write',
      'parties.purchase_terms.write',
      'parties.credit.write',
    ],
    bookkeeper: ['parties.party.read', 'parties.party.write', 'parties.terms.write', 'parties.purchase_terms.write'],
    sales_desk: ['parties.party.read', 'parties.party.write'],
    storekeeper: ['parties.party.read'],
    buyer: ['parties.party.read', 'parties.party.write', 'parties.purchase_terms.write'],
  },
  onCompany: async (tx) => {
    await tx.sql`insert into parties.terms (company_id, id, code, name, definition)
      select ${tx.company}, (r ->> 'id')::uuid, r ->> 'code', r ->> 'name', r -> 'definition'
      from jsonb_array_elements(${json(FIRST_TERMS.map((terms) => ({ ...terms, id: tx.newId() })))}) r`;
  },
});
