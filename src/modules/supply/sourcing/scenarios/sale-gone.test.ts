import { expect } from 'vitest';
import {
  amendOrder as amendSale,
  cancelOrder,
  receiveReturn,
  reserveOrders,
  placeOrder as sell,
} from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { amendOrder, cancelRest, returnGoods, sendOrder } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { buyForSale, dropShip, recordDirectShipment } from '../contract.ts';

/** A sale of twenty valves of which there is none, and a foundry that delivers them straight to the customer. */
async function open(world: World) {
  const { customer, site } = await openShop(world);
  const { supplier } = await openBuying(world);
  const valve = await make(world, 'catalog.item', { code: 'V-1', name: 'Valve', listPrice: '300' });
  await price(world, supplier, valve, '90');
  const direct = await make(world, 'organisation.site', { code: 'DIRECT', name: 'Direct deliveries' });
  const lines = [{ item: valve, quantity: '20' }];
  const { order: sale } = await world.as('sales_desk')(sell, { customer, confirm: true, lines });
  const [saleLine] = (await world.list('sales.order_line', { filter: { order: sale } })).rows;
  const drop = async (quantity: string | null = null, send = true) => {
    const wanted = quantity ? [{ line: String(saleLine!.id), quantity }] : null;
    const { orders } = await world.as('buyer')(dropShip, { order: sale, site: direct, send, lines: wanted });
    const [line] = await linesOfOrder(world, orders[0]!.order);
    return { purchase: orders[0]!.order, line: String(line!.id) };
  };
  return {
    ...{ sale, valve, site, drop },
    cancelSale: () => world.as('sales_desk')(cancelOrder, { order: sale, reason: 'Changed their mind' }),
    amendTo: (quantity: string, version = 1) =>
      world.as('sales_desk')(amendSale, { order: sale, version, lines: [{ line: String(saleLine!.id), quantity }] }),
    raise: ({ purchase, line }: { purchase: string; line: string }, quantity: string, version = 1) =>
      world.as('buyer')(amendOrder, { order: purchase, version, lines: [{ line, quantity }] }),
    ship: ({ purchase, line }: { purchase: string; line: string }, quantity: string | null = null) =>
      world.as('storekeeper')(recordDirectShipment, {
        order: purchase,
        lines: quantity ? [{ line, quantity }] : null,
      }),
    needless: async () => (await world.list('sourcing.sale_supply', { filter: { needless: true } }, 'buyer')).rows,
  };
}

scenario(
  'a sale is cancelled before its purchase order is sent: the buyer sees it, and it is not sent',
  async (world) => {
    const { sale, drop, cancelSale, needless } = await open(world);
    const { purchase } = await drop(null, false);
    expect(await needless()).toEqual([]);
    await cancelSale();
    expect(await needless()).toMatchObject([
      { order: purchase, sale, saleState: 'cancelled', direct: true, awaited: '20', lacking: '0' },
    ]);
    await expect(world.as('buyer')(sendOrder, { order: purchase })).refuses('beyond_sale');
    await world.as('buyer')(cancelRest, { orders: [purchase], reason: 'Sale cancelled' });
    expect(await needless()).toEqual([]);
  },
);

scenario('a sale is cancelled after its purchase order was sent: nothing is raised or delivered', async (world) => {
  const { drop, cancelSale, needless, raise, ship } = await open(world);
  const bought = await drop('12');
  await cancelSale();
  expect(await needless()).toMatchObject([{ order: bought.purchase, state: 'sent', awaited: '12', lacking: '0' }]);
  await expect(raise(bought, '13')).refuses('beyond_sale');
  await expect(ship(bought)).refuses('sale_not_open');
  await raise(bought, '8');
  await world.as('buyer')(cancelRest, { orders: [bought.purchase], reason: 'Sale cancelled' });
  expect(await needless()).toEqual([]);
});

scenario('a sale is amended down after a part came: what is too much of the rest is told', async (world) => {
  const { drop, amendTo, needless, raise, ship } = await open(world);
  const bought = await drop();
  await ship(bought, '6');
  expect(await needless()).toEqual([]);
  await amendTo('15');
  expect(await needless()).toMatchObject([{ awaited: '14', lacking: '9' }]);
  await expect(ship(bought)).refuses('more_than_sold');
  await expect(raise(bought, '21')).refuses('beyond_sale');
  await raise(bought, '14');
  expect(await needless()).toEqual([]);
  await expect(raise(bought, '16', 2)).refuses('beyond_sale');
  await raise(bought, '15', 2);
  await ship(bought);
  expect(await needless()).toEqual([]);
});

scenario('two suppliers deliver for one sale: together no more than it needs', async (world) => {
  const { drop, amendTo, needless, raise } = await open(world);
  const [first, second] = [await drop('12'), await drop('8', false)];
  await expect(raise(first, '21')).refuses('beyond_sale');
  await amendTo('18');
  expect(await needless()).toHaveLength(2);
  await expect(world.as('buyer')(sendOrder, { order: second.purchase })).refuses('beyond_sale');
  await raise(second, '6');
  await world.as('buyer')(sendOrder, { order: second.purchase });
  expect(await needless()).toEqual([]);
  await expect(raise(first, '13')).refuses('beyond_sale');
});

scenario('goods that went straight to the customer come back, with and without others to be sent', async (world) => {
  const { sale, valve, drop, needless, ship } = await open(world);
  const bought = await drop();
  const { deliveries, receipt } = await ship(bought);
  const [sent] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0]! } })).rows;
  const back = (quantity: string, replace: boolean) =>
    world.as('storekeeper')(receiveReturn, {
      ...{ delivery: deliveries[0]!, reason: 'Scratched', replace },
      lines: [{ line: String(sent!.id), quantity }],
    });
  await back('3', false);
  expect(await world.get('sales.sales_order', sale)).toMatchObject({ deliveryState: 'delivered' });
  await back('2', true);
  const [line] = (await world.list('sales.order_line', { filter: { order: sale } })).rows;
  expect(line).toMatchObject({ open: '2', reserved: '0', item: valve });
  const [came] = (await world.list('purchasing.receipt_line', { filter: { receipt } })).rows;
  const toSupplier = (quantity: string, replace: boolean) =>
    world.as('storekeeper')(returnGoods, {
      ...{ receipt, reason: 'Scratched', replace },
      lines: [{ line: String(came!.id), quantity }],
    });
  await toSupplier('4', true);
  // The supplier sends four again, of which the customer wants two.
  expect(await needless()).toMatchObject([{ order: bought.purchase, awaited: '4', lacking: '2' }]);
  await toSupplier('1', false);
  await expect(ship(bought)).refuses('more_than_sold');
  await ship(bought, '2');
  expect(await needless()).toMatchObject([{ order: bought.purchase, awaited: '2', lacking: '0' }]);
  await world.as('buyer')(cancelRest, { orders: [bought.purchase], reason: 'Not needed' });
  expect(await needless()).toEqual([]);
});

scenario('a purchase order cancelled first leaves the sale lacking, and it can be bought again', async (world) => {
  const { sale, site, valve, drop, cancelSale, needless } = await open(world);
  const first = await drop();
  await world.as('buyer')(cancelRest, { orders: [first.purchase], reason: 'Sold out' });
  expect(await needless()).toEqual([]);
  const again = await drop();
  await world.as('storekeeper')(receiveStock, {
    ...{ site, reason: 'production' },
    lines: [{ item: valve, quantity: '5', unitCost: '90' }],
  });
  await world.as('sales_desk')(reserveOrders, { orders: [sale] });
  expect(await needless()).toMatchObject([{ order: again.purchase, awaited: '20', lacking: '15' }]);
  await cancelSale();
  expect(await needless()).toMatchObject([{ order: again.purchase, awaited: '20', lacking: '0' }]);
});

scenario('goods bought into stock are told of once their sale lacks nothing, and may be raised', async (world) => {
  const { sale, amendTo, cancelSale, needless, raise } = await open(world);
  const { orders } = await world.as('buyer')(buyForSale, { order: sale, send: true });
  const purchase = orders[0]!.order;
  const [line] = await linesOfOrder(world, purchase);
  await amendTo('15');
  expect(await needless()).toEqual([]);
  await cancelSale();
  expect(await needless()).toMatchObject([{ order: purchase, direct: false, awaited: '20', lacking: '0' }]);
  await raise({ purchase, line: String(line!.id) }, '24');
});
