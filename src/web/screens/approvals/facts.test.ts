import { expect, test } from 'vitest';
import { factsOf } from './facts.ts';

test('of what a rule looked at, what the document says already and what is not so is left out', () => {
  const summary = 'Supplier: Brandt; Total: 50.00 EUR; With others: that day: 71.30 EUR; Price entered by hand: no';
  expect(factsOf(summary, ['Brandt', '50.00 EUR'])).toEqual([['With others', 'that day: 71.30 EUR']]);
  expect(factsOf('New journal entry', [])).toEqual([]);
});
