import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { issueStock, receiveStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { placeOrder, receiveGoods, returnGoods } from '../contract.ts';
import { correctReceipt } from '../receipt/contract.ts';
import { balances, linesOfOrder, linesOfReceipt, openBuying } from './buying.ts';

async function ordered(
  world: World,
  { item, unitPrice = '40', quantity = '10' }: { item?: string; unitPrice?: string; quantity?: string } = {},
) {
  const { supplier, casting } = await openBuying(world);
  const what = { item: item ?? casting, quantity, unitPrice };
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines: [what], send: true });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const take = (quantity: string, more: object = {}) =>
    world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity, ...more }] });
  const correct = async (receipt: string, quantity: string, more: object = {}, ofLine: object = {}) => {
    const found = String((await linesOfReceipt(world, receipt))[0]!.id);
    const lines = [{ line: found, quantity, ...ofLine }];
    return world.as('storekeeper')(correctReceipt, { receipt, reason: 'Miscounted', lines, ...more });
  };
  const open = async () => [
    (await world.get('purchasing.purchase_order', order)).state,
    (await linesOfOrder(world, order))[0]!.open,
  ];
  return { casting, order, take, correct, open };
}

const stock = (minor: bigint) => (minor === 0n ? {} : { grni: -minor, inventory: minor });

scenario('a mistyped receipt is corrected: fewer, more, none, and again', async (world) => {
  const { take, correct, open } = await ordered(world);
  const { receipt } = await take('10');
  expect((await correct(receipt, '7')).state).toBe('sent');
  expect(await open()).toEqual(['sent', '3']);
  expect(await balances(world)).toEqual(stock(280_00n));
  await correct(receipt, '9');
  expect(await balances(world)).toEqual(stock(360_00n));
  await expect(correct(receipt, '11')).refuses('more_than_may_come');
  await correct(receipt, '0');
  expect(await open()).toEqual(['sent', '10']);
  expect(await balances(world)).toEqual({});
  await correct(receipt, '10');
  expect(await open()).toEqual(['done', '0']);
  expect(await balances(world)).toEqual(stock(400_00n));
});

scenario('what went back or was used stays: a correction never says otherwise', async (world) => {
  const { casting, take, correct } = await ordered(world, { unitPrice: '33.335', quantity: '3' });
  const { receipt } = await take('3');
  const line = String((await linesOfReceipt(world, receipt))[0]!.id);
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Cracked', lines: [{ line, quantity: '1' }] });
  await expect(correct(receipt, '0.5')).refuses('billed_or_back');
  const [site] = (await world.list('organisation.site', {})).rows as [{ id: string }];
  await world.as('storekeeper')(issueStock, {
    ...{ site: site.id, reason: 'scrap' },
    lines: [{ item: casting, quantity: '1.5' }],
  });
  await expect(correct(receipt, '2')).refuses('short_stock_then');
  await correct(receipt, '2.5');
  const all = await balances(world);
  expect((all.inventory ?? 0n) + (all.stock_loss ?? 0n) + (all.purchase_variance ?? 0n)).toBe(-(all.grni ?? 0n));
  expect(all.inventory).toBeUndefined();
});

scenario(
  'the right day of a receipt, in the same month and in another, with what came after costed again',
  async (world) => {
    const { take, correct } = await ordered(world);
    const { receipt } = await take('10');
    for (const receivedOn of ['2026-02-20', '2026-02-10', '2026-01-15', '2026-03-02']) {
      await correct(receipt, '8', { receivedOn });
      expect(await balances(world)).toEqual(stock(320_00n));
      await world.invariants();
    }
    await expect(correct(receipt, '8', { receivedOn: '2026-03-03' })).refuses('future_day');
  },
);

scenario('the right serial numbers of a receipt', async (world) => {
  const motor = await make(world, 'catalog.item', { code: 'MOTOR', name: 'Motor', tracking: 'serial' });
  const { take, correct } = await ordered(world, { item: motor, quantity: '3' });
  const lots = (...numbers: string[]) => ({ lots: numbers.map((number) => ({ number, quantity: '1' })) });
  const { receipt } = await take('2', lots('A1', 'A7'));
  await expect(correct(receipt, '1')).refuses('lot_move');
  await correct(receipt, '2', {}, lots('A1', 'A2'));
  const numbers = async () =>
    (await world.list('inventory.stock_lot', { filter: { item: motor } })).rows
      .filter((row) => row.onHand === '1')
      .map((row) => row.number)
      .sort();
  expect(await numbers()).toEqual(['A1', 'A2']);
  await correct(receipt, '3', {}, lots('A1', 'A2', 'A3'));
  expect(await numbers()).toEqual(['A1', 'A2', 'A3']);
  expect(await balances(world)).toEqual(stock(120_00n));
  await expect(correct(receipt, '3', {}, lots('A1', 'A1', 'A3'))).refuses('serial_twice');
});

scenario('the corrected day of a receipt stands while it counts for nothing', async (world) => {
  const bolt = await make(world, 'catalog.item', { code: 'AVG', name: 'Bolt', costingMethod: 'average' });
  const site = String((await world.list('organisation.site', {})).rows[0]!.id);
  const keeper = world.as('storekeeper');
  await keeper(receiveStock, {
    ...{ site, reason: 'production', effectiveOn: '2026-02-10' },
    lines: [{ item: bolt, quantity: '10', unitCost: '10' }],
  });
  await keeper(issueStock, {
    ...{ site, reason: 'scrap', effectiveOn: '2026-02-20', lines: [{ item: bolt, quantity: '5' }] },
  });
  const { take, correct } = await ordered(world, { item: bolt, unitPrice: '20' });
  const { receipt } = await take('10');
  await correct(receipt, '10', { receivedOn: '2026-02-15' });
  await correct(receipt, '10', { receivedOn: '2026-02-25' });
  await correct(receipt, '0');
  await correct(receipt, '4');
  const [row] = (await world.list('inventory.stock', { filter: { item: bolt } })).rows;
  // The five left before: at ten each.
  expect([row!.onHand, row!.valueMinor]).toEqual(['9', 130_00n]);
});

scenario('goods of a day of another rate are worth what they would have been, entered right at once', async (world) => {
  const { supplier, casting } = await openBuying(world, { currency: 'USD' });
  for (const [day, rate] of [
    ['2026-01-01', '0.9'],
    ['2026-02-15', '0.8'],
  ] as const)
    await world.as('bookkeeper')(setRates, { rates: [{ currency: 'USD', day, rate }] });
  const lines = [{ item: casting, quantity: '10', unitPrice: '10' }];
  const orderedOn = '2026-02-01';
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, orderedOn, currency: 'USD', send: true });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order, receivedOn: '2026-02-10' });
  const line = String((await linesOfReceipt(world, receipt))[0]!.id);
  expect(await balances(world)).toEqual(stock(90_00n));
  const correct = (receivedOn: string, quantity: string) =>
    world.as('storekeeper')(correctReceipt, { receipt, reason: 'Typed', receivedOn, lines: [{ line, quantity }] });
  await correct('2026-02-16', '10');
  expect(await balances(world)).toEqual(stock(80_00n));
  await correct('2026-02-16', '8');
  expect(await balances(world)).toEqual(stock(64_00n));
  await correct('2026-02-11', '9');
  expect(await balances(world)).toEqual(stock(81_00n));
});

scenario('the parts of an order line add up to it, in another unit, at a broken price, of a service', async (world) => {
  const dozen = await make(world, 'catalog.item', { code: 'EGG', name: 'Egg', unit: 'EA' });
  await make(world, 'catalog.item_unit', { item: dozen, unit: 'DZ', factor: '12' });
  const { supplier, coating } = await openBuying(world);
  const place = async (item: string, quantity: string, unitPrice: string, unit?: string) => {
    const { order } = await world.as('buyer')(placeOrder, {
      ...{ supplier, send: true, lines: [{ item, quantity, unitPrice, unit }] },
    });
    return { order, line: String((await linesOfOrder(world, order))[0]!.id) };
  };
  const eggs = await place(dozen, '1', '10', 'DZ');
  for (let n = 0; n < 12; n++)
    await world.as('storekeeper')(receiveGoods, {
      ...{ order: eggs.order, lines: [{ line: eggs.line, quantity: '1', unit: 'EA' }] },
    });
  expect(await balances(world)).toEqual(stock(10_00n));
  const hours = await place(coating, '3', '33.335');
  for (let n = 0; n < 3; n++)
    await world.as('storekeeper')(receiveGoods, { order: hours.order, lines: [{ line: hours.line, quantity: '1' }] });
  expect(await balances(world)).toEqual({ inventory: 10_00n, expense: 100_01n, grni: -110_01n });
});

scenario('a mistyped receipt of a service, before and after its bill, with its day', async (world) => {
  const { coating } = await openBuying(world);
  const { take, correct, open } = await ordered(world, { item: coating });
  const { receipt } = await take('10');
  const is = async (minor: bigint) =>
    expect(await balances(world)).toEqual(minor === 0n ? {} : { expense: minor, grni: -minor });
  await correct(receipt, '7');
  await is(280_00n);
  expect(await open()).toEqual(['sent', '3']);
  await expect(correct(receipt, '11')).refuses('more_than_may_come');
  for (const receivedOn of ['2026-02-20', '2026-01-15', '2026-03-02']) {
    await correct(receipt, '8', { receivedOn });
    await is(320_00n);
    await world.invariants();
  }
  await correct(receipt, '0');
  await is(0n);
  await correct(receipt, '10');
  await is(400_00n);
  const line = String((await linesOfReceipt(world, receipt))[0]!.id);
  await world.as('storekeeper')(returnGoods, { receipt, reason: 'Not done', lines: [{ line, quantity: '4' }] });
  await expect(correct(receipt, '3')).refuses('billed_or_back');
  await correct(receipt, '5', { receivedOn: '2026-02-01' });
  await is(40_00n);
  expect(await open()).toEqual(['sent', '5']);
});

scenario('freight that came with goods is corrected, and borne by them', async (world) => {
  const { supplier, casting, coating } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    ...{ supplier, send: true },
    lines: [
      { item: casting, quantity: '10', unitPrice: '40' },
      { item: coating, quantity: '4', unitPrice: '25', spreadBy: 'value' },
    ],
  });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  expect(await balances(world)).toEqual(stock(500_00n));
  const rows = await linesOfReceipt(world, receipt);
  const freight = String(rows.find((row) => row.item === coating)!.id);
  const goods = String(rows.find((row) => row.item === casting)!.id);
  const correct = (line: string, quantity: string, receivedOn?: string) =>
    world.as('storekeeper')(correctReceipt, {
      ...{ receipt, receivedOn, reason: 'Mistyped', lines: [{ line, quantity }] },
    });
  await correct(freight, '3');
  expect(await balances(world)).toEqual(stock(475_00n));
  await correct(freight, '4', '2026-02-20');
  expect(await balances(world)).toEqual(stock(500_00n));
  await expect(correct(goods, '0')).refuses('bears_freight');
  await correct(freight, '0');
  expect(await balances(world)).toEqual(stock(400_00n));
});

scenario('a mistyped quantity of what was rejected, also where nothing was accepted', async (world) => {
  const { order, take, correct, open } = await ordered(world);
  const { receipt } = await take('6', { rejected: '3', rejectReason: 'Rust' });
  const shown = async (id: string) => {
    const [row] = await linesOfReceipt(world, id);
    return [row!.received, row!.rejected, row!.rejectReason, row!.surplus];
  };
  await correct(receipt, '6', {}, { rejected: '1' });
  expect(await shown(receipt)).toEqual(['6', '1', 'Rust', '0']);
  await correct(receipt, '8', {}, { rejected: '5', rejectReason: 'Too many' });
  expect(await shown(receipt)).toEqual(['8', '5', 'Too many', '3']);
  expect((await linesOfOrder(world, order))[0]).toMatchObject({ rejected: '5' });
  await correct(receipt, '8', {}, { rejected: '0' });
  expect(await shown(receipt)).toEqual(['8', '0', null, '0']);
  await expect(correct(receipt, '8', {}, { rejected: '2' })).refuses('no_reason');
  expect(await balances(world)).toEqual(stock(320_00n));
  const { receipt: refused } = await take('0', { rejected: '2', rejectReason: 'Bent' });
  await expect(correct(refused, '2')).refuses('none_accepted');
  await correct(refused, '0', { receivedOn: '2026-02-20' }, { rejected: '1' });
  expect(await shown(refused)).toEqual(['0', '1', 'Bent', '0']);
  expect(await open()).toEqual(['sent', '2']);
});
