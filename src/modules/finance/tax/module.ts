import { defineModule } from '#kernel/module.ts';
import { layTaxes } from './code/defaults.ts';
import setGroup from './code/set-group.ts';
import setRate from './code/set-rate.ts';
import * as contract from './contract.ts';
import taxLedger from './reports/tax-ledger.ts';
import taxLines from './reports/tax-lines.ts';
import taxReturn from './reports/tax-return.ts';

export const tax = defineModule({
  name: 'tax',
  label: 'Tax',
  wing: 'finance',
  entities: [contract.taxCode, contract.taxRate, contract.taxGroupMember, contract.taxRule, contract.taxLine],
  operations: [setRate, setGroup],
  reports: [taxLedger, taxReturn, taxLines],
  permissions: {
    'tax.code.read': 'See tax codes, rates and rules',
    'tax.code.write': 'Change tax codes, rates and rules',
    'tax.ledger.read': 'See posted taxes and the tax return',
  },
  roles: {
    controller: ['tax.code.read', 'tax.code.write', 'tax.ledger.read'],
    bookkeeper: ['tax.code.read', 'tax.ledger.read'],
    sales_desk: ['tax.code.read'],
    buyer: ['tax.code.read'],
  },
  sealed: ['tax.tax_line'],
  onCompany: layTaxes,
});
