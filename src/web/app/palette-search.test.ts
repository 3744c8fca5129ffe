import { expect, test } from 'vitest';
import { fitOf } from './palette-search.ts';

test.each([
  ['new order', 'New sales order', '', 0],
  ['order new', 'New sales order', '', 0],
  ['ord sal', 'New sales order', '', 0],
  ['rder', 'New sales order', '', 1],
  ['new freight', 'New sales order', 'Freight is added.', 2],
  ['new bill', 'New sales order', 'Freight is added.', undefined],
  ['', 'New sales order', '', 0],
] as const)('%o fits %o with %i', (query, label, description, fit) =>
  expect(fitOf(query, label, description)).toBe(fit),
);
