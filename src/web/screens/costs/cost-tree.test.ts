import { expect, test } from 'vitest';
import { type CostNode, costTree } from './cost-tree.ts';

const words = (nodes: readonly CostNode<{ what: string }>[]): unknown =>
  nodes.map(({ row, parts }) => (parts.length > 0 ? [row.what, words(parts)] : row.what));

test('the levels of the rows make the tree', () => {
  const rows = [
    { depth: 0, what: 'issue' },
    { depth: 1, what: 'layer' },
    { depth: 2, what: 'receipt' },
    { depth: 3, what: 'bill' },
    { depth: 1, what: 'other layer' },
    { depth: 0, what: 'second' },
  ];
  expect(words(costTree(rows))).toEqual([['issue', [['layer', [['receipt', ['bill']]]], 'other layer']], 'second']);
});

test('a level that was left out hangs below what stands before it', () => {
  const rows = [
    { depth: 0, what: 'a' },
    { depth: 2, what: 'b' },
  ];
  expect(words(costTree(rows))).toEqual([['a', ['b']]]);
  expect(costTree([])).toEqual([]);
});
