import { expect } from 'vitest';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario } from '#test/harness.ts';
import { approveRun, payRun, proposeRun, recordPayment, unmatchItems } from '../contract.ts';
import { returnPayment } from '../payment/contract.ts';
import { balances, expense, itemsOf, openBuying, stateOf } from './bill-world.ts';

scenario(
  'one payment of a run is sent back by the bank: its bills are due again, the other stays paid',
  async (world) => {
    const one = (await openBuying(world)).supplier;
    const two = (await openBuying(world)).supplier;
    const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '2', discountDays: 10 });
    const first = await expense(world, one, '500', { terms, billedOn: '2026-02-24' });
    const other = await expense(world, one, '40', { billedOn: '2026-01-20' });
    const good = await expense(world, two, '300', { billedOn: '2026-01-20' });
    const { run } = await world.as('bookkeeper')(proposeRun, {});
    await world.as('controller')(approveRun, { run });
    const { payments } = await world.as('bookkeeper')(payRun, { run });
    const paid = (await world.list('payables.payment', { filter: { supplier: one } })).rows[0]!;
    expect(payments).toContain(paid.id);
    expect(paid).toMatchObject({ amountMinor: 530_00n, state: 'settled' });
    world.today('2026-03-05T09:00:00Z');
    const payment = String(paid.id);
    const back = (more: object = {}) =>
      world.as('bookkeeper')(returnPayment, { payment, reason: 'Account closed', ...more });
    await expect(back({ returnedOn: '2026-03-01' })).refuses('before_payment');
    const { payment: mirror, reopenedMinor } = await back();
    expect(reopenedMinor).toBe(540_00n);
    await expect(back()).refuses('returned_already');
    await expect(world.as('bookkeeper')(returnPayment, { payment: mirror, reason: 'Again' })).refuses('went_back');
    expect(await world.get('payables.payment', payment)).toMatchObject({ state: 'sent_back', unmatchedMinor: 0n });
    expect(await world.get('payables.payment', mirror)).toMatchObject({ state: 'return', amountMinor: -530_00n });
    expect([
      await stateOf(world, first.bill),
      await stateOf(world, other.bill),
      await stateOf(world, good.bill),
    ]).toEqual(['open', 'overdue', 'paid']);
    expect(await balances(world)).toEqual({ bank: -300_00n, expense: 840_00n, payable: -540_00n });
    // What was paid then stays paid then.
    const owedOn = async (day: string) =>
      (await world.report('payables.ageing', { asOf: day })).rows.reduce(
        (sum, row) => sum + BigInt(String(row.totalMinor)),
        0n,
      );
    expect([await owedOn('2026-03-04'), await owedOn('2026-03-05')]).toEqual([0n, 540_00n]);
    // The settlement with the mirror stands.
    const [item] = await itemsOf(world, mirror);
    const [match] = (await world.list('payables.match', { filter: { owed: String(item!.id) } })).rows;
    await expect(world.as('bookkeeper')(unmatchItems, { match: String(match!.id) })).refuses('already_undone');
    const again = await world.as('bookkeeper')(proposeRun, {});
    expect(again.totalMinor).toBe(530_00n);
  },
);

scenario('a prepayment in another currency comes back at the rate of its day', async (world) => {
  const { supplier } = await openBuying(world, { currency: 'USD' });
  await world.as('controller')(setRates, {
    rates: [
      { currency: 'USD', day: '2026-03-01', rate: '0.90' },
      { currency: 'USD', day: '2026-03-20', rate: '1.00' },
    ],
  });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 7_00n });
  const { payment } = await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 100_00n });
  world.today('2026-03-20');
  await world.as('bookkeeper')(returnPayment, { payment, reason: 'Unknown account', returnedOn: '2026-03-20' });
  expect(await balances(world)).toEqual({ bank: 10_00n - 6_30n, fx_gain: -10_00n, payable: 6_30n });
});
