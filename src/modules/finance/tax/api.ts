export { taxSpans } from './code/spans.ts';
export { recordTax, type TaxRecord } from './document/record-tax.ts';
export { taxDocuments } from './document/tax-documents.ts';
export type {
  TaxDocumentInput,
  TaxedLineResult,
  TaxLineInput,
  TaxResult,
  TaxRole,
  TaxTotal,
} from './document/types.ts';
