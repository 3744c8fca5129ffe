/*
 * What payables and sourcing may call inside its transaction. Every function takes a set and a fixed number of statements. Purchasing
 * keeps the quantities and the accrual by receipt line; the caller posts the bill (see billReceiptLines).
 */

export { type FreightChange, followFreight } from './landed/freight-lines.ts';
export { type BilledCost, billLandedCosts, creditLandedCosts, landedRefusals } from './landed/landed-cost.ts';
export { orderGoods } from './order/place-order.ts';
export { offersFor, type PricedOffer } from './price/offers.ts';
export { type PriceQuestion, type SupplierOffer, supplierPrices } from './price/supplier-prices.ts';
export {
  type BilledLine,
  billingRefusals,
  billReceiptLines,
  type Cleared,
  lockOrdersOf,
  lockReceiptLines,
  type OrderFacts,
  openReceipts,
  ownCost,
  type ReceiptFacts,
} from './receipt/bill.ts';
export { type CreditedLine, creditReceiptLines, creditRefusals } from './receipt/credit.ts';
export { receiveDirect } from './receipt/receive-goods.ts';
