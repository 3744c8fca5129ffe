export { type ItemFacts, items, setStandardCosts } from './item/facts.ts';
export { type ListedPrice, type PriceRequest, priceLines } from './price/price-lines.ts';
