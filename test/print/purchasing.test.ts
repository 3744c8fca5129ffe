import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { receiveReturn, placeOrder as sell, shipOrders } from '#modules/commerce/sales/contract.ts';
import { placeOrder, receiveGoods, returnGoods } from '#modules/supply/purchasing/contract.ts';
import { printDocument } from '#surfaces/print/print.ts';
import { scenario } from '#test/harness.ts';
import { openShop } from '../../src/modules/commerce/sales/scenarios/shop.ts';
import { linesOfReceipt, openBuying } from '../../src/modules/supply/purchasing/scenarios/buying.ts';
import { paper } from './paper.ts';

scenario(
  'a purchase order and a return to the supplier are papers, prices only for those who may see them',
  async (world) => {
    const goods = await openBuying(world);
    const owner = world.as('owner');
    const { order } = await owner(placeOrder, {
      supplier: goods.supplier,
      note: 'Ring before you come.',
      lines: [
        { item: goods.casting, quantity: '2' },
        { item: goods.bolt, quantity: '100' },
      ],
      send: true,
    });
    const said = await paper(world, 'purchasing.order_paper', order);
    expect(said.title).toBe('Purchase order');
    expect(said.lines.map((line) => line.figures)).toEqual([
      ['2 EA', expect.anything(), '40.00', '80.00'],
      ['100 EA', expect.anything(), '0.25', '25.00'],
    ]);
    expect(said.totals).toEqual([['Net EUR', '105.00']]);
    expect(said.closing).toEqual(['Ring before you come.']);
    const { receipt } = await owner(receiveGoods, { order, deliveryNote: 'L-77' });
    const [line] = await linesOfReceipt(world, receipt);
    const { return: back } = await owner(returnGoods, {
      receipt,
      reason: 'Cracked',
      lines: [{ line: String(line!.id), quantity: '1' }],
    });
    const note = await paper(world, 'purchasing.return_note', back);
    expect(note.opening).toBe('We return: Cracked');
    expect(note.lines.map((one) => one.figures)).toEqual([['1 EA', '________']]);
    expect(note.facts).toContainEqual(['Your delivery note', 'L-77']);
    const storekeeper = { app: world.app, actor: seedActor(world.app, 'storekeeper'), company: world.company };
    await expect(printDocument(storekeeper, 'purchasing.order_paper', order)).refuses('not_permitted');
    await printDocument(storekeeper, 'purchasing.return_note', back);
  },
);

scenario('what a customer sent back is a paper', async (world) => {
  const shop = await openShop(world);
  const owner = world.as('owner');
  const { order } = await owner(sell, {
    customer: shop.customer,
    lines: [{ item: shop.seal, quantity: '3' }],
    confirm: true,
  });
  const { deliveries } = await owner(shipOrders, { orders: [order] });
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0]! } })).rows;
  const { return: back } = await owner(receiveReturn, {
    delivery: deliveries[0]!,
    reason: 'Too many',
    lines: [{ line: String(line!.id), quantity: '2' }],
  });
  const note = await paper(world, 'sales.return_note', back);
  expect(note.title).toBe('Return note');
  expect(note.lines.map((one) => one.figures)).toEqual([['2 EA', 'as new']]);
});
