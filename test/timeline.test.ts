import { expect, it } from 'vitest';
import { loggedLeaves } from '#kernel/words/leaves.ts';
import { registry } from './harness.ts';

it('calls a changed line by its own number, not by its place among those that changed', () => {
  const entity = registry.entities.get('sales.sales_order')!;
  const lines = [
    { line: 1, quantity: '6' },
    { line: 4, quantity: '2' },
  ];
  const said = loggedLeaves(registry, entity, { lines }).filter(({ path }) => path.endsWith('quantity'));
  expect(said.map(({ line }) => line)).toEqual([1, 4]);
  const bare = loggedLeaves(registry, entity, { lines: [{ quantity: '6' }, { quantity: '2' }] });
  expect(bare.map(({ line }) => line)).toEqual([1, 2]);
});
