export { type ItemFacts, items } from './item/facts.ts';
export { priceLines } from './price/price-lines.ts';
