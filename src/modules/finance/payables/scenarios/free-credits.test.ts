import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { postCredit, releaseBill } from '../bill/contract.ts';
import { enterCredit, matchItems } from '../contract.ts';
import { balances, billed, expense, itemsOf, newNumber, openBuying, received, stateOf } from './bill-world.ts';

const credited = (world: World, supplier: string, unitPrice: string, more: object = {}) =>
  world.as('bookkeeper')(postCredit, {
    ...{ supplier, supplierNumber: newNumber(), acknowledgeDuplicate: true, reason: 'Bonus of the year' },
    lines: [{ description: 'Bonus', unitPrice, taxCodes: [] }],
    ...more,
  });

scenario(
  'a credit for no bill lowers expense and tax, waits to our credit, and settles what it is matched with',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    const tax = await newTax(world, { direction: 'purchase' }, '20');
    const rent = await expense(world, supplier, '500');
    const lines = [{ description: 'Bonus', quantity: '3', unitPrice: '33.335', taxCodes: [tax] }];
    const { credit, totalMinor } = await credited(world, supplier, '0', { lines, totalMinor: 120_01n });
    expect(totalMinor).toBe(120_01n);
    expect(await world.get('payables.bill', credit)).toMatchObject({
      ...{ kind: 'credit', credits: null, netMinor: 100_01n, taxMinor: 20_00n, note: 'Bonus of the year' },
    });
    expect(await balances(world)).toEqual({ expense: 399_99n, tax_receivable: -20_00n, payable: -379_99n });
    const [open] = await itemsOf(world, credit);
    const [owed] = await itemsOf(world, rent.bill);
    expect(open).toMatchObject({ kind: 'credit', amountMinor: -120_01n });
    await world.as('bookkeeper')(matchItems, { credit: String(open!.id), bills: [{ item: String(owed!.id) }] });
    expect(await stateOf(world, credit)).toBe('paid');
    expect((await world.get('payables.bill', rent.bill)).openMinor).toBe(379_99n);
    await expect(world.as('bookkeeper')(enterCredit, { bill: credit })).refuses('not_a_bill');
    await expect(credited(world, supplier, '0')).refuses('zero_credit');
    await expect(credited(world, supplier, '-5')).refuses('negative_bill');
    await expect(credited(world, supplier, '5', { totalMinor: 5_01n })).refuses('total_differs');
    await expect(credited(world, supplier, '0', { lines: [{ item: casting, unitPrice: '5' }] })).refuses(
      'needs_receipt',
    );
    await expect(world.as('buyer')(postCredit, { ...lines[0], supplier } as never)).refuses('not_permitted');
  },
);

scenario('a credit for no bill in another currency, to an account and a cost centre', async (world) => {
  await world.as('controller')(setRates, { rates: [{ currency: 'USD', day: '2026-01-01', rate: '1.5' }] });
  const { supplier } = await openBuying(world);
  const costCentre = await make(world, 'ledger.cost_centre', { code: 'C1', name: 'Works' });
  const lines = [{ description: 'Bonus', unitPrice: '100', costCentre, taxCodes: [] }];
  const { credit, totalMinor } = await credited(world, supplier, '0', { currency: 'USD', lines });
  expect(totalMinor).toBe(100_00n);
  expect(await itemsOf(world, credit)).toMatchObject([{ currency: 'USD', amountMinor: -100_00n }]);
  expect(await balances(world)).toEqual({ expense: -150_00n, payable: 150_00n });
});

scenario('a credit comes once: its number in a year, and what looks alike only when acknowledged', async (world) => {
  const { supplier } = await openBuying(world);
  const ten = (creditedOn: string, unitPrice: string, acknowledgeDuplicate: boolean, supplierNumber = '10') =>
    credited(world, supplier, unitPrice, { creditedOn, supplierNumber, acknowledgeDuplicate });
  world.today('2026-07-01');
  // A bill of the same number and amount is no credit.
  await expense(world, supplier, '70', { supplierNumber: '10', billedOn: '2026-06-01' });
  await ten('2025-06-01', '70', false);
  await expect(ten('2025-06-20', '71', true)).refuses('duplicate_bill');
  await expect(ten('2025-06-02', '70', false, 'B-1')).refuses('maybe_duplicate');
  await expect(ten('2026-06-01', '80', false)).refuses('maybe_duplicate');
  await ten('2026-06-01', '80', true);
  await expect(ten('2026-06-02', '81', true)).refuses('duplicate_bill');
  expect((await balances(world)).payable).toBe(80_00n);
});

scenario('B16: a held bill under a number of another year is released', async (world) => {
  const { supplier, casting } = await openBuying(world);
  world.today('2026-07-01');
  await expense(world, supplier, '70', { supplierNumber: '10', billedOn: '2025-06-01' });
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
  const dear = [{ receiptLine: lines[0]!, quantity: '10', unitPrice: '50' }];
  const { held } = await billed(world, supplier, dear, { supplierNumber: '10' });
  await world.as('controller')(releaseBill, { held: held!, reason: 'Agreed by telephone' });
  expect((await balances(world)).payable).toBe(-570_00n);
});

scenario(
  'how much dearer is let pass is of an order line, over all its bills, less what was credited',
  async (world) => {
    const { supplier, casting } = await openBuying(world);
    await make(world, 'payables.supplier_rule', { supplier: supplier, pricePercent: '0', priceMinor: '1000' });
    const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
    const bill = (quantity: string, unitPrice: string) =>
      billed(world, supplier, [{ receiptLine: lines[0]!, quantity, unitPrice }]);
    const first = await bill('3', '42');
    expect(first.holds).toEqual([]);
    // 6.00 are used up; 4.00 may still come.
    expect((await bill('1', '44.01')).holds).toMatchObject([{ code: 'price' }]);
    expect((await bill('1', '44')).holds).toEqual([]);
    expect((await bill('1', '40.01')).holds).toMatchObject([{ code: 'price' }]);
    expect((await bill('1', '39')).holds).toEqual([]);
    expect((await bill('1', '40.01')).holds).toMatchObject([{ code: 'price' }]);
    await world.as('bookkeeper')(enterCredit, { bill: first.bill });
    const twice = ['41', '47'].map((unitPrice) => ({ receiptLine: lines[0]!, quantity: '1', unitPrice }));
    expect((await billed(world, supplier, twice)).holds).toMatchObject([{ position: 2, code: 'price' }]);
    expect((await bill('1', '46')).holds).toEqual([]);
  },
);
