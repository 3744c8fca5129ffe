import { expect, test } from 'vitest';
import { SYNONYMS } from '../texts/synonyms.ts';
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

test.each([
  ['aging', 'receivables.ageing'],
  ['who owes us', 'receivables.ageing'],
  ['close period', 'ledger.period'],
  ['month end', 'ledger.period'],
  ['vat return', 'tax.return'],
  ['stock take', 'inventory.stock_count'],
  ['stocktake', 'inventory.start_count'],
  ['supplier invoice', 'payables.bill'],
  ['price list', 'catalog.price_list'],
  ['remind', 'receivables.statement'],
  ['dunning', 'receivables.ageing'],
  ['quote', 'purchasing.quotation_request'],
  ['offer', 'purchasing.request_quotations'],
])('%o, as people say it, fits %s', (query, name) =>
  expect(fitOf(query, 'Some other label', '', SYNONYMS[name])).toBe(0),
);
