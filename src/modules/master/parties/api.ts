export {
  assignPriceList,
  type CustomerFacts,
  customers,
  lockParties,
  type SupplierFacts,
  suppliers,
} from './party/facts.ts';
export { correspondents } from './party/postal.ts';
export { defaultAddresses, type TermsFacts, termsOf } from './party/terms-facts.ts';
