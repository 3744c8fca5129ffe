import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setStandardCost } from '#modules/supply/inventory/contract.ts';
import { allocateLandedCost, returnGoods, settleClaim } from '#modules/supply/purchasing/contract.ts';
import { correctReceipt } from '#modules/supply/purchasing/receipt/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit } from '../contract.ts';
import { balances, billed, newNumber, openBuying, received } from './bill-world.ts';

/** Ten pieces at 10, or another quantity, received in January. */
async function january(world: World, item: object = {}, standard?: string, quantity = '10') {
  const { supplier } = await openBuying(world);
  await make(world, 'payables.supplier_rule', { supplier, pricePercent: '100', quantityPercent: '0' });
  const code = newNumber();
  const piece = await make(world, 'catalog.item', { code, name: code, ...item });
  if (standard)
    await world.as('controller')(setStandardCost, {
      item: piece,
      unitCost: standard,
      effectiveOn: '2025-01-01',
      reason: 'New',
    });
  const lines = [{ item: piece, quantity, unitPrice: '10' }];
  const { receipt, lines: receiptLines } = await received(world, supplier, lines, '2026-01-20');
  const [line] = receiptLines as [string];
  return {
    ...{ receipt, line },
    bill: async (unitPrice: string) => {
      const { bill } = await billed(world, supplier, [{ receiptLine: line, quantity: '10', unitPrice }]);
      const [billLine] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
      return (quantity: string) =>
        world.as('bookkeeper')(enterCredit, {
          ...{ bill, supplierNumber: newNumber(), lines: [{ line: String(billLine!.id), quantity }] },
        });
    },
    correct: (quantity: string, receivedOn?: string) =>
      world.as('storekeeper')(correctReceipt, {
        ...{ receipt, receivedOn, reason: 'Mistyped', lines: [{ line, quantity }] },
      }),
    back: (quantity: string) =>
      world.as('owner')(returnGoods, { receipt, reason: 'Cracked', lines: [{ line, quantity }] }),
    accrued: async (asOf: string) =>
      (await world.report('purchasing.accrued', { asOf })).rows.map((row) => row.accruedMinor),
  };
}

scenario('goods billed dearer than agreed are given a day in another month, and one back', async (world) => {
  const { bill, correct } = await january(world);
  await bill('12');
  for (const day of ['2025-12-10', '2026-01-25', '2026-02-20']) {
    await correct('10', day);
    await world.invariants();
    expect(await balances(world)).toEqual({ inventory: 120_00n, payable: -120_00n });
  }
});

scenario('so are goods with freight that wait for their bill, and more or fewer of them', async (world) => {
  const { receipt, correct, accrued } = await january(world);
  await world.as('bookkeeper')(allocateLandedCost, { label: 'Freight', amountMinor: 7_00n, receipts: [receipt] });
  for (const [quantity, day, minor] of [
    ['10', '2025-12-10', 100_00n],
    ['8', '2026-02-10', 80_00n],
    ['10', '2026-01-10', 100_00n],
  ] as const) {
    await correct(quantity, day);
    await world.invariants();
    expect(await accrued(day)).toEqual([minor]);
    expect(await balances(world)).toEqual({
      ...{ inventory: minor + 7_00n, grni: -minor, landed_cost_accrual: -7_00n },
    });
  }
});

scenario('so are goods at standard cost', async (world) => {
  const { bill, correct } = await january(world, { costingMethod: 'standard' }, '8');
  await correct('10', '2025-12-10');
  await world.invariants();
  expect(await balances(world)).toEqual({ inventory: 80_00n, purchase_variance: 20_00n, grni: -100_00n });
  await bill('12');
  await correct('10', '2026-02-10');
  await world.invariants();
  expect(await balances(world)).toEqual({ inventory: 80_00n, purchase_variance: 40_00n, payable: -120_00n });
});

scenario('a receipt is corrected after a credit that came for goods whose claim was given up', async (world) => {
  const { line, bill, back, correct } = await january(world);
  const credit = await bill('11');
  await back('4');
  await world.as('controller')(settleClaim, { line, reason: 'Refused by the supplier' });
  // Four were given up, four are to go back.
  await credit('8');
  for (const quantity of ['9', '10', '6', '10']) {
    await correct(quantity);
    await world.invariants();
  }
  expect((await balances(world)).inventory).toBe(62_00n);
});

for (const costingMethod of ['fifo', 'average'])
  scenario(`${costingMethod}: more is found to have come while billed goods are claimed`, async (world) => {
    const { bill, back, correct } = await january(world, { costingMethod }, undefined, '12');
    await correct('10');
    const credit = await bill('12');
    await back('4');
    // What went back bore its part of the bill, and bears it still: what is found costs what was agreed.
    for (const [quantity, found] of [
      ['12', 20_00n],
      ['11', 10_00n],
      ['12', 20_00n],
    ] as const) {
      await correct(quantity);
      await world.invariants();
      expect(await balances(world)).toEqual({ inventory: 72_00n + found, grni: 48_00n - found, payable: -120_00n });
    }
    await credit('4');
    expect(await balances(world)).toEqual({ inventory: 92_00n, grni: -20_00n, payable: -72_00n });
  });

for (const costingMethod of ['fifo', 'average'])
  scenario(`${costingMethod}: a receipt is corrected to fewer and to more after returns and credits`, async (world) => {
    const { bill, back, correct } = await january(world, { costingMethod });
    const credit = await bill('11');
    await back('4');
    await credit('6');
    for (const quantity of ['9', '10', '8', '9', '10']) {
      await correct(quantity);
      await world.invariants();
    }
    expect((await balances(world)).inventory).toBe(64_00n);
  });
