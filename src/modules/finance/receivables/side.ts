import type { Side } from '#modules/finance/open-items/api.ts';

/** What customers owe us. */
export const RECEIVABLE: Side = {
  module: 'receivables',
  role: 'receivable',
  sign: 1n,
  document: 'receivables.invoice',
  owed: 'debit',
  tax: { role: 'tax_payable', direction: 'sale', journal: 'sales' },
  adjustments: {
    discount: { role: 'cash_discount_given', text: 'Early-payment discount' },
    withholding: { role: 'withholding_receivable', text: 'Tax withheld by the customer' },
    write_off: { role: 'write_off', text: 'Write-off' },
  },
  writeOffRight: 'receivables.write_off.write',
  party: 'customer',
  theirNumber: 'reference',
  namedBy: ['number'],
  paidOn: 'received_on',
  paymentText: 'Payment received',
};
