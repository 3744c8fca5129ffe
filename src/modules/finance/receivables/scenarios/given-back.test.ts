import { expect } from 'vitest';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, type World } from '#test/harness.ts';
import { creditInvoice, recordPayment, unmatchItems, writeOff } from '../contract.ts';
import { balances, billed, newCustomer, openOf, rate, termsOf } from './books-of.ts';

/** An invoice of 1,000.00 and 200.00 of tax. */
async function invoiced(world: World, more: object = {}) {
  const party = await newCustomer(world);
  const made = await billed(world, { party, net: '1000', tax: await newTax(world, {}, '20'), ...more });
  const [line] = (await world.list('receivables.invoice_line', { filter: { invoice: made.invoice } })).rows;
  const desk = world.as('bookkeeper');
  return {
    ...{ party, item: made.item },
    pay: (amountMinor: bigint, more: object = {}) => desk(recordPayment, { customer: party, amountMinor, ...more }),
    giveUp: () => world.as('controller')(writeOff, { item: made.item, reason: 'Bad' }),
    credit: (netMinor?: bigint) =>
      desk(creditInvoice, {
        ...{ invoice: made.invoice, reason: 'Wrong' },
        ...(netMinor && { lines: [{ line: String(line!.id), netMinor }] }),
      }),
  };
}

scenario('an invoice written off and credited gives nothing back', async (world) => {
  const { party, giveUp, credit } = await invoiced(world);
  await giveUp();
  await credit();
  expect(await openOf(world, party)).toEqual([]);
  expect(await balances(world)).toEqual({});
});

scenario('of an invoice paid in part and written off, what was paid comes back', async (world) => {
  const { party, pay, giveUp, credit } = await invoiced(world);
  await pay(1000_00n);
  await giveUp();
  await credit();
  expect(await openOf(world, party)).toEqual([-1000_00n]);
  expect(await balances(world)).toEqual({ bank: 1000_00n, receivable: -1000_00n });
});

scenario('so does of one whose customer kept tax back, or whose rest was given up in its payment', async (world) => {
  const { party, pay, credit } = await invoiced(world);
  await pay(1080_00n, { withheldPercent: '10' });
  await credit();
  expect(await openOf(world, party)).toEqual([-1080_00n]);
  expect(await balances(world)).toEqual({ bank: 1080_00n, receivable: -1080_00n });
  const other = await invoiced(world);
  const applications = [{ item: other.item, amountMinor: 1197_00n, writeOffMinor: 3_00n }];
  await other.pay(1197_00n, { settle: 'listed', applications });
  await other.credit();
  expect(await openOf(world, other.party)).toEqual([-1197_00n]);
  expect(await balances(world)).toEqual({ bank: 2277_00n, receivable: -2277_00n });
});

scenario('credits in parts give back what was paid and no more; undone, it is owed as before', async (world) => {
  const { party, item, pay, giveUp, credit } = await invoiced(world);
  await pay(700_00n);
  await giveUp();
  await credit(500_00n);
  expect(await openOf(world, party)).toEqual([-600_00n]);
  expect((await balances(world)).write_off).toBe(500_00n);
  await credit(250_00n);
  expect((await openOf(world, party)).sort()).toEqual([-100_00n, -600_00n]);
  await credit();
  expect((await openOf(world, party)).sort()).toEqual([-100_00n, -600_00n]);
  expect(await balances(world)).toEqual({ bank: 700_00n, receivable: -700_00n });
  const { rows } = await world.list('receivables.match', { filter: { debit: item, amountMinor: '50000' } });
  await world.as('bookkeeper')(unmatchItems, { match: String(rows[0]!.id) });
  expect((await openOf(world, party)).reduce((sum, minor) => sum + minor, 0n)).toBe(-700_00n);
  expect((await balances(world)).write_off).toBeUndefined();
});

scenario('an invoice in another currency written off and credited at another rate leaves nothing', async (world) => {
  await rate(world, '2026-03-01', '0.90');
  const party = await newCustomer(world, { currency: 'USD' });
  const { invoice, item } = await billed(world, { party, net: '1000.01', currency: 'USD' });
  await rate(world, '2026-03-10', '0.80');
  world.today('2026-03-10');
  await world.as('bookkeeper')(recordPayment, { customer: party, currency: 'USD', amountMinor: 500_00n });
  await world.as('controller')(writeOff, { item, reason: 'Bad' });
  await world.as('bookkeeper')(creditInvoice, { invoice, reason: 'Wrong' });
  expect(await openOf(world, party)).toEqual([-500_00n]);
  expect((await balances(world)).write_off).toBeUndefined();
});

scenario('an invoice paid anew after its credit keeps no discount', async (world) => {
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
  const { party, item, pay, credit } = await invoiced(world, { terms });
  await pay(1176_00n);
  await credit();
  expect(await openOf(world, party)).toEqual([-1176_00n]);
  const { rows } = await world.list('receivables.match', { filter: { debit: item, amountMinor: '117600' } });
  await world.as('bookkeeper')(unmatchItems, { match: String(rows[0]!.id) });
  await world.as('owner')(recordPayment, {
    ...{ customer: party, amountMinor: 1152_48n, settle: 'listed' },
    applications: [{ item, amountMinor: 1152_48n, discountMinor: 23_52n }],
  });
  expect((await openOf(world, party)).reduce((sum, minor) => sum + minor, 0n)).toBe(-2328_48n);
  expect(await balances(world)).toEqual({ bank: 2328_48n, receivable: -2328_48n });
});
