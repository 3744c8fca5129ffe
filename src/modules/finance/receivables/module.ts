import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import * as contract from './contract.ts';
import { creditInvoiceHandler, postCreditNoteHandler, postInvoiceHandler } from './invoice/commands.ts';
import { matchHandler, unmatchHandler } from './item/unmatch.ts';
import { recordPaymentHandler, recordPaymentsHandler, writeOffHandler } from './payment/commands.ts';
import { invoiceDocument } from './print/invoice.ts';
import { ageingReport, openItems, statementReport } from './reports/receivables.reports.ts';

const READ = ['receivables.invoice.read', 'receivables.payment.read'];

export default defineModule({
  name: 'receivables',
  label: 'Receivables',
  wing: 'finance',
  entities: [contract.invoice, contract.invoiceLine, contract.payment, contract.openItem, contract.match],
  operations: [
    postInvoiceHandler,
    creditInvoiceHandler,
    postCreditNoteHandler,
    recordPaymentHandler,
    recordPaymentsHandler,
    matchHandler,
    unmatchHandler,
    writeOffHandler,
  ],
  events: [contract.crediting, contract.credited],
  reports: [ageingReport, openItems, statementReport],
  printed: [invoiceDocument],
  permissions: {
    'receivables.invoice.read': 'See invoices and what customers owe',
    'receivables.invoice.post': 'Post invoices and credit notes',
    'receivables.credit_note.post': 'Post credit notes that take back no invoice',
    'receivables.payment.read': 'See payments received',
    'receivables.payment.write': 'Book payments and match them',
    'receivables.write_off.write': 'Write off what customers owe',
  },
  roles: {
    controller: [
      ...READ,
      'receivables.invoice.post',
      'receivables.credit_note.post',
      'receivables.payment.write',
      'receivables.write_off.write',
    ],
    bookkeeper: [...READ, 'receivables.invoice.post', 'receivables.payment.write'],
    sales_desk: ['receivables.invoice.read'],
  },
  sealed: [
    'receivables.invoice',
    'receivables.invoice_line',
    'receivables.payment',
    'receivables.adjustment',
    'receivables.match',
  ],
  onCompany: async (tx) => {
    await defineSeries(tx, [
      { series: 'receivables.invoice', prefix: 'INV-' },
      { series: 'receivables.credit_note', prefix: 'CN-' },
      { series: 'receivables.payment', prefix: 'PAY-' },
    ]);
  },
});
