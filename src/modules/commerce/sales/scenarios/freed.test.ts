import { expect } from 'vitest';
import { scenario } from '#test/harness.ts';
import { cancelOrder, placeOrder, reserveWaiting } from '../contract.ts';
import { openShop } from './shop.ts';

scenario('B38 freed stock goes to the orders that wait for it, the earliest promise first', async (world) => {
  const { customer, pump } = await openShop(world);
  const desk = world.as('sales_desk');
  const order = async (quantity: string, promisedOn?: string) => {
    const lines = [{ item: pump, quantity, ...(promisedOn && { promisedOn }) }];
    return (await desk(placeOrder, { customer, lines, confirm: true })).order;
  };
  const reserved = async (id: string) =>
    (await world.list('sales.order_line', { filter: { order: id } })).rows[0]!.reserved;
  const first = await order('10');
  const [late, soon] = [await order('8', '2026-05-01'), await order('5', '2026-04-01')];
  expect([await reserved(late), await reserved(soon)]).toEqual(['0', '0']);
  expect((await world.report('sales.can_be_reserved', {})).rows).toEqual([]);
  await desk(cancelOrder, { order: first, reason: 'Changed their mind' });
  expect((await world.report('sales.can_be_reserved', {})).rows).toMatchObject([
    { orderId: soon, missing: '5', servable: '5' },
    { orderId: late, missing: '8', servable: '5' },
  ]);
  expect(await desk(reserveWaiting, {})).toEqual({ served: 1 });
  expect([await reserved(late), await reserved(soon)]).toEqual(['5', '5']);
  expect((await world.report('sales.can_be_reserved', {})).rows).toEqual([]);
});
