import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { issueStock, setStandardCost } from '#modules/supply/inventory/contract.ts';
import { allocateLandedCost, placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

/** An order of castings at one price, received in parts, its bills never held. */
async function ordered(world: World, quantity: string, unitPrice: string) {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  const lines = [{ item: casting, quantity, unitPrice }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const orderLine = String((await linesOfOrder(world, order))[0]!.id);
  return {
    orderLine,
    receive: async (part: string): Promise<string> => {
      const { receipt } = await world.as('storekeeper')(receiveGoods, {
        order,
        lines: [{ line: orderLine, quantity: part }],
      });
      return String((await linesOfReceipt(world, receipt))[0]!.id);
    },
    /** Bills parts of receipts, or of the order (goods to come), at one price. */
    bill: async (price: string, parts: { receiptLine?: string; orderLine?: string; quantity: string }[]) => {
      const made = await billed(
        world,
        supplier,
        parts.map((part) => ({ ...part, unitPrice: price })),
      );
      expect(made.holds).toEqual([]);
      return made.bill;
    },
    /** What each receipt is worth now, the oldest first. */
    layers: async (): Promise<bigint[]> =>
      (await world.report('inventory.stock_layers', { item: casting })).rows.map((row) => row.valueMinor as bigint),
  };
}

const creditLines = async (world: World, bill: string, quantities: string[]) => {
  const lines = (await world.list('payables.bill_line', { filter: { bill: bill }, sort: 'position' })).rows;
  await world.as('bookkeeper')(enterCredit, {
    bill,
    supplierNumber: newNumber(),
    lines: quantities.map((quantity, index) => ({ line: String(lines[index]!.id), quantity })),
  });
};

scenario('P1: billed part by part, once ahead of the goods; all that was billed is what they cost', async (world) => {
  const { orderLine, receive, bill, layers } = await ordered(world, '5', '12');
  const first = await receive('2');
  await bill('12', [{ receiptLine: first, quantity: '2' }]);
  await bill('8', [{ orderLine, quantity: '1' }]);
  expect(await layers()).toEqual([24_00n]);
  const second = await receive('2');
  // One of the two was billed at 8 before it came.
  expect(await layers()).toEqual([24_00n, 20_00n]);
  const third = await receive('1');
  await bill('15', [
    { receiptLine: second, quantity: '1' },
    { receiptLine: third, quantity: '1' },
  ]);
  expect(await layers()).toEqual([24_00n, 23_00n, 15_00n]);
  expect(await balances(world)).toEqual({ inventory: 62_00n, payable: -62_00n });
});

scenario('P5: bills of three receipts, credited in part and billed again', async (world) => {
  const { receive, bill, layers } = await ordered(world, '12', '10');
  const [a, b, c] = [await receive('4'), await receive('3'), await receive('5')];
  expect(await layers()).toEqual([40_00n, 30_00n, 50_00n]);
  const k = await bill('12', [{ receiptLine: a, quantity: '3' }]);
  expect(await layers()).toEqual([46_00n, 30_00n, 50_00n]);
  const l = await bill('11', [
    { receiptLine: a, quantity: '1' },
    { receiptLine: b, quantity: '1' },
  ]);
  expect(await layers()).toEqual([47_00n, 31_00n, 50_00n]);
  await bill('15', [{ receiptLine: b, quantity: '1' }]);
  expect(await layers()).toEqual([47_00n, 36_00n, 50_00n]);
  const n = await bill('9', [
    { receiptLine: b, quantity: '1' },
    { receiptLine: c, quantity: '3' },
  ]);
  expect(await layers()).toEqual([47_00n, 35_00n, 47_00n]);
  const o = await bill('10', [{ receiptLine: c, quantity: '2' }]);
  expect(await layers()).toEqual([47_00n, 35_00n, 47_00n]);
  expect((await balances(world)).grni).toBeUndefined();
  // Credited goods cost what was agreed again, until they are billed anew or go back.
  await creditLines(world, k, ['1']);
  await creditLines(world, l, ['1', '1']);
  await creditLines(world, n, ['1', '1']);
  await creditLines(world, o, ['1']);
  expect(await layers()).toEqual([44_00n, 35_00n, 48_00n]);
  expect((await balances(world)).grni).toBe(-60_00n);
  await bill('18', [
    { receiptLine: a, quantity: '2' },
    { receiptLine: b, quantity: '2' },
    { receiptLine: c, quantity: '2' },
  ]);
  expect(await layers()).toEqual([60_00n, 51_00n, 64_00n]);
  expect(await balances(world)).toEqual({ inventory: 175_00n, payable: -175_00n });
});

scenario('V17: bought in packs, billed in pieces', async (world) => {
  const { supplier } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  const item = await make(world, 'catalog.item', { code: 'PIN', name: 'Pin', costingMethod: 'fifo' });
  await make(world, 'catalog.item_unit', { item: item, unit: 'DZ', factor: '100' });
  const lines = [{ item, quantity: '5', unit: 'DZ', unitPrice: '100' }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const worth = async () =>
    (await world.report('inventory.stock_layers', { item })).rows.map((row) => [row.valueMinor, row.unitCost]);
  expect(await worth()).toEqual([[500_00n, '1']]);
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  await billed(world, supplier, [{ receiptLine, quantity: '500', unitPrice: '1.20' }]);
  expect(await worth()).toEqual([[600_00n, '1.2']]);
  expect(await balances(world)).toEqual({ inventory: 600_00n, payable: -600_00n });
});

scenario('A7: bought in kilograms and in grams, first in, first out', async (world) => {
  const { supplier } = await openBuying(world);
  const powder = await make(world, 'catalog.item', {
    code: 'POWDER',
    name: 'Powder',
    unit: 'KG',
    costingMethod: 'fifo',
  });
  await received(world, supplier, [{ item: powder, quantity: '4', unitPrice: '10' }]);
  const unit = async () => (await world.list('inventory.stock', { filter: { item: powder } })).rows[0]!.unitCost;
  expect(await unit()).toBe('10');
  await received(world, supplier, [{ item: powder, quantity: '2000', unit: 'G', unitPrice: '0.025' }]);
  expect(await unit()).toBe('15');
  const site = await siteOf(world);
  const out = async (quantity: string) => {
    await world.as('storekeeper')(issueStock, { site, reason: 'scrap', lines: [{ item: powder, quantity }] });
    return [(await balances(world)).stock_loss, await unit()];
  };
  expect(await out('3')).toEqual([30_00n, '20']);
  expect(await out('1')).toEqual([40_00n, '25']);
  expect(await out('1')).toEqual([65_00n, '25']);
});

scenario('A11: one item at standard, one at average cost; the price is a variance of the first', async (world) => {
  const { supplier } = await openBuying(world);
  const item = (code: string, more: object) => make(world, 'catalog.item', { code, name: code, ...more });
  const x = await item('X', { costingMethod: 'standard' });
  await world.as('owner')(setStandardCost, { item: x, unitCost: '5', reason: 'First' });
  const y = await item('Y', { costingMethod: 'average' });
  const ordered = [
    { item: x, quantity: '5', unitPrice: '4' },
    { item: y, quantity: '7', unitPrice: '6' },
  ];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, lines: ordered });
  const rows = await linesOfOrder(world, order);
  const lines = [
    { line: String(rows[0]!.id), quantity: '4' },
    { line: String(rows[1]!.id), quantity: '5' },
  ];
  await world.as('storekeeper')(receiveGoods, { order, lines });
  expect(await balances(world)).toEqual({ inventory: 50_00n, grni: -46_00n, purchase_variance: -4_00n });
});

const siteOf = async (world: World) => String((await world.list('organisation.site')).rows[0]!.id);

scenario('worked check: bill and freight dearer than estimated follow what was used and sold', async (world) => {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  const goods = [{ item: casting, quantity: '100', unitPrice: '10' }];
  const { receipt, lines } = await received(world, supplier, goods);
  const freight = { label: 'Freight', amountMinor: 100_00n, receipts: [receipt] };
  const { landedCost } = await world.as('bookkeeper')(allocateLandedCost, freight);
  const site = await siteOf(world);
  const use = (reason: 'own_use' | 'scrap', quantity: string) =>
    world.as('owner')(issueStock, { site, reason, lines: [{ item: casting, quantity }] });
  await use('own_use', '60');
  await use('scrap', '20');
  expect(await balances(world)).toEqual({
    ...{ inventory: 220_00n, expense: 660_00n, stock_loss: 220_00n },
    ...{ grni: -1000_00n, landed_cost_accrual: -100_00n },
  });
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '100', unitPrice: '10.50' }]);
  await billed(world, supplier, [{ landedCost, description: 'Freight', unitPrice: '120' }]);
  expect(await balances(world)).toEqual({
    ...{ inventory: 234_00n, expense: 702_00n, stock_loss: 234_00n, payable: -1170_00n },
  });
});

scenario('stock of a past day as it was reported then, and as it is known after a later bill', async (world) => {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '0' });
  world.today('2026-01-12');
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '40' }]);
  world.today('2026-01-20');
  const site = await siteOf(world);
  await world.as('storekeeper')(issueStock, { site, reason: 'scrap', lines: [{ item: casting, quantity: '4' }] });
  world.today('2026-03-02');
  const periods = (await world.list('ledger.period', { size: 200 })).rows.filter(
    ({ endsOn }) => String(endsOn) < '2026-02',
  );
  const order = ({ endsOn, closing }: Record<string, unknown>) => `${endsOn} ${closing}`;
  for (const { id } of periods.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)))
    await world.as('controller')(closePeriod, { period: String(id) });
  await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '45' }]);
  const then = async (asOf: string) => {
    const [row] = (await world.report('inventory.stock_value', { asOf, item: casting })).rows;
    return [row!.reportedMinor, row!.knownMinor, row!.differenceMinor];
  };
  expect(await then('2026-01-15')).toEqual([400_00n, 450_00n, 50_00n]);
  expect(await then('2026-01-31')).toEqual([240_00n, 270_00n, 30_00n]);
  expect(await then('2026-03-02')).toEqual([270_00n, 270_00n, 0n]);
});
