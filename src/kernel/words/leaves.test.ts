import { expect, it } from 'vitest';
import { entity, f } from '../entity.ts';
import type { Registry } from '../registry.ts';
import { loggedLeaves } from './leaves.ts';

const order = entity('test.order', {
  ...{ label: 'Order', plural: 'Orders', about: 'An order.', table: 'test.order', title: 'number', read: 'test.read' },
  ...{ fields: { number: f.code('Number') }, list: ['number'], search: [], order: 'number' },
});
const registry = { entities: new Map() } as unknown as Registry;
const linesOf = (values: unknown) => loggedLeaves(registry, order, values).map(({ label, line }) => [label, line]);

it('names a line by its place in the document, where it is said', () => {
  const lines = [
    { line: 1, quantity: '5' },
    { line: 4, quantity: '1.5' },
  ];
  expect(linesOf({ lines }).filter(([label]) => label === 'Quantity')).toEqual([
    ['Quantity', 1],
    ['Quantity', 4],
  ]);
});

it('counts the lines that say no place', () => {
  expect(linesOf({ lines: [{ quantity: '5' }, { quantity: '2' }] })).toEqual([
    ['Quantity', 1],
    ['Quantity', 2],
  ]);
});
