export { stateCredit } from './invoice/commands.ts';
export {
  type CreditedLine,
  type CreditNote,
  creditInvoices,
} from './invoice/credit-invoice.ts';
export { fromKey, type KeptTax, keep, keptAmounts, owedTaxes, taxKey } from './invoice/line-taxes.ts';
export {
  type InvoiceDraft,
  type InvoiceLineDraft,
  type PostedInvoice,
  postInvoices,
} from './invoice/post-invoices.ts';
export { exposure } from './item/exposure.ts';
