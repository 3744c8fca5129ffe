import { expect } from 'vitest';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit, recordPayment, revalue } from '../contract.ts';
import { balances, billed, itemsOf, newNumber, openBuying } from './bill-world.ts';

type Wanted = { line: number; quantity?: string; netMinor?: bigint };

/** A bill, and credits of its lines by their place; they answer their totals. */
async function bought(world: World, supplier: string, prices: string[], taxCodes: string[], more: object = {}) {
  const lines = prices.map((unitPrice) => ({ description: 'Work', unitPrice, taxCodes }));
  const { bill } = await billed(world, supplier, lines, more);
  const rows = (await world.list('payables.bill_line', { filter: { bill }, sort: 'position' })).rows;
  const credit = async (...wanted: Wanted[]) =>
    (
      await world.as('owner')(enterCredit, {
        ...{ bill, supplierNumber: newNumber(), acknowledgeDuplicate: true },
        ...(wanted.length > 0 && {
          lines: wanted.map(({ line, ...one }) => ({ ...one, line: String(rows[line]!.id) })),
        }),
      })
    ).totalMinor;
  return { bill, credit };
}

const openOf = async (world: World, supplier: string): Promise<bigint[]> =>
  (await world.list('payables.open_item', { filter: { supplier }, size: 100 })).rows
    .map(({ openMinor }) => openMinor as bigint)
    .filter((minor) => minor !== 0n)
    .sort();

scenario('a credit of less than nothing is refused; what is worth more than its bill is a claim', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const { credit } = await bought(world, supplier, ['100', '-30'], [tax]);
  await expect(credit({ line: 1, quantity: '1' })).refuses('negative_bill');
  expect(await credit({ line: 0, netMinor: 80_00n })).toBe(96_00n);
  await expect(credit()).refuses('negative_bill');
  expect(await credit({ line: 0, netMinor: 20_00n })).toBe(24_00n);
  expect(await openOf(world, supplier)).toEqual([-12_00n, -24_00n]);
  const whole = await bought(world, supplier, ['50', '-50'], [tax]);
  expect(await whole.credit()).toBe(0n);
  const part = await bought(world, supplier, ['50', '-50'], [tax]);
  expect(await part.credit({ line: 0, netMinor: 10_00n })).toBe(12_00n);
});

scenario('a credit worth more than its bill takes back no more discount than was taken', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '19');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { credit } = await bought(world, supplier, ['100', '-30'], [tax], { terms });
  await world.as('owner')(recordPayment, { supplier, amountMinor: 81_63n });
  expect(await openOf(world, supplier)).toEqual([]);
  expect(await credit({ line: 0, netMinor: 71_00n })).toBe(84_49n);
  expect(await openOf(world, supplier)).toEqual([-82_82n]);
  expect((await balances(world)).cash_discount_taken).toBeUndefined();
  expect(await credit({ line: 0, quantity: '1' })).toBe(34_51n);
  expect(await openOf(world, supplier)).toEqual([-34_51n, -82_82n]);
});

scenario('a credit of tax that is reclaimed in part comes to what the paper says', async (world) => {
  const { supplier } = await openBuying(world);
  const half = { direction: 'purchase', box: 'Input', deductiblePercent: '50' };
  const reverse = await newTax(world, { ...half, reverseCharge: true, reverseBox: 'Owed' }, '19');
  const ordinary = await newTax(world, half, '19');
  const lost = await newTax(world, { direction: 'purchase', deductiblePercent: '0' }, '7');
  const included = await newTax(world, { ...half, included: true }, '19');
  const one = await bought(world, supplier, ['100'], [reverse]);
  expect(await one.credit({ line: 0, netMinor: 33_33n })).toBe(33_33n);
  expect(await one.credit({ line: 0, netMinor: 33_33n })).toBe(33_33n);
  expect(await one.credit()).toBe(33_34n);
  const two = await bought(world, supplier, ['100'], [ordinary]);
  expect(await two.credit({ line: 0, netMinor: 7_00n })).toBe(8_33n);
  for (let times = 0; times < 3; times += 1) expect(await two.credit({ line: 0, netMinor: 11_11n })).toBe(13_22n);
  expect(await two.credit()).toBe(119_00n - 8_33n - 3n * 13_22n);
  const both = await bought(world, supplier, ['100'], [ordinary, lost]);
  expect(await both.credit({ line: 0, netMinor: 33_33n })).toBe(33_33n + 6_33n + 2_33n);
  expect(await both.credit()).toBe(126_00n - 41_99n);
  const pieces = [{ description: 'Goods', quantity: '7', unitPrice: '1.99', taxCodes: [included] }];
  const { bill } = await billed(world, supplier, pieces);
  const line = String((await world.list('payables.bill_line', { filter: { bill } })).rows[0]!.id);
  for (let times = 0; times < 7; times += 1) {
    const made = { bill, supplierNumber: newNumber(), acknowledgeDuplicate: true, lines: [{ line, quantity: '1' }] };
    expect((await world.as('bookkeeper')(enterCredit, made)).totalMinor).toBe(1_99n);
  }
  expect(await balances(world)).toEqual({});
});

scenario('documents of another currency that are worth nothing here balance there', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const rates = [{ currency: 'KWD', day: '2026-01-01', rate: '3.1' }];
  await world.as('controller')(setRates, { rates });
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const in_ = { currency: 'KWD' };
  const { credit } = await bought(world, supplier, ['0.001'], [], in_);
  expect(await credit()).toBe(1n);
  // Only tax and what is owed are worth a cent.
  const taxed = await bought(world, supplier, ['0.001', '0.001', '0.001', '0.001', '0.001'], [tax], in_);
  await taxed.credit({ line: 0, quantity: '1' });
  const { bill } = await bought(world, supplier, ['0.001'], [], in_);
  const item = String((await itemsOf(world, bill))[0]!.id);
  await world.as('owner')(recordPayment, {
    ...{ supplier, currency: 'KWD', amountMinor: 1n, settle: 'listed' as const },
    applications: [{ item, amountMinor: 1n }],
  });
  const { order } = await world.as('buyer')(placeOrder, {
    ...{ supplier, currency: 'KWD', send: true },
    lines: [{ item: casting, quantity: '2', unitPrice: '0.001' }],
  });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const [came] = await linesOfReceipt(world, receipt);
  const receiptLine = String(came!.id);
  const goods = await billed(world, supplier, [{ receiptLine, quantity: '1', unitPrice: '0.001' }], in_);
  const [line] = (await world.list('payables.bill_line', { filter: { bill: goods.bill } })).rows;
  await world.as('bookkeeper')(enterCredit, {
    ...{ bill: goods.bill, supplierNumber: newNumber() },
    lines: [{ line: String(line!.id), quantity: '1' }],
  });
  await billed(world, supplier, [{ receiptLine, quantity: '2', unitPrice: '0.001' }], in_);
  await world.as('controller')(setRates, { rates: [{ currency: 'KWD', day: '2026-03-20', rate: '9.9' }] });
  world.today('2026-04-02');
  await world.as('controller')(revalue, { day: '2026-03-31' });
});
