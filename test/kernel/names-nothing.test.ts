import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { Refusal } from '#kernel/refusal.ts';
import { newId } from '#kernel/values/id.ts';
import { placeOrder } from '#modules/commerce/sales/contract.ts';
import { postInvoice } from '#modules/finance/receivables/contract.ts';
import { scenario, type World } from '../harness.ts';

const told = async (work: Promise<unknown>): Promise<{ code: string; message: string; issues: unknown }> => {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(Refusal);
  const { code, message, details } = error as Refusal;
  expect(JSON.stringify(details)).not.toMatch(/Key|uuid|constraint|relation/);
  return { code, message, issues: details.issues };
};

const make = (world: World, name: string, input: object) =>
  execute(world.app, name, { actor: seedActor(world.app, 'owner'), company: world.company, input, via: 'test' });

scenario('what names nothing is told by its place, never by its id', async (world) => {
  const sell = world.as('owner');
  const known = (await make(world, 'catalog.create_item', { code: 'A', name: 'Known', kind: 'service' })).output as {
    id: string;
  };
  const lines = [
    { item: known.id, quantity: '1', unitPrice: '1' },
    { item: newId(), quantity: '1', unitPrice: '1' },
  ];
  expect(await told(sell(placeOrder, { customer: newId(), lines } as never))).toEqual({
    code: 'not_found',
    message: 'This customer does not exist. Line 2: this item does not exist.',
    issues: [
      { path: 'customer', message: 'This customer does not exist.' },
      { path: 'lines.1.item', message: 'This item does not exist.' },
    ],
  });
  const taxed = [{ description: 'Work', unitPrice: '1', taxCodes: [newId()], costCentre: newId() }];
  const party = newId();
  expect((await told(sell(postInvoice, { customer: party, lines: taxed } as never))).message).toBe(
    'This customer does not exist. Line 1, tax code 1: this tax code does not exist. Line 1: this cost centre does not exist.',
  );
  // The database alone knows of this one.
  expect(await told(make(world, 'catalog.create_item', { code: 'B', name: 'Lost', category: newId() }))).toMatchObject({
    code: 'not_found',
    message: 'This category does not exist.',
  });
  expect(await told(make(world, 'catalog.create_item', { code: 'A', name: 'Twice' }))).toMatchObject({
    code: 'duplicate',
    message: 'There is another item with the same code already.',
  });
});
