import { expect } from 'vitest';
import { scenario, type World } from '#test/harness.ts';
import { invoiceOrders, placeOrder, receiveReturn, shipOrders } from '../contract.ts';
import { correctDelivery } from '../delivery/contract.ts';
import { openShop } from './shop.ts';

async function shipped(world: World, quantity: string) {
  const { customer, pump } = await openShop(world);
  const { order } = await world.as('sales_desk')(placeOrder, {
    ...{ customer, confirm: true },
    lines: [{ item: pump, quantity }],
  });
  const { deliveries } = await world.as('storekeeper')(shipOrders, { orders: [order] });
  const delivery = deliveries[0]!;
  const [line] = (await world.list('sales.delivery_line', { filter: { delivery: delivery } })).rows;
  const correct = (real: string, more: object = {}) =>
    world.as('storekeeper')(correctDelivery, {
      ...{ delivery, reason: 'Miscounted' },
      ...{ lines: [{ line: String(line!.id), quantity: real }], ...more },
    });
  const counted = async () => {
    const [row] = (await world.list('sales.order_line', { filter: { order: order } })).rows;
    return [row!.shipped, row!.reserved];
  };
  const cost = async () => {
    const [row] = await world.owner(
      (sql) => sql<{ minor: bigint }>`
        select coalesce(sum(amount_minor), 0)::bigint as minor from ledger.v_line where company_id = ${world.company} and role = 'cogs'`,
    );
    return row!.minor;
  };
  return { order, delivery, line: String(line!.id), correct, counted, cost };
}

scenario('a mistyped delivery is corrected before its invoice: fewer, none, as it was', async (world) => {
  const { order, correct, counted, cost } = await shipped(world, '6');
  expect(await cost()).toBe(900_00n);
  await correct('4');
  expect(await counted()).toEqual(['4', '2']);
  expect(await cost()).toBe(600_00n);
  await correct('0');
  expect(await counted()).toEqual(['0', '6']);
  expect(await cost()).toBe(0n);
  await correct('6');
  expect(await counted()).toEqual(['6', '0']);
  await expect(correct('7')).refuses('more_than_ordered');
  await correct('5');
  await world.as('bookkeeper')(invoiceOrders, { orders: [order] });
  const [invoice] = (await world.list('receivables.invoice')).rows;
  expect(invoice!.netMinor).toBe(1250_00n);
});

scenario('what is billed or came back stays; the day of a delivery', async (world) => {
  const { order, delivery, line, correct, counted, cost } = await shipped(world, '6');
  await world.as('storekeeper')(receiveReturn, {
    ...{ delivery, reason: 'Wrong colour' },
    lines: [{ line, quantity: '2' }],
  });
  await expect(correct('1')).refuses('invoiced_or_returned');
  await correct('5');
  await expect(correct('5', { shippedOn: '2026-03-03' })).refuses('future_day');
  world.today('2026-03-10');
  await expect(correct('5', { shippedOn: '2026-03-05' })).refuses('back_before');
  await correct('5', { shippedOn: '2026-03-02' });
  await world.as('bookkeeper')(invoiceOrders, { orders: [order] });
  await expect(correct('4')).refuses('invoiced_or_returned');
  await expect(correct('5', { shippedOn: '2026-03-01' })).refuses('day_billed');
  await correct('6');
  expect(await counted()).toEqual(['6', '0']);
  expect(await cost()).toBe(600_00n);
  await world.as('bookkeeper')(invoiceOrders, { orders: [order] });
  expect((await world.list('receivables.invoice')).rows.map((row) => row.netMinor).sort()).toEqual([250_00n, 750_00n]);
});
