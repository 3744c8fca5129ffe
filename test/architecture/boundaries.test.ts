import { join } from 'node:path';
import { expect, test } from 'vitest';
import { graph } from '../../modules.ts';
import { findBreaches } from './boundaries.ts';

const ROOT = join(import.meta.dirname, '../..');

test('modules know only whom the graph lets them know', () => {
  const { breaches, files } = findBreaches(ROOT, graph);
  expect(breaches).toEqual([]);
  // A tool that reads no files finds no breach: it must have seen the tree.
  expect(files).toBeGreaterThan(60);
});

test('the walker reports every planted breach', () => {
  const planted = { 'finance/ledger': [], 'commerce/sales': ['finance/ledger'] };
  const { breaches } = findBreaches(join(import.meta.dirname, 'canary'), planted);
  expect(breaches.map((breach) => breach.split(':')[0]!.replace(/ imports.*/, ''))).toEqual([
    'src/engines/x/plan.ts',
    'src/kernel/tx.ts',
    'src/kernel/values/money.ts',
    'src/modules/commerce/sales/api.ts',
    'src/modules/commerce/sales/api.ts',
    'src/modules/finance/ledger/api.ts',
    'src/modules/finance/ledger/api.ts',
    'src/web/names.ts',
    'src/web/page.tsx',
  ]);
});

test('a cycle in the graph is reported', () => {
  const { breaches } = findBreaches(join(import.meta.dirname, 'canary/src/web'), { 'a/b': ['a/c'], 'a/c': ['a/b'] });
  expect(breaches.join('\n')).toMatch(/a\/b stands before a\/c/);
});
