export { type ItemFacts, items, itemsInUse } from './item/facts.ts';
export { priceLines } from './price/price-lines.ts';
