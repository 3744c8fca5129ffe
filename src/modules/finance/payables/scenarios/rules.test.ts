import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario, type World } from '#test/harness.ts';
import { approveRun, enterCredit, payRun, proposeRun, recordPayment } from '../contract.ts';
import { returnPayment } from '../payment/contract.ts';
import { balances, billed, expense, openBuying, received, stateOf } from './bill-world.ts';

const ruleOf = (world: World, partyId: string, more: object) =>
  make(world, 'payables.supplier_rule', { supplier: partyId, ...more });

const EARLIER = { billedOn: '2026-02-20' };

scenario('a supplier’s own tolerances stand before the company’s', async (world) => {
  const one = await openBuying(world);
  const two = await openBuying(world);
  await ruleOf(world, one.supplier, { pricePercent: '0', priceMinor: '0' });
  await ruleOf(world, two.supplier, { pricePercent: '30', quantityPercent: '10' });
  const bill = async ({ supplier, casting }: typeof one, quantity: string, unitPrice: string) => {
    const { lines } = await received(world, supplier, [{ item: casting, quantity: '10' }]);
    return (await billed(world, supplier, [{ receiptLine: lines[0]!, quantity, unitPrice }])).holds;
  };
  expect(await bill(one, '10', '40.01')).toMatchObject([{ code: 'price' }]);
  expect(await bill(two, '11', '52')).toEqual([]);
  expect(await bill(two, '11.1', '52.1')).toMatchObject([{ code: 'quantity' }, { code: 'price' }]);
  const both = ruleOf(world, one.supplier, {});
  await expect(both).refuses('duplicate');
});

scenario('a supplier whose payments are held gets nothing, and the run says why', async (world) => {
  const held = (await openBuying(world)).supplier;
  const other = (await openBuying(world)).supplier;
  await expense(world, held, '100', EARLIER);
  await expense(world, other, '40', EARLIER);
  const before = await world.as('bookkeeper')(proposeRun, { suppliers: [held] });
  await world.as('controller')(approveRun, { run: before.run });
  await ruleOf(world, held, { paymentHold: 'Claim about welds' });
  await expect(world.as('bookkeeper')(payRun, { run: before.run })).refuses('payment_hold');
  await expect(world.as('bookkeeper')(recordPayment, { supplier: held, amountMinor: 1n })).refuses('payment_hold');
  await expense(world, held, '7', EARLIER);
  const { run, totalMinor } = await world.as('bookkeeper')(proposeRun, {});
  expect(totalMinor).toBe(40_00n);
  expect((await world.get('payables.payment_run', run)).leftOut).toMatchObject([
    { reason: 'Claim about welds', amountMinor: '700' },
  ]);
});

scenario('tax is withheld by the code of the supplier, after the discount, and reported', async (world) => {
  const { supplier } = await openBuying(world);
  const withholding = await make(world, 'payables.withholding', { code: 'W20', name: 'Foreign', percent: '20' });
  await ruleOf(world, supplier, { withholding });
  const terms = await termsOf(world, [{ days: 10 }], { discountPercent: '2', discountDays: 10 });
  const one = await expense(world, supplier, '999.99', { terms, billedOn: '2026-02-20' });
  const two = await expense(world, supplier, '0.07', { billedOn: '2026-02-20' });
  const { run, totalMinor } = await world.as('bookkeeper')(proposeRun, {});
  // 999.99 less 20.00 makes 979.99, of which 196.00 is withheld; of 0.07 it is 0.01.
  expect(totalMinor).toBe(783_99n + 6n);
  await world.as('controller')(approveRun, { run });
  await world.as('bookkeeper')(payRun, { run });
  expect([await stateOf(world, one.bill), await stateOf(world, two.bill)]).toEqual(['paid', 'paid']);
  expect(await balances(world)).toEqual({
    bank: -784_05n,
    expense: 1000_06n,
    cash_discount_taken: -20_00n,
    withholding_payable: -196_01n,
  });
  const { bill } = await expense(world, supplier, '50');
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 40_00n });
  expect(await stateOf(world, bill)).toBe('paid');
  const { rows } = await world.report('payables.withheld', { from: '2026-03-01', to: '2026-03-31' });
  expect(rows.map((row) => [row.code, row.withheldMinor])).toEqual([
    ['W20', 196_01n],
    ['W20', 10_00n],
  ]);
});

scenario(
  'B41 tax withheld that is taken back counts on the day it is, under its code; the report is what the account moved',
  async (world) => {
    const { supplier } = await openBuying(world);
    const withholding = await make(world, 'payables.withholding', { code: 'W10', name: 'Works', percent: '10' });
    await ruleOf(world, supplier, { withholding });
    const pay = async (amountMinor: bigint) =>
      (await world.as('bookkeeper')(recordPayment, { supplier, amountMinor })).payment;
    const days = ['2026-03-01', '2026-03-31', '2026-04-01', '2026-04-30'] as const;
    world.today('2026-03-10');
    await expense(world, supplier, '119');
    const sentBack = await pay(107_10n);
    const { bill } = await expense(world, supplier, '200');
    const credited = await pay(180_00n);
    world.today('2026-04-05');
    await world.as('bookkeeper')(returnPayment, { payment: sentBack, reason: 'Account closed' });
    await world.as('bookkeeper')(enterCredit, { bill, supplierNumber: 'C-1', note: 'Never done' });
    const number = async (payment: string) => (await world.get('payables.payment', payment)).number;
    const report = async (from: string, to: string) =>
      (await world.report('payables.withheld', { from, to })).rows.map((row) => [
        row.code,
        row.payment,
        row.withheldMinor,
      ]);
    expect(await report(days[0], days[1])).toEqual([
      ['W10', await number(credited), 20_00n],
      ['W10', await number(sentBack), 11_90n],
    ]);
    expect(await report(days[2], days[3])).toEqual([
      ['W10', await number(sentBack), -11_90n],
      ['W10', await number(credited), -20_00n],
    ]);
    for (const day of days) {
      const moved = await world.owner(
        (sql) => sql<{ minor: bigint }>`
        select coalesce(-sum(amount_minor), 0)::bigint as minor from ledger.v_line
        where company_id = ${world.company} and kept_for = 'withholding_payable' and posted_on between '2026-03-01' and ${day}`,
      );
      const rows = await report(days[0], day);
      expect(
        rows.reduce((sum, row) => sum + (row[2] as bigint), 0n),
        day,
      ).toBe(moved[0]!.minor);
    }
  },
);
