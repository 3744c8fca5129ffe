import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import * as contract from './contract.ts';
import { creditInvoiceHandler, postCreditNoteHandler, postInvoiceHandler } from './invoice/commands.ts';
import {
  matchHandler,
  revaluedBeforeClosing,
  revalueHandler,
  unmatchHandler,
  writeOffHandler,
} from './item/commands.ts';
import { recordPaymentHandler, recordPaymentsHandler, refundHandler, returnHandler } from './payment/commands.ts';
import { invoiceDocument } from './print/invoice.ts';
import { customerStatement } from './print/statement.ts';
import * as records from './records.ts';
import { lacking } from './reports/lacking.ts';
import { ageingReport, openItems, proposalReport, statementReport, withheld } from './reports/receivables.reports.ts';
import { uses } from './uses.ts';

const READ = ['receivables.invoice.read', 'receivables.payment.read'];

export default defineModule({
  name: 'receivables',
  label: 'Receivables',
  wing: 'finance',
  entities: [
    records.invoice,
    records.invoiceLine,
    records.payment,
    records.settlement,
    records.openItem,
    records.match,
    records.revaluation,
  ],
  operations: [
    postInvoiceHandler,
    creditInvoiceHandler,
    postCreditNoteHandler,
    recordPaymentHandler,
    recordPaymentsHandler,
    refundHandler,
    returnHandler,
    matchHandler,
    unmatchHandler,
    writeOffHandler,
    revalueHandler,
  ],
  events: [contract.crediting, contract.credited],
  reports: [ageingReport, openItems, statementReport, proposalReport, withheld, lacking],
  printed: [invoiceDocument, customerStatement],
  uses,
  subscriptions: [revaluedBeforeClosing],
  permissions: {
    'receivables.invoice.read': 'See invoices and what customers owe',
    'receivables.invoice.post': 'Post invoices and credit notes',
    'receivables.credit_note.post': 'Post credit notes that take back no invoice',
    'receivables.payment.read': 'See payments received',
    'receivables.payment.write': 'Book payments and match them',
    'receivables.refund.write': 'Pay money back to customers',
    'receivables.revaluation.write': 'Revalue receivables in other currencies',
    'receivables.write_off.write': 'Write off what customers owe',
  },
  roles: {
    controller: [
      ...READ,
      'receivables.invoice.post',
      'receivables.credit_note.post',
      'receivables.payment.write',
      'receivables.refund.write',
      'receivables.revaluation.write',
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
    'receivables.revaluation',
  ],
  onCompany: async (tx) => {
    await defineSeries(tx, [
      { series: 'receivables.invoice', prefix: 'INV-' },
      { series: 'receivables.credit_note', prefix: 'CN-' },
      { series: 'receivables.payment', prefix: 'PAY-' },
    ]);
  },
});
