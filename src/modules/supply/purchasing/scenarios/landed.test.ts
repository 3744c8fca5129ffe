import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { billed } from '#modules/finance/payables/scenarios/bill-world.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { allocateLandedCost, cancelLandedCost, placeOrder, receiveGoods, returnGoods } from '../contract.ts';
import { balances, linesOfOrder, linesOfReceipt, openBuying, price } from './buying.ts';

/** One receipt of new items, each with a quantity and a price. */
async function shipment(world: World, goods: readonly { quantity: string; unitPrice: string; more?: object }[]) {
  const { supplier } = await openBuying(world);
  const items: string[] = [];
  for (const [index, { more }] of goods.entries())
    items.push(
      await make(world, 'catalog.item', { code: `${supplier.slice(-6)}-${index}`, name: `Item ${index}`, ...more }),
    );
  const lines = goods.map(({ quantity, unitPrice }, index) => ({ item: items[index]!, quantity, unitPrice }));
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, send: true });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const received = await linesOfReceipt(world, receipt);
  const cost = async (index: number) => {
    const { rows } = await world.list('inventory.stock', { filter: { item: items[index]! } });
    return rows[0]!.unitCost;
  };
  return { supplier, items, receipt, lines: received.map((line) => String(line.id)), cost };
}

const spread = (world: World, receipt: string, amountMinor: bigint, basis: string, more: object = {}) =>
  world.as('bookkeeper')(allocateLandedCost, {
    label: 'Freight',
    amountMinor,
    basis,
    receipts: [receipt],
    ...more,
  } as never);

scenario('B1: freight on one of two lines, and taken back', async (world) => {
  const goods = [
    { quantity: '10', unitPrice: '100' },
    { quantity: '1', unitPrice: '10' },
  ];
  const { receipt, lines, cost } = await shipment(world, goods);
  const { landedCost } = await spread(world, receipt, 10_00n, 'value', { lines: [{ line: lines[0]! }] });
  expect([await cost(0), await cost(1)]).toEqual(['101', '10']);
  expect(await balances(world)).toMatchObject({ landed_cost_accrual: -10_00n });
  await world.as('bookkeeper')(cancelLandedCost, { landedCost, reason: 'Not ours' });
  expect([await cost(0), await cost(1)]).toEqual(['100', '10']);
  await expect(world.as('bookkeeper')(cancelLandedCost, { landedCost, reason: 'Again' })).refuses('wrong_state');
});

scenario('B3, B5: freight on one line, and on lines worth nothing', async (world) => {
  const one = await shipment(world, [{ quantity: '50', unitPrice: '8' }]);
  await spread(world, one.receipt, 3_00n, 'value');
  expect(await one.cost(0)).toBe('8.06');
  const free = await shipment(world, [
    { quantity: '75', unitPrice: '0' },
    { quantity: '25', unitPrice: '0' },
  ]);
  await spread(world, free.receipt, 3_00n, 'value');
  expect([await free.cost(0), await free.cost(1)]).toEqual(['0.02', '0.06']);
});

scenario('L1: equally, by quantity, by weight and by volume', async (world) => {
  const { receipt, cost } = await shipment(world, [
    { quantity: '5', unitPrice: '0', more: { weightKg: '10', volumeM3: '1' } },
    { quantity: '10', unitPrice: '0', more: { weightKg: '20', volumeM3: '1.5' } },
  ]);
  await spread(world, receipt, 10_00n, 'equal');
  await spread(world, receipt, 150_00n, 'quantity');
  await spread(world, receipt, 250_00n, 'weight');
  await spread(world, receipt, 20_00n, 'volume');
  // 110 for five and 320 for ten.
  expect([await cost(0), await cost(1)]).toEqual(['22', '32']);
});

scenario('goods that were not weighed bear nothing by weight, and are named', async (world) => {
  const { supplier, items, receipt, cost } = await shipment(world, [
    { quantity: '5', unitPrice: '2', more: { weightKg: '10' } },
    { quantity: '10', unitPrice: '2' },
  ]);
  const [weighed, light] = [`${supplier.slice(-6)}-0`, `${supplier.slice(-6)}-1`];
  const without = (measure: string, names: string) => ({ code: 'no_measure', details: { measure, items: names } });
  await expect(spread(world, receipt, 10_00n, 'weight')).rejects.toMatchObject(without('weight', light));
  await expect(spread(world, receipt, 10_00n, 'volume')).rejects.toMatchObject(
    without('volume', `${weighed}, ${light}`),
  );
  expect([await cost(0), await cost(1)]).toEqual(['2', '2']);
  const { coating } = await openBuying(world);
  const lines = [
    { item: items[1]!, quantity: '1', unitPrice: '2' },
    { item: coating, quantity: '1', unitPrice: '5', spreadBy: 'weight' as const },
  ];
  const place = () => world.as('buyer')(placeOrder, { supplier, lines, send: true });
  await expect(place()).rejects.toMatchObject(without('weight', light));
  const weigh = (weightKg: string | null) =>
    execute(world.app, 'catalog.update_item', {
      ...{ actor: seedActor(world.app, 'controller'), company: world.company },
      input: { id: items[1]!, changes: { weightKg } },
    });
  await weigh('3');
  const { order } = await place();
  await weigh(null);
  const take = () => world.as('storekeeper')(receiveGoods, { order });
  await expect(take()).rejects.toMatchObject(without('weight', light));
  await weigh('3');
  await take();
});

scenario('an estimate is trued up by its bill, also for goods that left', async (world) => {
  const { supplier, items, receipt } = await shipment(world, [{ quantity: '10', unitPrice: '40' }]);
  const { landedCost } = await spread(world, receipt, 50_00n, 'value');
  const [site] = (await world.list('organisation.site')).rows;
  const lines = [{ item: items[0]!, quantity: '5' }];
  await world.as('storekeeper')(issueStock, { site: String(site!.id), reason: 'scrap', lines });
  expect(await balances(world)).toMatchObject({
    inventory: 225_00n,
    stock_loss: 225_00n,
    landed_cost_accrual: -50_00n,
  });
  const bill = () => billed(world, supplier, [{ landedCost, description: 'Freight', unitPrice: '60' }]);
  await bill();
  expect(await balances(world)).toEqual({ inventory: 230_00n, stock_loss: 230_00n, grni: -400_00n, payable: -60_00n });
  await expect(bill()).refuses('cost_billed');
  expect(await world.get('purchasing.landed_cost', landedCost)).toMatchObject({
    state: 'billed',
    estimatedMinor: 50_00n,
    totalMinor: 60_00n,
  });
});

scenario('by hand the shares make the whole; services bear nothing', async (world) => {
  const { receipt, lines, cost } = await shipment(world, [
    { quantity: '2', unitPrice: '1' },
    { quantity: '4', unitPrice: '1' },
  ]);
  const shares = (a: bigint, b: bigint) => ({
    lines: [
      { line: lines[0]!, amountMinor: a },
      { line: lines[1]!, amountMinor: b },
    ],
  });
  await expect(spread(world, receipt, 10_00n, 'manual', shares(3_00n, 6_00n))).refuses('manual_sum');
  await spread(world, receipt, 10_00n, 'manual', shares(4_00n, 6_00n));
  expect([await cost(0), await cost(1)]).toEqual(['3', '2.5']);
  const { supplier, coating } = await openBuying(world);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: coating, quantity: '1' }],
  });
  const service = await world.as('storekeeper')(receiveGoods, { order });
  await expect(spread(world, service.receipt, 1n, 'value')).refuses('no_goods');
});

scenario('freight and duty of an item count when its suppliers are ranked', async (world) => {
  const { supplier, items, receipt } = await shipment(world, [{ quantity: '10', unitPrice: '40' }]);
  await spread(world, receipt, 80_00n, 'value');
  const near = await make(world, 'parties.party', { code: 'NEAR', name: 'Near', isSupplier: true, country: 'AT' });
  await price(world, supplier, items[0]!, '40');
  await price(world, near, items[0]!, '45');
  const { rows } = await world.report('purchasing.which_supplier', { item: items[0]!, quantity: '1' }, 'buyer');
  expect(rows).toMatchObject([
    { supplierId: near, unitCost: '45', landed: '0' },
    { supplierId: supplier, unitCost: '48', landed: '8' },
  ]);
});

/** Ten castings at 40 and freight of 100 as a line of the same order, borne by them. */
async function withFreight(world: World, spreadBy = 'value') {
  const { supplier, casting, coating } = await openBuying(world);
  const lines = [
    { item: casting, quantity: '10' },
    { item: coating, quantity: '1', unitPrice: '100', description: 'Freight', spreadBy: spreadBy as 'value' },
  ];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const [goods, freight] = (await linesOfOrder(world, order)).map((line) => String(line.id)) as [string, string];
  const take = (lines?: { line: string; quantity: string }[]) =>
    world.as('storekeeper')(receiveGoods, { order, ...(lines ? { lines } : {}) });
  return { supplier, casting, coating, order, goods, freight, take };
}

scenario('freight on the order is borne by what comes, part by part, and its bill trues it up', async (world) => {
  const { supplier, casting, goods, freight, take } = await withFreight(world);
  await expect(take([{ line: freight, quantity: '1' }])).refuses('freight_alone');
  const first = await take([{ line: goods, quantity: '4' }]);
  expect(first.state).toBe('sent');
  expect(await balances(world)).toEqual({ inventory: 200_00n, grni: -200_00n });
  const [site] = (await world.list('organisation.site')).rows;
  await world.as('storekeeper')(issueStock, {
    ...{ site: String(site!.id), reason: 'scrap' },
    lines: [{ item: casting, quantity: '2' }],
  });
  const second = await take([{ line: goods, quantity: '6' }]);
  expect(second.state).toBe('done');
  expect(await balances(world)).toEqual({ inventory: 400_00n, stock_loss: 100_00n, grni: -500_00n });
  const freights = (await world.list('purchasing.receipt_line', { filter: { orderLine: freight } })).rows;
  expect(freights.map((line) => line.received).sort()).toEqual(['0.4', '0.6']);
  const costs = (await world.list('purchasing.landed_cost', { sort: 'number' })).rows;
  expect(costs.map((cost) => [cost.label, cost.state, cost.totalMinor])).toEqual([
    ['Freight', 'estimated', 40_00n],
    ['Freight', 'estimated', 60_00n],
  ]);
  const landedCost = String(costs[0]!.id);
  await expect(world.as('bookkeeper')(cancelLandedCost, { landedCost, reason: 'No' })).refuses('of_order');
  await expect(billed(world, supplier, [{ landedCost, description: 'Freight', unitPrice: '1' }])).refuses(
    'cost_of_order',
  );
  const mine = freights.find((line) => line.received === '0.4')!;
  await billed(world, supplier, [{ receiptLine: String(mine.id), quantity: '0.4', unitPrice: '102' }]);
  // 0.80 more on four, of which two have left.
  expect(await balances(world)).toEqual({
    ...{ inventory: 400_40n, stock_loss: 100_40n },
    ...{ grni: -460_00n, payable: -40_80n },
  });
  expect(await world.get('purchasing.landed_cost', landedCost)).toMatchObject({ state: 'billed', totalMinor: 40_80n });
});

scenario('freight that is given back leaves the goods again; what bears it must be ordered with it', async (world) => {
  const { supplier, casting, coating, order, take } = await withFreight(world, 'quantity');
  const { receipt } = await take();
  expect(await balances(world)).toEqual({ inventory: 500_00n, grni: -500_00n });
  const line = (await linesOfReceipt(world, receipt)).find((one) => one.description === 'Freight')!;
  await world.as('storekeeper')(returnGoods, {
    ...{ receipt, reason: 'Delivered free' },
    lines: [{ line: String(line.id), quantity: '0.5' }],
  });
  expect(await balances(world)).toEqual({ inventory: 450_00n, grni: -450_00n });
  expect((await world.get('purchasing.purchase_order', order)).state).toBe('done');
  const place = (lines: object[]) => world.as('buyer')(placeOrder, { supplier, lines: lines as never });
  await expect(place([{ item: coating, quantity: '1', spreadBy: 'value' }])).refuses('nothing_bears');
  await expect(place([{ item: casting, quantity: '1', spreadBy: 'value' }])).refuses('spread_goods');
});
