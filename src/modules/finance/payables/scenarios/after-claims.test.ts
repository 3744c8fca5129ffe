import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { issueStock, setStandardCost } from '#modules/supply/inventory/contract.ts';
import {
  allocateLandedCost,
  placeOrder,
  receiveGoods,
  returnGoods,
  settleClaim,
} from '#modules/supply/purchasing/contract.ts';
import { correctReceipt } from '#modules/supply/purchasing/receipt/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying } from './bill-world.ts';

/** Ten pieces ordered at 10, received and billed at the price given. */
async function billedTen(
  world: World,
  price: string,
  { costingMethod = 'fifo', receivedOn }: { costingMethod?: string; receivedOn?: string } = {},
) {
  const { supplier } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier, pricePercent: '100', quantityPercent: '0' });
  const part = await make(world, 'catalog.item', { code: newNumber(), name: 'Part', costingMethod });
  if (costingMethod === 'standard')
    await world.as('owner')(setStandardCost, { item: part, unitCost: '9', effectiveOn: '2026-01-01', reason: 'First' });
  const order = async (unitPrice: string) => {
    const lines = [{ item: part, quantity: '10', unitPrice }];
    return (await world.as('buyer')(placeOrder, { supplier, send: true, orderedOn: receivedOn, lines })).order;
  };
  const receive = async (of: string, quantity: string, on?: string) => {
    const line = String((await linesOfOrder(world, of))[0]!.id);
    const made = await world.as('storekeeper')(receiveGoods, {
      ...{ order: of, receivedOn: on, lines: [{ line, quantity }] },
    });
    return { receipt: made.receipt, line: String((await linesOfReceipt(world, made.receipt))[0]!.id) };
  };
  const first = await order('10');
  const { receipt, line } = await receive(first, '10', receivedOn);
  const { bill } = await billed(world, supplier, [{ receiptLine: line, quantity: '10', unitPrice: price }]);
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
  return {
    ...{ part, supplier, receipt, line, order, receive, first },
    back: (quantity: string, replace = false) =>
      world.as('owner')(returnGoods, { receipt, reason: 'Cracked', replace, lines: [{ line, quantity }] }),
    credit: (quantity: string) =>
      world.as('bookkeeper')(enterCredit, {
        ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), quantity }] },
      }),
    waiting: async (asOf?: string) =>
      (await world.report('purchasing.accrued', { asOf })).rows.map((row) => [row.quantity, row.accruedMinor]),
    stock: async () => {
      const [row] = (await world.list('inventory.stock', { filter: { item: part } })).rows;
      return [row!.onHand, row!.valueMinor];
    },
    settle: (more: object) => world.as('bookkeeper')(settleClaim, { line, reason: 'Agreed', ...more }),
    correct: (quantity: string, receivedOn?: string) =>
      world.as('storekeeper')(correctReceipt, {
        ...{ receipt, receivedOn, reason: 'Miscounted', lines: [{ line, quantity }] },
      }),
  };
}

for (const costingMethod of ['fifo', 'average'])
  scenario(
    `a claim is settled with goods of another price, of the same order and of another (${costingMethod})`,
    async (world) => {
      const { order, receive, back, settle, first } = await billedTen(world, '11', { costingMethod });
      await back('4', true);
      const { line: replacement } = await receive(first, '4');
      expect((await settle({ quantity: '3', replacement })).settledMinor).toBe(33_00n);
      await world.invariants();
      // Three of four that came in place cost what was billed for those that went back.
      expect(await balances(world)).toEqual({ grni: 1_00n, inventory: 109_00n, payable: -110_00n });
      const other = await receive(await order('12'), '4');
      await settle({ quantity: '1', replacement: other.line });
      expect(await balances(world)).toEqual({ grni: -46_00n, inventory: 156_00n, payable: -110_00n });
    },
  );

for (const costingMethod of ['fifo', 'average', 'standard'])
  scenario(`billed goods that bear freight really came in another month (${costingMethod})`, async (world) => {
    const { receipt, correct, back, credit, waiting } = await billedTen(world, '12', {
      costingMethod,
      receivedOn: '2026-02-14',
    });
    await world.as('bookkeeper')(allocateLandedCost, { label: 'Freight', amountMinor: 7_00n, receipts: [receipt] });
    const before = await balances(world);
    await correct('10', '2026-01-08');
    expect(await balances(world)).toEqual(before);
    await world.invariants();
    expect(await waiting('2026-01-31')).toEqual([['10', 100_00n]]);
    await back('4');
    await correct('10', '2026-02-20');
    await credit('6');
    await correct('9', '2026-01-20');
    await world.invariants();
    await correct('10', '2026-02-02');
    expect(await waiting()).toEqual([['2', 20_00n]]);
  });

for (const costingMethod of ['fifo', 'average'])
  for (const price of ['9', '11'])
    scenario(`fewer and more after a return and a credit, billed at ${price} (${costingMethod})`, async (world) => {
      const { part, back, credit, correct, stock } = await billedTen(world, price, { costingMethod });
      await back('4');
      await credit('6');
      const kept = BigInt(price) * 400n;
      await correct('9');
      expect(await stock()).toEqual(['5', kept + 10_00n]);
      await correct('10');
      expect(await stock()).toEqual(['6', kept + 20_00n]);
      await world.invariants();
      await correct('9');
      await credit('1');
      await correct('10');
      expect(await stock()).toEqual(['6', kept - BigInt(price) * 100n + 30_00n]);
      const site = String((await world.list('organisation.site')).rows[0]!.id);
      for (const quantity of ['5', '1'])
        await world.as('owner')(issueStock, { site, reason: 'own_use', lines: [{ item: part, quantity }] });
      expect(await stock()).toEqual(['0', 0n]);
    });

scenario('goods found to have come are of the bill that was entered ahead', async (world) => {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier, pricePercent: '100', quantityPercent: '0' });
  const lines = [{ item: casting, quantity: '10', unitPrice: '10' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const line = String((await linesOfOrder(world, order))[0]!.id);
  const { bill } = await billed(world, supplier, [{ orderLine: line, quantity: '10', unitPrice: '12' }]);
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order, lines: [{ line, quantity: '4' }] });
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  const correct = (quantity: string) =>
    world.as('storekeeper')(correctReceipt, { receipt, reason: 'Typed', lines: [{ line: receiptLine, quantity }] });
  await correct('5');
  await world.invariants();
  expect(await balances(world)).toEqual({ inventory: 60_00n, bill_clearing: 60_00n, payable: -120_00n });
  await expect(correct('4')).refuses('billed_or_back');
  // What came and was credited waits for a bill of its own; more of it is found all the same.
  const [billLine] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
  const credit = { bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), quantity: '6' }] };
  await world.as('bookkeeper')(enterCredit, credit);
  await correct('6');
  expect(await balances(world)).toEqual({ grni: -20_00n, inventory: 68_00n, payable: -48_00n });
});

for (const price of ['10', '11'])
  scenario(`a credit that comes after it was given up, billed at ${price}`, async (world) => {
    const { back, settle, credit, waiting, stock } = await billedTen(world, price);
    const each = BigInt(price) * 100n;
    await back('4');
    await settle({});
    await credit('3');
    expect(await waiting()).toEqual([]);
    expect(await balances(world)).toEqual({
      inventory: 6n * each,
      payable: -7n * each,
      purchase_variance: each,
    });
    await world.invariants();
    await credit('2');
    // The last that was given up, and one that is to go back.
    expect(await waiting()).toEqual([['1', 10_00n]]);
    expect(await stock()).toEqual(['6', 5n * each + 10_00n]);
    expect(await balances(world)).toEqual({
      ...{ grni: -10_00n, inventory: 5n * each + 10_00n, payable: -5n * each },
    });
    await credit('5');
    await expect(credit('1')).refuses('more_than_left');
  });

scenario('a credit that comes after other goods were taken for it', async (world) => {
  const { first, receive, back, settle, credit } = await billedTen(world, '11');
  await back('10', true);
  const { line: replacement } = await receive(first, '10');
  await settle({ replacement });
  expect(await balances(world)).toEqual({ inventory: 110_00n, payable: -110_00n });
  await credit('10');
  expect(await balances(world)).toEqual({ inventory: 110_00n, purchase_variance: -110_00n });
});
