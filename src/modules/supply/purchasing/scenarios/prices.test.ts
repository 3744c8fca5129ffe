import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario } from '#test/harness.ts';
import { placeOrder } from '../contract.ts';
import { linesOfOrder, openBuying } from './buying.ts';

scenario('what a supplier is said to ask is what an order takes, and when it comes', async (world) => {
  const { supplier, casting, bolt, coating } = await openBuying(world);
  const nut = await make(world, 'catalog.item', { code: 'NUT', name: 'Nut' });
  const ask = async (params: object) =>
    (await world.report('purchasing.prices', { supplier, day: '2026-03-05', ...params })).rows;
  // Without items: all that the supplier has prices for.
  expect((await ask({})).map((row) => row.itemId).sort()).toEqual([casting, bolt, coating].sort());
  expect(await ask({ items: [bolt, nut], quantity: '50' })).toMatchObject([
    { itemId: bolt, unitPrice: '0.25', comesOn: '2026-03-08', reason: 'At least 100 EA' },
    { itemId: nut, unitPrice: null, comesOn: null, reason: 'No price of this supplier: enter one' },
  ]);
  for (const [quantity, unitPrice, reason] of [
    ['49.9', '40', 'Supplier’s price'],
    ['50', '36', 'Supplier’s price from 50 EA'],
  ] as const) {
    const [row] = await ask({ items: [casting], quantity });
    expect(row).toMatchObject({ unitPrice, comesOn: '2026-03-19', reason });
    const lines = [{ item: casting, quantity }];
    const { order } = await world.as('buyer')(placeOrder, { supplier, orderedOn: '2026-03-05', lines });
    expect(await linesOfOrder(world, order)).toMatchObject([{ unitPrice, expectedOn: row!.comesOn }]);
  }
  // Prices are in the supplier’s currency; asked for another there are none.
  expect(await ask({ items: [casting], currency: 'USD' })).toMatchObject([{ unitPrice: null }]);
});
