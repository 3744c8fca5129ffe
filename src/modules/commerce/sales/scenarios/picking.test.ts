import { expect } from 'vitest';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { amendOrder, cancelDelivery, pickDelivery, shipDelivery, shipOrders } from '../contract.ts';
import { caseShop, order } from './cases-world.ts';

const deliveriesOf = async (world: World, id: string) => {
  const { rows } = await world.list('sales.delivery', { filter: { order: id }, sort: 'number' });
  return Promise.all(
    rows.map(async ({ id: delivery, state }) => {
      const lines = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
      return [state, ...lines.map((line) => line.quantity)];
    }),
  );
};

const lineOf = async (world: World, id: string) =>
  (await world.list('sales.order_line', { filter: { order: id } })).rows[0]!;

scenario(
  'an order that is being picked leaves as it is picked, and with it the rest that is reserved',
  async (world) => {
    const shop = await caseShop(world);
    const keeper = world.as('storekeeper');
    const id = await order(shop, '10');
    const line = String((await lineOf(world, id)).id);
    const { delivery } = await keeper(pickDelivery, { order: id, lines: [{ line, quantity: '3' }] });
    const shipped = await keeper(shipOrders, { orders: [id] });
    expect(shipped.deliveries).toHaveLength(2);
    expect(shipped.deliveries[0]).toBe(delivery);
    expect(await deliveriesOf(world, id)).toEqual([
      ['shipped', '3'],
      ['shipped', '7'],
    ]);
    expect(await lineOf(world, id)).toMatchObject({ open: '0', shipped: '10', reserved: '0' });
    await expect(keeper(shipDelivery, { delivery })).refuses('wrong_state');
    await expect(keeper(shipOrders, { orders: [id] })).refuses('nothing_to_ship');
  },
);

scenario('all of it is being picked: that delivery leaves and no second is made', async (world) => {
  const shop = await caseShop(world);
  const keeper = world.as('storekeeper');
  const ids = [await order(shop, '3'), await order(shop, '2')];
  const { delivery } = await keeper(pickDelivery, { order: ids[0]! });
  await expect(keeper(pickDelivery, { order: ids[0]! })).refuses('nothing_to_ship');
  expect((await keeper(shipOrders, { orders: ids })).deliveries).toHaveLength(2);
  expect(await deliveriesOf(world, ids[0]!)).toEqual([['shipped', '3']]);
  expect(await deliveriesOf(world, ids[1]!)).toEqual([['shipped', '2']]);
  expect(await world.get('sales.delivery', delivery)).toMatchObject({ state: 'shipped', shippedOn: '2026-03-02' });
});

scenario(
  'what is held for a picked delivery is not picked again, and stays held when the order changes',
  async (world) => {
    const shop = await caseShop(world);
    const keeper = world.as('storekeeper');
    // Of 120 only the 100 in stock are reserved.
    const id = await order(shop, '120');
    const line = String((await lineOf(world, id)).id);
    const { delivery } = await keeper(pickDelivery, { order: id, lines: [{ line, quantity: '60' }] });
    const rest = await keeper(pickDelivery, { order: id });
    expect(await deliveriesOf(world, id)).toEqual([
      ['picking', '60'],
      ['picking', '40'],
    ]);
    await expect(keeper(pickDelivery, { order: id })).refuses('nothing_reserved');
    await keeper(cancelDelivery, { delivery: rest.delivery });
    await world.as('sales_desk')(amendOrder, { order: id, version: 1, lines: [{ line, quantity: '70' }] });
    expect(await lineOf(world, id)).toMatchObject({ open: '70', reserved: '70' });
    await keeper(receiveStock, {
      site: shop.site,
      reason: 'found',
      lines: [{ item: shop.item, quantity: '1', unitCost: '10' }],
    });
    await keeper(shipOrders, { orders: [id] });
    expect(await deliveriesOf(world, id)).toEqual([
      ['shipped', '60'],
      ['cancelled', '40'],
      ['shipped', '10'],
    ]);
    expect((await world.get('sales.delivery', delivery)).state).toBe('shipped');
  },
);
