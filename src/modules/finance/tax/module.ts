import { defineModule } from '#kernel/module.ts';
import { layTaxes } from './code/defaults.ts';
import setAccount from './code/set-account.ts';
import setGroup from './code/set-group.ts';
import setRate from './code/set-rate.ts';
import * as contract from './contract.ts';
import * as returns from './filing/contract.ts';
import fileReturn from './filing/file-return.ts';
import withdrawReturn from './filing/withdraw-return.ts';
import taxLedger from './reports/tax-ledger.ts';
import taxLines from './reports/tax-lines.ts';
import taxReturn from './reports/tax-return.ts';

export const tax = defineModule({
  name: 'tax',
  label: 'Tax',
  wing: 'finance',
  entities: [
    contract.taxCode,
    contract.taxRate,
    contract.taxGroupMember,
    contract.taxRule,
    contract.taxLine,
    returns.filing,
    returns.filedBox,
  ],
  operations: [setRate, setGroup, setAccount, fileReturn, withdrawReturn],
  reports: [taxLedger, taxReturn, taxLines],
  permissions: {
    'tax.code.read': 'See tax codes, rates and rules',
    'tax.code.write': 'Change tax codes, rates and rules',
    'tax.ledger.read': 'See posted taxes and the tax return',
    'tax.return.file': 'File tax returns',
    'tax.return.withdraw': 'Withdraw filed tax returns',
  },
  roles: {
    controller: ['tax.code.read', 'tax.code.write', 'tax.ledger.read', 'tax.return.file', 'tax.return.withdraw'],
    bookkeeper: ['tax.code.read', 'tax.ledger.read', 'tax.return.file'],
    sales_desk: ['tax.code.read'],
    buyer: ['tax.code.read'],
  },
  sealed: ['tax.tax_line', 'tax.filing', 'tax.filed_box', 'tax.filing_withdrawal'],
  onCompany: layTaxes,
});
