export { taxSpans } from './code/spans.ts';
export { recordTax, type TaxRecord } from './document/record-tax.ts';
export { TAX_REFUSALS, taxDocuments } from './document/tax-documents.ts';
export type { TaxDocumentInput, TaxedLineResult, TaxLineInput, TaxResult, TaxTotal } from './document/types.ts';
