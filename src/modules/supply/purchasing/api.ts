/*
 * What payables and sourcing may call inside its transaction. Every function takes a set and a fixed number of statements. Purchasing
 * keeps the quantities and the accrual by receipt line; the caller posts the bill (see billReceiptLines).
 */

export { followFreight } from './landed/freight-lines.ts';
export { billLandedCosts, creditLandedCosts } from './landed/landed-cost.ts';
export { orderGoods } from './order/place-order.ts';
export { offersFor, type PricedOffer } from './price/offers.ts';
export {
  billReceiptLines,
  type Cleared,
  lockOrdersOf,
  lockReceiptLines,
  openReceipts,
  ownCost,
  type ReceiptFacts,
} from './receipt/bill.ts';
export { correctDirect } from './receipt/correct-receipt.ts';
export { creditReceiptLines } from './receipt/credit.ts';
export { receiveDirect } from './receipt/receive-goods.ts';
