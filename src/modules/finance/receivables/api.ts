export {
  type CreditedLine,
  creditInvoices,
} from './invoice/credit-invoice.ts';
export { fromKey, type KeptTax, keep, owedTaxes, taxKey } from './invoice/line-taxes.ts';
export {
  type InvoiceDraft,
  type InvoiceLineDraft,
  type PostedInvoice,
  postInvoices,
} from './invoice/post-invoices.ts';
export { exposure } from './item/exposure.ts';
