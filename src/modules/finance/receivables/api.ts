export { taxedWith } from './invoice/credit-invoice.ts';
export {
  type InvoiceDraft,
  type InvoiceLineDraft,
  type PostedInvoice,
  postInvoices,
} from './invoice/post-invoices.ts';
export { exposure } from './item/exposure.ts';
export { type PaymentDraft, recordPayments } from './payment/record-payments.ts';
