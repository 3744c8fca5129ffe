import { expect } from 'vitest';
import type { Id } from '#kernel/values/id.ts';
import { placeOrder, receiveReturn, shipOrders } from '#modules/commerce/sales/contract.ts';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { placeOrder as buy, receiveGoods, sendOrder } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { expiringLots, recallList, traceLot } from '../reports/lot-reports.ts';

scenario('a lot is traced from its supplier to the customers who still have it', async (world) => {
  const { customer, site } = await openShop(world);
  const supplier = await make(world, 'parties.party', {
    code: 'S-1',
    name: 'Foundry',
    isSupplier: true,
    country: 'AT',
  });
  const glue = await make(world, 'catalog.item', { code: 'GLUE', name: 'Glue', listPrice: '20', tracking: 'lot' });
  await make(world, 'purchasing.supplier_price', {
    supplier: supplier,
    item: glue,
    unitPrice: '10',
    currency: 'EUR',
  });
  const bought = await world.as('buyer')(buy, { supplier, lines: [{ item: glue, quantity: '10' }] });
  await world.as('buyer')(sendOrder, { order: bought.order });
  const [line] = await linesOfOrder(world, bought.order);
  const lots = [
    { number: 'A', quantity: '4', expiresOn: '2026-03-20', supplierLot: 'F-9' },
    { number: 'B', quantity: '6', expiresOn: '2026-09-20', supplierLot: 'F-9' },
  ];
  const { receipt } = await world.as('storekeeper')(receiveGoods, {
    order: bought.order,
    lines: [{ line: String(line!.id), quantity: '10', lots }],
  });
  const { order } = await world.as('sales_desk')(placeOrder, {
    customer,
    lines: [{ item: glue, quantity: '5' }],
    confirm: true,
  });
  const { deliveries } = await world.as('storekeeper')(shipOrders, { orders: [order] });
  const [sent] = (await world.list('sales.delivery_line', { filter: { delivery: deliveries[0] } })).rows;
  const back = { line: String(sent!.id), quantity: '1', restock: false };
  const takeBack = (more: object) =>
    world.as('storekeeper')(receiveReturn, { delivery: deliveries[0]!, reason: 'Hard', lines: [{ ...back, ...more }] });
  await expect(takeBack({})).refuses('name_lots');
  await takeBack({ lots: [{ number: 'A', quantity: '1' }] });

  const holders = (await world.report(recallList, { supplierLot: 'F-9' })).rows;
  expect(holders.map((row) => [row.lot, row.party ?? row.holder, row.quantity])).toEqual([
    ['A', 'Huber GmbH', '3'],
    ['B', 'Huber GmbH', '1'],
    ['B', (await world.get('organisation.site', site)).code, '5'],
  ]);
  const lotA = holders[0]!.lotId as Id;
  const way = (await world.report(traceLot, { lot: lotA })).rows;
  expect(way.map((row) => [row.kind, row.party, row.sourceEntity, row.quantity])).toEqual([
    ['receipt', 'Foundry', 'purchasing.receipt', '4'],
    ['issue', 'Huber GmbH', 'sales.delivery', '-4'],
    ['carried', 'Huber GmbH', 'sales.sales_return', '1'],
    ['issue', null, 'sales.sales_return', '-1'],
  ]);
  // From the delivery back to where its goods came from.
  const behind = (await world.report(traceLot, { document: deliveries[0]! as Id })).rows;
  expect(behind.filter((row) => row.sourceId === receipt).map((row) => row.lot)).toEqual(['A', 'B']);
  const soon = await world.report(expiringLots, { until: '2026-12-31' });
  expect(soon.rows.map((row) => [row.lot, row.quantity])).toEqual([['B', '5']]);
});
