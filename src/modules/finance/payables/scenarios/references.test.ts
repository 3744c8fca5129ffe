import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { postBill } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

scenario(
  'a bill line that names its receipt and the order line of it bills the receipt, and nothing ahead',
  async (world) => {
    const { supplier, casting, bolt } = await openBuying(world);
    const lines = [casting, bolt].map((item, at) => ({ item, quantity: at === 0 ? '10' : '100', unitPrice: '10' }));
    const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
    const [line, other] = (await linesOfOrder(world, order)).map(({ id }) => String(id));
    const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: line!, quantity: '5' }] });
    const [arrived] = (await world.list('purchasing.receipt_line', { filter: { receipt: receipt } })).rows;
    const receiptLine = String(arrived!.id);
    const bill = (orderLine: string) =>
      billed(world, supplier, [{ receiptLine, orderLine, quantity: '5', unitPrice: '10' }]);
    await expect(bill(other!)).refuses('other_order_line');
    await bill(line!);
    expect(await balances(world)).toEqual({ inventory: 50_00n, payable: -50_00n });
    await world.as('storekeeper')(receiveGoods, { order, lines: [{ line: line!, quantity: '5' }] });
    expect(await balances(world)).toEqual({ inventory: 100_00n, grni: -50_00n, payable: -50_00n });
  },
);

scenario('what a bill names must be there, also where it is only kept', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order } = await received(world, supplier, [{ item: casting, quantity: '1' }]);
  const post = (line: object, more: object = {}) =>
    world.as('bookkeeper')(postBill, {
      ...{ supplier, supplierNumber: newNumber(), ...more },
      lines: [{ unitPrice: '40', description: 'Work', taxCodes: [], ...line }],
    });
  for (const name of ['costCentre', 'project', 'orderLine', 'landedCost', 'account'])
    for (const id of [order, newId()]) await expect(post({ [name]: id }), name).refuses('not_found');
  await expect(post({}, { terms: order })).refuses('not_found');
  expect(await balances(world)).toEqual({ inventory: 40_00n, grni: -40_00n });
});
