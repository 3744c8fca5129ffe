import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfOrder, linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying } from './bill-world.ts';

/** An order of castings at one price, received in parts, its bills never held. */
async function ordered(world: World, quantity: string, unitPrice: string) {
  const { supplier, casting } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { partyId: supplier, pricePercent: '100', quantityPercent: '0' });
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
  const lines = (await world.list('payables.bill_line', { filter: { billId: bill }, sort: 'position' })).rows;
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
  // Credited goods are accrued at what was credited, so they keep their cost until they are billed again or go back.
  await creditLines(world, k, ['1']);
  await creditLines(world, l, ['1', '1']);
  await creditLines(world, n, ['1', '1']);
  await creditLines(world, o, ['1']);
  expect(await layers()).toEqual([47_00n, 35_00n, 47_00n]);
  expect((await balances(world)).grni).toBe(-(12_00n + 22_00n + 18_00n + 10_00n));
  await bill('18', [
    { receiptLine: a, quantity: '2' },
    { receiptLine: b, quantity: '2' },
    { receiptLine: c, quantity: '2' },
  ]);
  expect(await layers()).toEqual([60_00n, 51_00n, 64_00n]);
  expect(await balances(world)).toEqual({ inventory: 175_00n, payable: -175_00n });
});
