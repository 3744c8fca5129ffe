import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { linesOfReceipt } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit, postBillsCommand } from '../contract.ts';
import { balances, billed, newNumber, openBuying } from './bill-world.ts';

/** A receipt line of so many at a price that its parts do not share evenly. */
async function arrived(world: World, unitPrice: string, { quantity = '12', currency = 'EUR' } = {}) {
  const { supplier } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '100', quantityPercent: '10' });
  const item = await make(world, 'catalog.item', { code: newNumber(), name: 'Part', costingMethod: 'fifo' });
  const lines = [{ item, quantity, unitPrice }];
  const { order } = await world.as('buyer')(placeOrder, { supplier, send: true, currency, lines });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order });
  const receiptLine = String((await linesOfReceipt(world, receipt))[0]!.id);
  const part = (tax: string | undefined, more: object = {}) => ({
    ...{ receiptLine, quantity: '1', unitPrice, taxCodes: tax ? [tax] : [], ...more },
  });
  return { supplier, receiptLine, part };
}

const DOZEN = Array.from({ length: 12 });

scenario(
  'parts of a receipt line on one bill, or on a bill each, add up to it; the last takes the rest',
  async (world) => {
    const tax = await newTax(world, { direction: 'purchase' }, '20');
    const one = await arrived(world, '0.83333');
    const { totalMinor, bill } = await billed(
      world,
      one.supplier,
      DOZEN.map(() => one.part(tax)),
    );
    expect(totalMinor).toBe(12_00n);
    const { rows } = await world.list('payables.bill_line', { filter: { bill: bill }, sort: 'position' });
    expect([rows[0]!.netMinor, rows.at(-1)!.netMinor]).toEqual([83n, 87n]);
    const other = await arrived(world, '0.83333');
    const totals: bigint[] = [];
    for (const _ of DOZEN) totals.push((await billed(world, other.supplier, [other.part(tax)])).totalMinor);
    expect(totals[0]).toBe(1_00n);
    expect(totals.reduce((a, b) => a + b)).toBe(12_00n);
    expect(await balances(world)).toEqual({ inventory: 20_00n, tax_receivable: 4_00n, payable: -24_00n });
  },
);

scenario('where the paper says what its lines come to as they stand, they stand', async (world) => {
  const { supplier, part } = await arrived(world, '0.83333');
  const lines = DOZEN.map(() => part(undefined));
  await expect(billed(world, supplier, lines, { totalMinor: 9_99n })).refuses('total_differs');
  expect((await billed(world, supplier, lines, { totalMinor: 9_96n })).totalMinor).toBe(9_96n);
  expect(await balances(world)).toEqual({ inventory: 9_96n, payable: -9_96n });
});

scenario('a part at another price, with another tax or of other goods takes no rest', async (world) => {
  const tax = await newTax(world, { direction: 'purchase' }, '20');
  const { supplier, part } = await arrived(world, '3.335', { quantity: '3' });
  const total = async (line: object) => (await billed(world, supplier, [line as never])).totalMinor;
  expect(await total(part(undefined))).toBe(3_34n);
  expect(await total(part(undefined, { unitPrice: '3.345' }))).toBe(3_35n);
  expect(await total(part(tax))).toBe(4_01n);
  const twice = await arrived(world, '3.335', { quantity: '2' });
  await billed(world, twice.supplier, [twice.part(undefined)]);
  expect((await billed(world, twice.supplier, [twice.part(tax)])).totalMinor).toBe(4_01n);
});

scenario('a part taken back is owed again, and its bill takes the rest', async (world) => {
  const { supplier, part } = await arrived(world, '3.335', { quantity: '3' });
  const bills = [];
  for (const _ of [1, 2, 3]) bills.push(await billed(world, supplier, [part(undefined)]));
  expect(bills.map(({ totalMinor }) => totalMinor)).toEqual([3_34n, 3_34n, 3_33n]);
  await world.as('bookkeeper')(enterCredit, { bill: bills[0]!.bill, supplierNumber: newNumber() });
  expect((await billed(world, supplier, [part(undefined)])).totalMinor).toBe(3_34n);
  expect(await balances(world)).toEqual({ inventory: 10_01n, payable: -10_01n });
});

scenario('parts and credits add up at prices with tax, with two decimals, none and three', async (world) => {
  await world.as('controller')(setRates, {
    rates: ['JPY', 'KWD'].map((currency) => ({ currency, day: '2026-01-01', rate: '1' })),
  });
  const cases = [
    ['EUR', '0.83333', 10_00n],
    ['JPY', '83.333', 1000n],
    // Less than half of the least: no part takes more than is left.
    ['JPY', '0.83333', 10n],
    ['KWD', '0.083333', 1_000n],
  ] as const;
  const gross = await newTax(world, { direction: 'purchase', included: true }, '20');
  for (const [currency, price, total] of cases) {
    const { supplier, part } = await arrived(world, price, { currency });
    const lines = DOZEN.map(() => part(gross));
    const { bill, totalMinor } = await billed(world, supplier, lines, { currency });
    expect(totalMinor, currency).toBe(total);
    const { rows } = await world.list('payables.bill_line', { filter: { bill: bill } });
    const { netMinor } = await world.get('payables.bill', bill);
    expect(rows.reduce((sum, row) => sum + BigInt(String(row.netMinor)), 0n)).toBe(netMinor);
    let credited = 0n;
    for (const { id } of rows)
      credited += (
        await world.as('bookkeeper')(enterCredit, {
          ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(id), quantity: '1' }] },
        })
      ).totalMinor;
    expect(credited, currency).toBe(total);
    // As one line it is credited one by one as well.
    const whole = await billed(world, supplier, [part(gross, { quantity: '12' })], { currency });
    expect(whole.totalMinor, currency).toBe(total);
    const [line] = (await world.list('payables.bill_line', { filter: { bill: whole.bill } })).rows;
    let back = 0n;
    for (const _ of DOZEN)
      back += (
        await world.as('bookkeeper')(enterCredit, {
          ...{ bill: whole.bill, supplierNumber: newNumber(), lines: [{ line: String(line!.id), quantity: '1' }] },
        })
      ).totalMinor;
    expect(back, currency).toBe(total);
  }
  const { payable, tax_receivable, purchase_variance } = await balances(world);
  expect([payable, tax_receivable, purchase_variance]).toEqual([undefined, undefined, undefined]);
});

scenario('bills of one receipt line in one batch are taken one after the other', async (world) => {
  const { supplier, part } = await arrived(world, '2', { quantity: '10' });
  const post = (...quantities: string[]) =>
    world.as('bookkeeper')(postBillsCommand, {
      bills: quantities.map((quantity) => ({
        ...{
          supplier,
          supplierNumber: newNumber(),
          acknowledgeDuplicate: true,
          lines: [part(undefined, { quantity })],
        },
      })),
    });
  const first = await post('4', '3');
  expect([first.bills.length, first.held.length]).toEqual([2, 0]);
  // The second is too much: it is held, and the third takes what is left.
  const second = await post('2', '2', '1.1');
  expect([second.bills.length, second.held.length]).toEqual([2, 1]);
  expect(await balances(world)).toEqual({ inventory: 20_20n, payable: -20_20n });
});
