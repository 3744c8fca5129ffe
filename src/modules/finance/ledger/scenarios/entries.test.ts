import { expect } from 'vitest';
import { scenario } from '#test/harness.ts';
import { generalLedger, postEntry, reverseEntry } from '../contract.ts';
import { accountsOf } from './books.ts';

scenario('a manual entry is posted, numbered by the seal, and taken back once', async (world) => {
  const account = await accountsOf(world);
  const ann = world.as('bookkeeper');
  const { entry } = await ann(postEntry, {
    effectiveOn: '2026-02-27',
    text: 'Rent of February',
    lines: [
      { account: account('6300'), debitMinor: 1200_00 },
      { account: account('1800'), creditMinor: 1200_00 },
    ],
  });
  const back = await ann(reverseEntry, { entry, reason: 'Paid by the landlord' });
  expect(back.postedOn).toBe('2026-03-02');
  await expect(ann(reverseEntry, { entry, reason: 'again' })).refuses('already_reversed');
  await expect(ann(reverseEntry, { entry: back.entry, reason: 'and back' })).refuses('is_reversal');
  await world.invariants();
  expect(await world.get('ledger.entry', entry)).toMatchObject({
    number: 1n,
    state: 'reversed',
    reversedBy: back.entry,
    totalMinor: 1200_00n,
    lines: 2,
  });
  expect(await world.get('ledger.entry', back.entry)).toMatchObject({ number: 2n, reverses: entry });
  const { rows } = await world.list('ledger.line', { filter: { entry: back.entry } });
  expect(rows.map((row) => [row.accountNumber, row.debitMinor, row.creditMinor])).toEqual([
    ['6300', 0n, 1200_00n],
    ['1800', 1200_00n, 0n],
  ]);
});

scenario('a manual entry is refused by the first rule it breaks, in this order', async (world) => {
  const account = await accountsOf(world);
  const [cash, rent, stock, gone] = ['1850', '6300', '1100', '6320'].map(account) as [string, string, string, string];
  await world.owner((sql) => sql`update ledger.account set active = false where number = '6320'`);
  await world.owner((sql) => sql`update ledger.account set requires = 'cost_centre' where number = '6300'`);
  const nobody = '0190a000-0000-7000-8000-000000000000';
  const ok = { account: cash, creditMinor: 5 };
  // Each row also breaks every rule below it.
  const table: [string, object[], string][] = [
    [
      'line_amount',
      [
        { account: nobody, debitMinor: 0 },
        { ...ok, currency: 'USD' },
      ],
      '2019-01-01',
    ],
    [
      'line_currency',
      [
        { account: nobody, debitMinor: 7 },
        { ...ok, currency: 'USD' },
      ],
      '2019-01-01',
    ],
    [
      'line_currency',
      [
        { account: nobody, debitMinor: 7 },
        { ...ok, currency: 'USD', currencyMinor: 7 },
      ],
      '2019-01-01',
    ],
    [
      'own_amount',
      [
        { account: nobody, debitMinor: 10000, currency: 'EUR', currencyMinor: 9091 },
        { ...ok, creditMinor: 10000 },
      ],
      '2019-01-01',
    ],
    ['unbalanced', [{ account: nobody, debitMinor: 7 }, ok], '2019-01-01'],
    ['not_found', [{ account: nobody, debitMinor: 4 }, { account: gone, debitMinor: 1 }, ok], '2019-01-01'],
    ['account_inactive', [{ account: stock, debitMinor: 4 }, { account: gone, debitMinor: 1 }, ok], '2019-01-01'],
    ['control_account', [{ account: stock, debitMinor: 5, costCentre: nobody }, ok], '2019-01-01'],
    [
      'not_found',
      [
        { account: rent, debitMinor: 5 },
        { ...ok, costCentre: nobody },
      ],
      '2019-01-01',
    ],
    ['dimension_missing', [{ account: rent, debitMinor: 5 }, ok], '2019-01-01'],
    ['period_missing', [{ account: account('6510'), debitMinor: 5 }, ok], '2019-01-01'],
  ];
  for (const [code, lines, effectiveOn] of table)
    await expect(world.as('bookkeeper')(postEntry, { effectiveOn, text: 'x', lines } as never), code).refuses(code);
});

scenario('an account may need a cost centre', async (world) => {
  const account = await accountsOf(world);
  const made = await world.app.registry.operations.get('ledger.create_cost_centre')!;
  const { id } = (await world.as('bookkeeper')(made.contract, { code: 'HALL', name: 'Hall' } as never)) as {
    id: string;
  };
  await world.owner((sql) => sql`update ledger.account set requires = 'cost_centre' where number = '6300'`);
  await world.as('bookkeeper')(postEntry, {
    effectiveOn: '2026-02-01',
    text: 'Rent',
    lines: [
      { account: account('6300'), debitMinor: 50, costCentre: id },
      { account: account('1850'), creditMinor: 50 },
    ],
  });
  const { rows, totals } = await world.report('ledger.profit_and_loss', { costCentre: id } as never);
  expect(rows.find((row) => row.kind === 'result')).toMatchObject({ amountMinor: -50n });
  expect(totals).toBeDefined();
});

scenario('foreign amounts are kept beside those of the company', async (world) => {
  const account = await accountsOf(world);
  const { entry } = await world.as('bookkeeper')(postEntry, {
    effectiveOn: '2026-02-01',
    text: 'Dollars bought at 2',
    lines: [
      { account: account('1850'), debitMinor: 20_00, currency: 'USD', currencyMinor: 10_00 },
      { account: account('1800'), creditMinor: 20_00 },
    ],
  });
  const { rows } = await world.list('ledger.line', { filter: { entry, currency: 'USD' } });
  expect(rows).toMatchObject([{ debitMinor: 20_00n, currencyMinor: 10_00n }]);
});

scenario('the ledger of an account starts with the balance before and ends with the balance after', async (world) => {
  const account = await accountsOf(world);
  const post = (debit: string, credit: string, effectiveOn: string) =>
    world.as('bookkeeper')(postEntry, {
      effectiveOn,
      text: 'x',
      lines: [
        { account: account(debit), debitMinor: 10 },
        { account: account(credit), creditMinor: 10 },
      ],
    });
  await post('1600', '4000', '2026-01-15');
  await post('1850', '1600', '2026-01-20');
  const ledger = async (number: string, from: string) => {
    const { rows, totals } = await world.report(generalLedger, { account: account(number), from, to: '2026-12-31' });
    return [rows[0]!.balanceMinor, totals!.debitMinor, totals!.creditMinor, rows.at(-1)!.balanceMinor];
  };
  expect(await ledger('4000', '2026-01-01')).toEqual([0n, 0n, 10n, -10n]);
  expect(await ledger('1600', '2026-01-01')).toEqual([0n, 10n, 10n, 0n]);
  expect(await ledger('4000', '2026-02-01')).toEqual([-10n, 0n, 0n, -10n]);
  expect(await ledger('4000', '2026-01-10')).toEqual([0n, 0n, 10n, -10n]);
  expect(await ledger('4000', '2026-01-16')).toEqual([-10n, 0n, 0n, -10n]);
});

scenario('a line in a currency that there is not is refused', async (world) => {
  const rows = (await world.list('ledger.account', { size: 200 })).rows;
  const account = (number: string) => String(rows.find((row) => row.number === number)!.id);
  const post = (currency: string) =>
    world.as('controller')(postEntry, {
      ...{ effectiveOn: '2026-03-02', text: 'Accrual' },
      lines: [
        { account: account('1800'), debitMinor: '900', currency, currencyMinor: '1000' },
        { account: account('2000'), creditMinor: '900' },
      ],
    });
  await expect(post('XXZ')).refuses('no_currency');
  await post('USD');
});

scenario('two who reverse an entry at once: the second hears that it is reversed', async (world) => {
  const account = await accountsOf(world);
  const ann = world.as('bookkeeper');
  const { entry } = await ann(postEntry, {
    ...{ effectiveOn: '2026-02-27', text: 'Rent' },
    lines: [
      { account: account('6300'), debitMinor: 1200_00 },
      { account: account('1800'), creditMinor: 1200_00 },
    ],
  });
  const back = await Promise.allSettled([1, 2, 3].map(() => ann(reverseEntry, { entry, reason: 'Twice' })));
  expect(back.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)).sort()).toEqual([
    ...['already_reversed', 'already_reversed', 'done'],
  ]);
});
