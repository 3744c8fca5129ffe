import type { Side } from '#modules/finance/open-items/api.ts';

/** What we owe suppliers. */
export const PAYABLE: Side = {
  module: 'payables',
  role: 'payable',
  sign: -1n,
  document: 'payables.bill',
  owed: 'owed',
  tax: { role: 'tax_receivable', direction: 'purchase', journal: 'purchase' },
  adjustments: {
    discount: { role: 'cash_discount_taken', text: 'Early-payment discount taken' },
    withholding: { role: 'withholding_payable', text: 'Tax withheld' },
    write_off: { role: 'write_off', text: 'Given up' },
  },
  writeOffRight: 'payables.write_off.write',
  party: 'supplier',
  theirNumber: 'supplier_number',
  namedBy: ['supplier_number', 'number'],
  paidOn: 'paid_on',
  paymentText: 'Paid',
};
