export {
  assignPriceList,
  type CustomerFacts,
  customers,
  lockParties,
  type SupplierFacts,
  suppliers,
  suppliersInUse,
} from './party/facts.ts';
export { BOUND_BY, correspondents } from './party/postal.ts';
export { defaultAddresses, partiesOfAddresses, type TermsFacts, termsOf } from './party/terms-facts.ts';
