import { expect } from 'vitest';
import { newCustomer } from '#modules/finance/receivables/scenarios/books-of.ts';
import { placeOrders as placePurchaseOrders } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { importOrders, placeOrder } from '../contract.ts';
import { make } from './shop.ts';

/** The number so many after another of its series. */
const after = (number: string, steps: number): string =>
  number.replace(/\d+$/, (digits) => String(Number(digits) + steps).padStart(digits.length, '0'));

scenario('numbers that orders of another system brought are passed over', async (world) => {
  const customer = await newCustomer(world);
  const item = await make(world, 'catalog.item', { code: 'HOUR', name: 'Hour', kind: 'service' });
  const lines = [{ item, quantity: '1', unitPrice: '10' }];
  const place = async () => (await world.as('owner')(placeOrder, { customer, lines })).number;
  const bring = (...numbers: string[]) =>
    world.as('owner')(importOrders, { orders: numbers.map((number) => ({ customer, number, lines })) });
  const first = await place();
  await bring(...[1, 2, 3, 4, 6].map((steps) => after(first, steps)));
  expect(await place()).toBe(after(first, 5));
  // Those that were taken and passed over in between stay gaps, as these numbers may have.
  const numbers = [await place(), await place(), await place()];
  expect(numbers).not.toContain(after(first, 6));
  expect(new Set(numbers).size).toBe(3);
  await expect(bring(numbers[0]!)).refuses('duplicate');
});

scenario(
  'numbers given in a batch of purchase orders are passed over, also by the others of the batch',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    const lines = [{ item: casting, quantity: '1' }];
    const place = (...numbers: (string | undefined)[]) =>
      world.as('owner')(placePurchaseOrders, { orders: numbers.map((number) => ({ supplier, number, lines })) });
    await place(undefined);
    const [{ number }] = (await world.list('purchasing.purchase_order')).rows as [{ number: string }];
    await place(after(number, 1), undefined, after(number, 3), undefined);
    await place(undefined);
    const made = (await world.list('purchasing.purchase_order')).rows.map((row) => String(row.number));
    expect(new Set(made).size).toBe(6);
  },
);
