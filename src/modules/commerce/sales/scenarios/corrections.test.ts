import { expect } from 'vitest';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { recallList, traceLot } from '#modules/supply/inventory/reports/lot-reports.ts';
import { scenario, type World } from '#test/harness.ts';
import { invoiceOrders, pickDelivery, placeOrder, receiveReturn, shipDelivery, shipOrders } from '../contract.ts';
import { correctDelivery } from '../delivery/contract.ts';
import { make, openShop } from './shop.ts';

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
  return { order, delivery, line: String(line!.id), correct, counted, cost: () => costOfSales(world) };
}

async function costOfSales(world: World): Promise<bigint> {
  const [row] = await world.owner(
    (sql) => sql<{ minor: bigint }>`
      select coalesce(sum(amount_minor), 0)::bigint as minor from ledger.v_line where company_id = ${world.company} and role = 'cogs'`,
  );
  return row!.minor;
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

scenario(
  'another lot and another piece left than were entered: cost and trace are of what really left',
  async (world) => {
    const { customer, site } = await openShop(world);
    const store = world.as('storekeeper');
    const tracked = (code: string, tracking: string) =>
      make(world, 'catalog.item', { code, name: code, tracking, listPrice: '90', costingMethod: 'fifo' });
    const [glue, motor] = [await tracked('GLUE', 'lot'), await tracked('MOTOR', 'serial')];
    const lot = (number: string, quantity: string) => [{ number, quantity }];
    await store(receiveStock, {
      ...{ site, reason: 'production' },
      lines: [
        { item: glue, quantity: '4', unitCost: '10', lots: lot('A', '4') },
        { item: glue, quantity: '6', unitCost: '12', lots: lot('B', '6') },
        { item: motor, quantity: '1', unitCost: '19', lots: lot('M1', '1') },
        { item: motor, quantity: '1', unitCost: '25', lots: lot('M2', '1') },
      ],
    });
    const { order } = await world.as('sales_desk')(placeOrder, {
      ...{ customer, confirm: true },
      lines: [
        { item: glue, quantity: '3' },
        { item: motor, quantity: '1' },
      ],
    });
    const { delivery } = await store(pickDelivery, { order });
    const { rows } = await world.list('sales.delivery_line', { filter: { delivery } });
    const lineOf = (item: string) => String(rows.find((row) => row.item === item)!.id);
    const went = (ofGlue: string, ofMotor: string) => [
      { line: lineOf(glue), quantity: '3', lots: lot(ofGlue, '3') },
      { line: lineOf(motor), quantity: '1', lots: lot(ofMotor, '1') },
    ];
    const holders = async (number: string) => {
      const [row] = (await world.list('inventory.lot', { filter: { number } })).rows;
      const found = (await world.report(recallList, { lot: String(row!.id) })).rows;
      return Object.fromEntries(found.map(({ party, quantity }) => [party ?? 'here', quantity]));
    };
    await store(shipDelivery, { delivery, lines: went('A', 'M1') });
    expect(await costOfSales(world)).toBe(30_00n + 19_00n);
    const correct = (ofGlue: string, ofMotor: string) =>
      store(correctDelivery, { delivery, reason: 'Misread', lines: went(ofGlue, ofMotor) });
    await expect(correct('C', 'M2')).refuses('lot_unknown');
    await correct('B', 'M2');
    // A piece has its own cost; lots leave first in, first out, whichever they are.
    expect(await costOfSales(world)).toBe(30_00n + 25_00n);
    expect(await holders('A')).toEqual({ here: '4' });
    expect(await holders('B')).toEqual({ here: '3', 'Huber GmbH': '3' });
    expect(await holders('M1')).toEqual({ here: '1' });
    expect(await holders('M2')).toEqual({ 'Huber GmbH': '1' });
    // What was entered stands, and is taken back.
    const way = (await world.report(traceLot, { document: delivery })).rows;
    expect(way.filter((row) => row.sourceId === delivery).map((row) => [row.lot, row.quantity])).toEqual([
      ['A', '-3'],
      ['A', '3'],
      ['B', '-3'],
      ['M1', '-1'],
      ['M1', '1'],
      ['M2', '-1'],
    ]);
    const back = (line: string, number: string) =>
      store(receiveReturn, { delivery, reason: 'Hard', lines: [{ line, quantity: '1', lots: lot(number, '1') }] });
    await expect(back(lineOf(motor), 'M1')).refuses('serial_left');
    await back(lineOf(motor), 'M2');
    expect(await costOfSales(world)).toBe(30_00n);
  },
);
