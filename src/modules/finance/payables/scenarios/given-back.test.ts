import { expect } from 'vitest';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, type World } from '#test/harness.ts';
import { enterCredit, recordPayment, unmatchItems, writeOff } from '../contract.ts';
import { returnPayment } from '../payment/contract.ts';
import { balances, billed, itemsOf, newNumber, openBuying } from './bill-world.ts';

/** A bill of 1,000.00 and 200.00 of tax. */
async function bought(world: World, more: object = {}) {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '20');
  const { bill } = await billed(world, supplier, [{ description: 'Work', unitPrice: '1000', taxCodes: [tax] }], more);
  const [line] = (await world.list('payables.bill_line', { filter: { bill } })).rows;
  const item = String((await itemsOf(world, bill))[0]!.id);
  const owner = world.as('owner');
  return {
    ...{ supplier, item },
    pay: (amountMinor: bigint, more: object = {}) => owner(recordPayment, { supplier, amountMinor, ...more }),
    giveUp: () => owner(writeOff, { item, reason: 'Lapsed' }),
    credit: (netMinor?: bigint) =>
      owner(enterCredit, {
        ...{ bill, supplierNumber: newNumber() },
        ...(netMinor && { lines: [{ line: String(line!.id), netMinor }] }),
      }),
    undo: async (amountMinor: bigint) => {
      const { rows } = await world.list('payables.match', { filter: { owed: item, amountMinor: String(amountMinor) } });
      return owner(unmatchItems, { match: String(rows[0]!.id) });
    },
    open: async () =>
      (await world.list('payables.open_item', { filter: { supplier }, size: 100 })).rows
        .map(({ openMinor }) => openMinor as bigint)
        .filter((minor) => minor !== 0n)
        .sort(),
  };
}

scenario('a bill given up in part and credited in parts claims what was paid and no more', async (world) => {
  const { pay, giveUp, credit, undo, open } = await bought(world);
  await pay(700_00n);
  await giveUp();
  await credit(500_00n);
  expect(await open()).toEqual([-600_00n]);
  expect((await balances(world)).write_off).toBe(-500_00n);
  await credit(250_00n);
  expect(await open()).toEqual([-100_00n, -600_00n]);
  await credit();
  expect(await open()).toEqual([-100_00n, -600_00n]);
  expect(await balances(world)).toEqual({ bank: -700_00n, payable: 700_00n });
  await undo(500_00n);
  expect((await open()).reduce((sum, minor) => sum + minor, 0n)).toBe(-700_00n);
  expect((await balances(world)).write_off).toBeUndefined();
});

scenario('a part of a bill paid with a discount comes back less its share of it, with the tax', async (world) => {
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { pay, credit, open } = await bought(world, { terms });
  const { payment } = await pay(1176_00n);
  await credit(500_00n);
  expect(await open()).toEqual([-588_00n]);
  expect(await balances(world)).toMatchObject({ cash_discount_taken: -10_00n, tax_receivable: 98_00n });
  // Sent back by the bank, the payment took no discount: the whole credit settles what it is for.
  await world.as('bookkeeper')(returnPayment, { payment, reason: 'Account closed' });
  expect(await open()).toEqual([-600_00n, 1200_00n]);
  expect(await balances(world)).toMatchObject({ tax_receivable: 100_00n, payable: -600_00n });
  expect((await balances(world)).cash_discount_taken).toBeUndefined();
});

scenario('a bill paid anew after its credit keeps no discount', async (world) => {
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { item, pay, credit, undo, open } = await bought(world, { terms });
  await pay(1176_00n);
  await credit();
  expect(await open()).toEqual([-1176_00n]);
  await undo(1176_00n);
  expect(await open()).toEqual([-1176_00n, -1176_00n, 1176_00n]);
  const applications = [{ item, amountMinor: 1152_48n, discountMinor: 23_52n }];
  await pay(1152_48n, { settle: 'listed', applications });
  expect((await open()).reduce((sum, minor) => sum + minor, 0n)).toBe(-2328_48n);
  expect(await balances(world)).toEqual({ bank: -2328_48n, payable: 2328_48n });
});
