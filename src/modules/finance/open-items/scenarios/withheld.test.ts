import { expect } from 'vitest';
import { balances } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario } from '#test/harness.ts';
import { payableSide, receivableSide } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide, 'withholding_receivable'],
  ['payables', payableSide, 'withholding_payable'],
] as const;

for (const [name, open, account] of SIDES)
  scenario(`${name}: tax withheld and taken back is reported on its day, as the account moved`, async (world) => {
    const side = await open(world);
    await side.owe('100');
    await side.owe('200');
    const first = await side.pay({ amountMinor: 90_00n, withheldPercent: '10' }, 'owner');
    await side.pay({ amountMinor: 180_00n, withheldPercent: '10' }, 'owner');
    world.today('2026-04-05');
    await side.sendBack(first.payment);
    const report = async (days: object) => (await world.report(`${side.module}.withheld`, days)).rows;
    const amounts = async (days: object) => (await report(days)).map((row) => row.withheldMinor);
    expect(await amounts({ to: '2026-03-31' })).toEqual([20_00n, 10_00n]);
    const [back, ...rest] = await report({ from: '2026-04-01' });
    expect([back, rest]).toMatchObject([{ paymentId: first.payment, partyId: side.party, withheldMinor: -10_00n }, []]);
    expect((await balances(world))[account]).toBe(side.sign * 20_00n);
  });
