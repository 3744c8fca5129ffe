import { expect } from 'vitest';
import { closePeriod } from '#modules/finance/ledger/contract.ts';
import { termsOf } from '#modules/finance/receivables/scenarios/books-of.ts';
import { newTax } from '#modules/finance/tax/scenarios/tax-world.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { scenario } from '#test/harness.ts';
import { setBank } from '../bank/contract.ts';
import { enterCredit, matchItems, recordPayment, unmatchItems, writeOff } from '../contract.ts';
import { balances, billed, expense, itemsOf, newNumber, openBuying, stateOf } from './bill-world.ts';

scenario('a discount taken back comes back with its tax, once', async (world) => {
  const { supplier } = await openBuying(world);
  const tax = await newTax(world, { direction: 'purchase', box: 'Input' }, '15');
  const terms = await termsOf(world, [{ days: 30 }], { discountPercent: '10', discountDays: 10 });
  const { bill } = await billed(world, supplier, [{ description: 'Work', unitPrice: '1500', taxCodes: [tax] }], {
    terms,
  });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 1552_50n });
  const matches = (await world.list('payables.match', { sort: 'amountMinor' })).rows;
  expect(matches.map((match) => match.amountMinor)).toEqual([172_50n, 1552_50n]);
  const undo = () => world.as('bookkeeper')(unmatchItems, { match: String(matches[0]!.id) });
  await undo();
  expect(await stateOf(world, bill)).toBe('part_paid');
  expect(await balances(world)).toEqual({
    bank: -1552_50n,
    expense: 1500_00n,
    tax_receivable: 225_00n,
    payable: -172_50n,
  });
  await expect(undo()).refuses('already_undone');
  const mirror = (await world.list('payables.match')).rows.find(
    (match) => match.owed !== matches[0]!.owed && match.undoes === null,
  );
  await expect(world.as('bookkeeper')(unmatchItems, { match: String(mirror!.id) })).refuses('already_undone');
});

scenario('a rest nobody asks for is given up, and taken back again', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await expense(world, supplier, '100');
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 99_60n });
  const item = String((await itemsOf(world, bill))[0]!.id);
  const give = (input: object) => world.as('controller')(writeOff, { item, reason: 'Trifle', ...input } as never);
  await expect(world.as('bookkeeper')(writeOff, { item, reason: 'Trifle' })).refuses('not_permitted');
  await expect(give({ amountMinor: 41n })).refuses('not_open');
  await give({});
  expect(await stateOf(world, bill)).toBe('paid');
  await expect(give({})).refuses('not_open');
  expect(await balances(world)).toEqual({ bank: -99_60n, expense: 100_00n, write_off: -40n });
  const [match] = (await world.list('payables.match', { filter: { amountMinor: '40' } })).rows;
  await world.as('bookkeeper')(unmatchItems, { match: String(match!.id) });
  expect(await balances(world)).toEqual({ bank: -99_60n, expense: 100_00n, payable: -40n });
});

scenario('a supplier pays a credit back', async (world) => {
  const { supplier } = await openBuying(world);
  const { bill } = await expense(world, supplier, '100');
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 100_00n });
  const [line] = (await world.list('payables.bill_line', { filter: { bill: bill } })).rows;
  const { credit } = await world.as('bookkeeper')(enterCredit, {
    bill,
    supplierNumber: newNumber(),
    lines: [{ line: String(line!.id), netMinor: 30_00n }],
  });
  const refund = (amountMinor: bigint) => world.as('bookkeeper')(recordPayment, { supplier, amountMinor });
  expect(await refund(-20_00n)).toMatchObject({ settledMinor: -20_00n, leftMinor: 0n });
  expect(await stateOf(world, credit)).toBe('part_paid');
  const more = await refund(-15_00n);
  expect(more).toMatchObject({ settledMinor: -10_00n, leftMinor: -5_00n });
  expect(await balances(world)).toEqual({ bank: -65_00n, expense: 70_00n, payable: -5_00n });
  expect((await world.get('payables.payment', more.payment)).unmatchedMinor).toBe(-5_00n);
});

scenario('past days stay as the ledger has them, also when money came before the bill it settles', async (world) => {
  const { supplier } = await openBuying(world, { currency: 'USD' });
  const rates = [
    { currency: 'USD', day: '2026-01-10', rate: '0.80' },
    { currency: 'USD', day: '2026-02-20', rate: '0.90' },
  ];
  await world.as('controller')(setRates, { rates });
  const { bill } = await expense(world, supplier, '100', { billedOn: '2026-02-20' });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 60_00n, paidOn: '2026-01-10' });
  const early = await world.as('bookkeeper')(recordPayment, {
    ...{ supplier, amountMinor: 30_00n, paidOn: '2026-01-12', settle: 'listed' },
  });
  const [credit] = await itemsOf(world, early.payment);
  const [owed] = await itemsOf(world, bill);
  const bills = [{ item: String(owed!.id) }];
  await world.as('bookkeeper')(matchItems, { credit: String(credit!.id), bills, matchedOn: '2026-01-15' });
  const owedOn = async (asOf: string) => {
    const { rows } = await world.report('payables.ageing', { asOf });
    const [ledger] = await world.owner(
      (sql) => sql<{ minor: bigint }>`
        select coalesce(-sum(amount_minor), 0)::bigint as minor from ledger.v_line
        where company_id = ${world.company} and role = 'payable' and posted_on <= ${asOf}`,
    );
    const reported = rows.reduce((sum, row) => sum + BigInt(String(row.totalMinor)), 0n);
    expect(reported, asOf).toBe(ledger!.minor);
    return reported;
  };
  const account = (await world.report('payables.statement', { supplier, from: '2026-01-11' })).rows;
  expect(account.map((row) => [row.kind, row.balanceMinor])).toEqual([
    ['', -48_00n],
    ['payment', -72_00n],
    ['bill', 18_00n],
    ['exchange difference', 12_00n],
    ['exchange difference', 9_00n],
  ]);
  const days = ['2026-01-09', '2026-01-10', '2026-01-31', '2026-02-19', '2026-02-20', '2026-03-02'];
  expect(await Promise.all(days.map(owedOn))).toEqual([0n, -48_00n, -72_00n, -72_00n, 9_00n, 9_00n]);
});

scenario('nothing is transferred while a new bank account waits; cash is', async (world) => {
  const { supplier } = await openBuying(world);
  await expense(world, supplier, '100');
  await world.as('bookkeeper')(setBank, { supplier, holder: 'Foundry', iban: 'DE89370400440532013000' });
  const pay = (method: 'transfer' | 'cash') =>
    world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 10_00n, method });
  await expect(pay('transfer')).refuses('bank_pending');
  await pay('cash');
});

scenario('what comes for a closed month is owed from the day it was posted on', async (world) => {
  const { supplier } = await openBuying(world);
  const { rows } = await world.list('ledger.period', { filter: { code: '2025-01' } });
  await world.as('controller')(closePeriod, { period: String(rows[0]!.id) });
  await expense(world, supplier, '100', { billedOn: '2025-01-15' });
  await world.as('bookkeeper')(recordPayment, { supplier, amountMinor: 60_00n, paidOn: '2025-01-20' });
  expect((await world.report('payables.ageing', { asOf: '2025-01-31' })).rows).toEqual([]);
  expect((await world.report('payables.ageing', { asOf: '2025-02-01' })).rows).toMatchObject([{ totalMinor: 40_00n }]);
});

scenario('bank accounts entered at once: the last of them waits, the others are replaced', async (world) => {
  const { supplier } = await openBuying(world);
  const bank = { supplier, holder: 'Foundry', iban: 'DE89370400440532013000' };
  await Promise.all([1, 2, 3].map(() => world.as('bookkeeper')(setBank, bank)));
  const states = (await world.list('payables.supplier_bank')).rows.map((row) => row.state);
  expect(states.sort()).toEqual(['pending', 'replaced', 'replaced']);
});
