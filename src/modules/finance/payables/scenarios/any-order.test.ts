import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { issueStock, setStandardCost } from '#modules/supply/inventory/contract.ts';
import {
  allocateLandedCost,
  cancelLandedCost,
  placeOrder,
  receiveGoods,
  returnGoods,
} from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit, recordPayment } from '../contract.ts';
import { balances, billed, expense, newNumber, openBuying, stateOf } from './bill-world.ts';

/** Goods of one order, as they come, go back, are billed and credited; its bills never held for their price. */
async function trade(
  world: World,
  method: 'fifo' | 'average' | 'standard',
  quantity: string,
  unitPrice: string,
  more: object = {},
) {
  const { supplier } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  const item = await make(world, 'catalog.item', { code: newNumber(), name: 'Part', costingMethod: method });
  if (method === 'standard') await world.as('owner')(setStandardCost, { item, unitCost: unitPrice, reason: 'First' });
  const site = String((await world.list('organisation.site')).rows[0]!.id);
  const { order } = await world.as('buyer')(placeOrder, {
    supplier,
    send: true,
    lines: [{ item, quantity, unitPrice }],
    ...more,
  });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  return {
    ...{ supplier, item, order, line },
    receive: async (part: string) => {
      const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity: part }] });
      return { receipt, receiptLine: String((await linesOfReceipt(world, receipt))[0]!.id) };
    },
    back: (of: { receipt: string; receiptLine: string }, part: string, replace = false) =>
      world.as('owner')(returnGoods, {
        ...{ receipt: of.receipt, reason: 'Cracked', replace, lines: [{ line: of.receiptLine, quantity: part }] },
      }),
    bill: async (receiptLine: string, part: string, price: string) => {
      const made = await billed(world, supplier, [{ receiptLine, quantity: part, unitPrice: price }], more);
      expect(made.holds).toEqual([]);
      return made.bill;
    },
    use: (part: string) => world.as('owner')(issueStock, { site, reason: 'scrap', lines: [{ item, quantity: part }] }),
    worth: async () => {
      const [row] = (await world.list('inventory.stock', { filter: { item } })).rows;
      return [row!.onHand, row!.valueMinor];
    },
  };
}

const lineOf = async (world: World, bill: string) =>
  String((await world.list('payables.bill_line', { filter: { bill: bill } })).rows[0]!.id);

const takeBack = async (world: World, bill: string, more: object = {}) =>
  world.as('bookkeeper')(enterCredit, { bill, ...more });

/** A credit of a part of the only line of a bill. */
const credit = async (world: World, bill: string, part: { quantity?: string; netMinor?: bigint }) =>
  (
    await world.as('bookkeeper')(enterCredit, {
      ...{ bill, supplierNumber: newNumber(), lines: [{ line: await lineOf(world, bill), ...part }] },
    })
  ).totalMinor;

for (const method of ['fifo', 'average'] as const) {
  scenario(`B04: a bill after part went back belongs to the goods it covers (${method})`, async (world) => {
    const goods = await trade(world, method, '100', '10');
    const arrival = await goods.receive('100');
    await goods.back(arrival, '20');
    await goods.bill(arrival.receiptLine, '80', '12');
    expect(await goods.worth()).toEqual(['80', 960_00n]);
    expect(await balances(world)).toEqual({ inventory: 960_00n, payable: -960_00n });
  });

  scenario(`B04: billed in parts with a return between, part sold before (${method})`, async (world) => {
    const goods = await trade(world, method, '100', '10');
    const arrival = await goods.receive('100');
    await goods.use('10');
    await goods.bill(arrival.receiptLine, '30', '12');
    await goods.back(arrival, '20');
    // 80 bear the 60.00 more of the first bill; those that went back none of it.
    expect(await goods.worth()).toEqual(['70', 752_50n]);
    expect(await balances(world)).toMatchObject({ stock_loss: 107_50n, grni: -500_00n });
    expect((await balances(world)).purchase_variance).toBeUndefined();
    await goods.bill(arrival.receiptLine, '50', '9');
    expect(await goods.worth()).toEqual(['70', 708_75n]);
    expect(await balances(world)).toEqual({ inventory: 708_75n, stock_loss: 101_25n, payable: -810_00n });
  });

  scenario(`B04: a cheaper bill, other goods beside, goods returned that were replaced (${method})`, async (world) => {
    const goods = await trade(world, method, '10', '10');
    const first = await goods.receive('10');
    await goods.back(first, '4', true);
    await goods.bill(first.receiptLine, '6', '8');
    expect(await goods.worth()).toEqual(['6', 48_00n]);
    const second = await goods.receive('4');
    await goods.back(second, '1');
    await goods.bill(second.receiptLine, '3', '10');
    // At average cost what goes back leaves at the average, 8.80, as ever: what it is credited more is a variance.
    const [left, rest] = method === 'fifo' ? [78_00n, {}] : [79_20n, { purchase_variance: -1_20n }];
    expect(await goods.worth()).toEqual(['9', left]);
    expect(await balances(world)).toEqual({ inventory: left, payable: -78_00n, ...rest });
  });

  scenario(`B04d: billed first, then returned: the claim is what was billed (${method})`, async (world) => {
    const goods = await trade(world, method, '100', '10');
    const arrival = await goods.receive('100');
    await goods.bill(arrival.receiptLine, '100', '12');
    const { claimedMinor } = await goods.back(arrival, '20');
    expect(claimedMinor).toBe(240_00n);
    expect(await goods.worth()).toEqual(['80', 960_00n]);
  });

  scenario(`B04: billed and unbilled goods of one receipt go back together (${method})`, async (world) => {
    const goods = await trade(world, method, '10', '10');
    const arrival = await goods.receive('10');
    await goods.bill(arrival.receiptLine, '4', '12');
    // Six leave at what was agreed, two at what they were billed.
    expect((await goods.back(arrival, '8')).claimedMinor).toBe(24_00n);
    expect(await goods.worth()).toEqual(['2', 24_00n]);
    expect(await balances(world)).toEqual({ inventory: 24_00n, grni: 24_00n, payable: -48_00n });
  });

  scenario(
    `a bill taken back after part of it went back belongs to the goods still here (${method})`,
    async (world) => {
      const goods = await trade(world, method, '10', '10');
      const arrival = await goods.receive('10');
      const bill = await goods.bill(arrival.receiptLine, '10', '12');
      expect((await goods.back(arrival, '3')).claimedMinor).toBe(36_00n);
      await credit(world, bill, { quantity: '3' });
      await takeBack(world, bill);
      expect(await goods.worth()).toEqual(['7', 70_00n]);
      expect(await balances(world)).toEqual({ inventory: 70_00n, grni: -70_00n });
      await goods.bill(arrival.receiptLine, '7', '10.20');
      expect(await balances(world)).toEqual({ inventory: 71_40n, payable: -71_40n });
      await goods.back(arrival, '2');
      expect(await balances(world)).toEqual({ inventory: 51_00n, grni: 20_40n, payable: -71_40n });
    },
  );

  scenario(`a price lowered after part went back belongs to the goods still here (${method})`, async (world) => {
    const goods = await trade(world, method, '10', '10');
    const arrival = await goods.receive('10');
    const bill = await goods.bill(arrival.receiptLine, '10', '12');
    await goods.back(arrival, '3');
    await credit(world, bill, { quantity: '3' });
    await credit(world, bill, { netMinor: 14_00n });
    expect(await goods.worth()).toEqual(['7', 70_00n]);
    expect(await balances(world)).toEqual({ inventory: 70_00n, payable: -70_00n });
    await goods.use('2');
    await credit(world, bill, { netMinor: 3_50n });
    expect(await balances(world)).toEqual({ inventory: 47_50n, stock_loss: 19_00n, payable: -66_50n });
  });

  scenario(`a bill taken back leaves goods and accrual at the order’s price, at once (${method})`, async (world) => {
    const goods = await trade(world, method, '4', '25');
    const { receiptLine } = await goods.receive('4');
    expect(await goods.worth()).toEqual(['4', 100_00n]);
    const wrong = await goods.bill(receiptLine, '4', '40');
    expect(await goods.worth()).toEqual(['4', 160_00n]);
    await takeBack(world, wrong);
    expect(await goods.worth()).toEqual(['4', 100_00n]);
    expect(await balances(world)).toEqual({ inventory: 100_00n, grni: -100_00n });
    await expect(takeBack(world, wrong)).refuses('fully_credited');
    const right = await goods.bill(receiptLine, '4', '25.50');
    expect(await balances(world)).toEqual({ inventory: 102_00n, payable: -102_00n });
    // In part: one of four waits at what was agreed, and leaves at that.
    await credit(world, right, { quantity: '1' });
    expect(await balances(world)).toEqual({ inventory: 101_50n, grni: -25_00n, payable: -76_50n });
  });

  scenario(`goods credited before they go back leave at what was agreed (${method})`, async (world) => {
    const goods = await trade(world, method, '4', '25');
    const arrival = await goods.receive('4');
    const bill = await goods.bill(arrival.receiptLine, '4', '40');
    await credit(world, bill, { quantity: '1' });
    await goods.back(arrival, '1');
    expect(await goods.worth()).toEqual(['3', 120_00n]);
    expect(await balances(world)).toEqual({ inventory: 120_00n, payable: -120_00n });
  });

  scenario(
    `B20: freight after part went back is shared by all that came; what went back loses its share (${method})`,
    async (world) => {
      const goods = await trade(world, method, '10', '10');
      const arrival = await goods.receive('10');
      await goods.back(arrival, '5');
      await world.as('bookkeeper')(allocateLandedCost, {
        ...{ label: 'Freight', amountMinor: 50_00n, basis: 'quantity', receipts: [arrival.receipt] },
      });
      expect(await goods.worth()).toEqual(['5', 75_00n]);
      expect((await balances(world)).purchase_variance).toBe(25_00n);
    },
  );

  scenario(`B20a: freight taken back after a return leaves nothing of it (${method})`, async (world) => {
    const goods = await trade(world, method, '50', '1');
    const arrival = await goods.receive('50');
    const { landedCost } = await world.as('bookkeeper')(allocateLandedCost, {
      ...{ label: 'Freight', amountMinor: 500_00n, receipts: [arrival.receipt] },
    });
    await goods.back(arrival, '27');
    await world.as('bookkeeper')(cancelLandedCost, { landedCost, reason: 'Not ours' });
    expect(await goods.worth()).toEqual(['23', 23_00n]);
    expect((await balances(world)).purchase_variance).toBeUndefined();
  });
}

scenario('a bill taken back is nothing to a single piece that went back before', async (world) => {
  const { supplier } = await openBuying(world);
  const motor = await make(world, 'catalog.item', { code: 'MOTOR', name: 'Motor', tracking: 'serial' });
  const site = String((await world.list('organisation.site')).rows[0]!.id);
  const buy = world.as('buyer');
  const { order } = await buy(placeOrder, {
    supplier,
    send: true,
    lines: [{ item: motor, quantity: '2', unitPrice: '100' }],
  });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const lots = (...numbers: string[]) => numbers.map((number) => ({ number, quantity: '1' }));
  const take = { line, quantity: '2', lots: lots('A', 'B') };
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [take] });
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  await world.as('owner')(issueStock, {
    site,
    reason: 'scrap',
    lines: [{ item: motor, quantity: '1', lots: lots('A') }],
  });
  const parts = ['1', '1'].map((quantity) => ({ receiptLine, quantity, unitPrice: '101' }));
  const { bill, holds } = await billed(world, supplier, parts);
  expect(holds).toEqual([]);
  await world.as('storekeeper')(returnGoods, {
    ...{ receipt, reason: 'Cracked', lines: [{ line: receiptLine, quantity: '1', lots: lots('B') }] },
  });
  const lines = (await world.list('payables.bill_line', { filter: { bill: bill }, sort: 'position' })).rows;
  const creditOf = (at: number) =>
    world.as('bookkeeper')(enterCredit, {
      ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(lines[at]!.id), quantity: '1' }] },
    });
  await creditOf(1);
  expect(await balances(world)).toEqual({ stock_loss: 101_00n, payable: -101_00n });
  await creditOf(0);
  expect(await balances(world)).toEqual({ stock_loss: 100_00n, grni: -100_00n });
});

scenario('B04: at standard cost what bills differ by is a variance, of the billed goods alone', async (world) => {
  const goods = await trade(world, 'standard', '100', '10');
  const arrival = await goods.receive('100');
  await goods.back(arrival, '20');
  const bill = await goods.bill(arrival.receiptLine, '80', '12');
  expect(await balances(world)).toEqual({ inventory: 800_00n, purchase_variance: 160_00n, payable: -960_00n });
  await takeBack(world, bill);
  expect(await balances(world)).toEqual({ inventory: 800_00n, grni: -800_00n });
});

scenario('B04: in another currency the difference of rates follows the billed goods too', async (world) => {
  const rate = (day: string, value: string) =>
    world.as('controller')(setRates, { rates: [{ currency: 'USD', day, rate: value }] });
  await rate('2026-01-01', '1.5');
  world.today('2026-03-02');
  const goods = await trade(world, 'fifo', '100', '10', { currency: 'USD' });
  const arrival = await goods.receive('100');
  await goods.back(arrival, '20');
  await rate('2026-03-02', '1.2');
  const bill = await goods.bill(arrival.receiptLine, '80', '12');
  expect(await goods.worth()).toEqual(['80', 1152_00n]);
  await takeBack(world, bill);
  expect(await goods.worth()).toEqual(['80', 1200_00n]);
  expect(await balances(world)).toEqual({ inventory: 1200_00n, grni: -1200_00n });
});

scenario('B01: credits line by line and piece by piece add up to the bill', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase' }, '20');
  const prices = ['68.33', '68.33', '57.50', '85.00'];
  const made = await billed(
    world,
    supplier,
    prices.map((unitPrice) => ({ description: 'Work', unitPrice, taxCodes: [tax] })),
  );
  expect(made.totalMinor).toBe(334_99n);
  const { rows } = await world.list('payables.bill_line', { filter: { bill: made.bill }, sort: 'position' });
  let sum = 0n;
  for (const { id } of rows)
    sum += (
      await takeBack(world, made.bill, { supplierNumber: newNumber(), lines: [{ line: String(id), quantity: '1' }] })
    ).totalMinor;
  expect(sum).toBe(334_99n);
  await expect(takeBack(world, made.bill)).refuses('fully_credited');
  const thirds = await billed(world, supplier, [
    { description: 'Work', quantity: '3', unitPrice: '33.335', taxCodes: [tax] },
  ]);
  expect(thirds.totalMinor).toBe(120_01n);
  const parts = [];
  for (const quantity of ['1', '1', '1']) parts.push(await credit(world, thirds.bill, { quantity }));
  expect(parts.reduce((all, part) => all + part, 0n)).toBe(120_01n);
  expect(await balances(world)).toEqual({});
});

scenario('B03b: no more of a line is credited than was billed, in money and in goods', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await billed(world, supplier, [{ description: 'Work', quantity: '3', unitPrice: '100' }]);
  const line = await lineOf(world, bill);
  const twice = {
    supplierNumber: newNumber(),
    lines: [
      { line, quantity: '2' },
      { line, quantity: '2' },
    ],
  };
  await expect(takeBack(world, bill, twice)).refuses('more_than_left');
  const cheap = { supplierNumber: newNumber(), lines: [{ line, quantity: '2', netMinor: 50_00n }] };
  await takeBack(world, bill, cheap);
  await expect(takeBack(world, bill, { ...cheap, supplierNumber: newNumber() })).refuses('more_than_left');
  // What is left: one piece, and the price that was not given back with the two.
  expect(await credit(world, bill, { quantity: '1' })).toBe(250_00n);
});

scenario('B03: credited by return and by credit, in either order, it is credited once', async (world) => {
  const goods = await trade(world, 'fifo', '3', '100');
  const arrival = await goods.receive('3');
  const bill = await goods.bill(arrival.receiptLine, '3', '100');
  await goods.back(arrival, '3');
  await credit(world, bill, { quantity: '3' });
  await expect(credit(world, bill, { quantity: '1' })).refuses('more_than_left');
  await expect(goods.back(arrival, '1')).refuses('gone_before');
  expect(await balances(world)).toEqual({});
});

scenario('a lower price and then all the rest: a credit gives back what was owed for the line', async (world) => {
  const goods = await trade(world, 'fifo', '100', '20');
  const { receiptLine } = await goods.receive('100');
  const bill = await goods.bill(receiptLine, '100', '20');
  expect(await credit(world, bill, { netMinor: 200_00n })).toBe(200_00n);
  expect(await goods.worth()).toEqual(['100', 1800_00n]);
  expect(await credit(world, bill, { quantity: '10' })).toBe(180_00n);
  expect((await takeBack(world, bill)).totalMinor).toBe(1620_00n);
  expect(await balances(world)).toEqual({ inventory: 2000_00n, grni: -2000_00n });
});

scenario('a full credit after a discount gives back what was paid, with all of the tax', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase' }, '20');
  const lines = [{ description: 'Work', unitPrice: '1000', taxCodes: [tax] }];
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const made = await billed(world, supplier, lines, { terms });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 1176_00n });
  expect(await stateOf(world, made.bill)).toBe('paid');
  const credited = await takeBack(world, made.bill);
  expect(credited.totalMinor).toBe(1200_00n);
  expect(await balances(world)).toEqual({ bank: -1176_00n, payable: 1176_00n });
});

scenario(
  'B16: a number used again in another year is taken when acknowledged; one credited in full is free',
  async (world) => {
    const { supplier } = await openBuying(world);
    const ten = (billedOn: string, unitPrice: string, more: object = {}) =>
      expense(world, supplier, unitPrice, { supplierNumber: '10', billedOn, acknowledgeDuplicate: false, ...more });
    world.today('2026-07-01');
    const first = await ten('2025-06-01', '100');
    await expect(ten('2026-06-01', '250')).refuses('maybe_duplicate');
    const second = await ten('2026-06-01', '250', { acknowledgeDuplicate: true });
    await expect(ten('2026-06-15', '70', { acknowledgeDuplicate: true })).refuses('duplicate_bill');
    await expect(ten('2025-06-01', '100', { acknowledgeDuplicate: true })).refuses('duplicate_bill');
    await takeBack(world, second.bill);
    await ten('2026-06-01', '260', { acknowledgeDuplicate: true });
    await expect(ten('2026-06-01', '260', { acknowledgeDuplicate: true })).refuses('duplicate_bill');
    await takeBack(world, first.bill);
    expect((await balances(world)).payable).toBe(-260_00n);
  },
);

scenario('a freight bill that was wrong is taken back: the freight is estimated again', async (world) => {
  const goods = await trade(world, 'fifo', '10', '10');
  const { receipt } = await goods.receive('10');
  const freight = { label: 'Freight', amountMinor: 50_00n, receipts: [receipt] };
  const { landedCost } = await world.as('bookkeeper')(allocateLandedCost, freight);
  const { bill } = await billed(world, goods.supplier, [{ landedCost, unitPrice: '80' }]);
  expect(await goods.worth()).toEqual(['10', 180_00n]);
  await credit(world, bill, { netMinor: 20_00n });
  expect(await goods.worth()).toEqual(['10', 160_00n]);
  await takeBack(world, bill);
  expect(await goods.worth()).toEqual(['10', 150_00n]);
  expect(await balances(world)).toEqual({ inventory: 150_00n, grni: -100_00n, landed_cost_accrual: -50_00n });
  await billed(world, goods.supplier, [{ landedCost, description: 'Freight', unitPrice: '60' }]);
  expect(await goods.worth()).toEqual(['10', 160_00n]);
});
