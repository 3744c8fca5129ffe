import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { newId } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { post } from '../api.ts';
import {
  balanceSheet,
  closePeriod,
  closeUpTo,
  closeYear,
  openYear,
  postEntry,
  profitAndLoss,
  reopenPeriod,
  reopenYear,
  reverseEntry,
  softClosePeriod,
  trialBalance,
} from '../contract.ts';
import { accountsOf, periodsOf, yearOf } from './books.ts';
import { directly } from './directly.ts';

const entry = async (world: World, effectiveOn: string, amountMinor = 100) => {
  const account = await accountsOf(world);
  return {
    effectiveOn,
    text: 'Cash sale',
    lines: [
      { account: account('1850'), debitMinor: amountMinor },
      { account: account('4000'), creditMinor: amountMinor },
    ],
  };
};

scenario('one operation closes a period and all before it, and nothing after', async (world) => {
  const period = await periodsOf(world);
  const controller = world.as('controller');
  await controller(closePeriod, { period: period('2025-01') });
  await controller(softClosePeriod, { period: period('2025-02') });
  const { periods } = await controller(closeUpTo, { period: period('2026-01'), reason: 'Month end' });
  expect(periods).toHaveLength(13);
  const states = (await world.list('ledger.period', { sort: 'endsOn', size: 50 })).rows;
  expect(states.filter(({ state }) => state === 'closed').map(({ code }) => code)).toHaveLength(14);
  expect(states.find(({ code }) => code === '2026-02')).toMatchObject({ state: 'open' });
  await expect(controller(closeUpTo, { period: period('2026-01') })).refuses('wrong_state');
  await expect(world.as('bookkeeper')(closeUpTo, { period: period('2026-02') })).refuses('not_permitted');
});

scenario('a closed period takes no more postings; late facts go to the next open day', async (world) => {
  const period = await periodsOf(world);
  for (let month = 1; month <= 12; month++)
    await world.as('controller')(closePeriod, { period: period(`2025-${String(month).padStart(2, '0')}`) });
  await world.as('controller')(closePeriod, { period: period('2025 closing') });
  await world.as('controller')(closePeriod, { period: period('2026-01') });
  const late = await entry(world, '2026-01-31');
  await expect(world.as('bookkeeper')(postEntry, late)).refuses('period_closed');
  expect((await world.as('bookkeeper')(postEntry, { ...late, ifClosed: 'next' })).postedOn).toBe('2026-02-01');
  await expect(world.as('controller')(reopenPeriod, { period: period('2026-01'), reason: 'late' })).refuses(
    'own_closing',
  );
  await world.as('owner')(reopenPeriod, { period: period('2026-01'), reason: 'A bill came late' });
  expect((await world.as('bookkeeper')(postEntry, late)).postedOn).toBe('2026-01-31');
});

scenario('a closing period waits for the result of its year, and holds up no month', async (world) => {
  const period = await periodsOf(world);
  const year = await yearOf(world, '2025');
  const controller = world.as('controller');
  await world.as('bookkeeper')(postEntry, await entry(world, '2025-06-15', 70_00));
  await controller(closeUpTo, { period: period('2026-01') });
  const stateOf = async (code: string) => (await world.get('ledger.period', period(code))).state;
  expect([await stateOf('2026-01'), await stateOf('2025 closing')]).toEqual(['closed', 'open']);
  await expect(controller(closePeriod, { period: period('2025 closing') })).refuses('result_open');
  await expect(controller(closeUpTo, { period: period('2025 closing') })).refuses('result_open');
  await controller(closePeriod, { period: period('2026-02') });
  await controller(closeYear, { year });
  await controller(closePeriod, { period: period('2025 closing') });
  expect(await stateOf('2025 closing')).toBe('closed');
});

scenario('periods are closed in their order', async (world) => {
  const period = await periodsOf(world);
  await expect(world.as('controller')(closePeriod, { period: period('2026-02') })).refuses('earlier_open');
  await expect(world.as('bookkeeper')(closePeriod, { period: period('2025-01') })).refuses('not_permitted');
});

scenario('a soft-closed period takes postings of those with the right alone', async (world) => {
  const period = await periodsOf(world);
  await world.as('controller')(softClosePeriod, { period: period('2026-02') });
  const late = await entry(world, '2026-02-10');
  await expect(world.as('bookkeeper')(postEntry, late)).refuses('period_closed');
  expect((await world.as('controller')(postEntry, late)).postedOn).toBe('2026-02-10');
});

scenario('a period is not closed over books that do not prove themselves', async (world) => {
  const period = await periodsOf(world);
  await world.as('bookkeeper')(postEntry, await entry(world, '2025-01-10'));
  const shift = (by: bigint) => world.owner((sql) => sql`update ledger.balance set debit_minor = debit_minor + ${by}`);
  await shift(1n);
  await expect(world.as('controller')(closePeriod, { period: period('2025-01') })).refuses('checks_failed');
  await shift(-1n);
  await world.as('controller')(closePeriod, { period: period('2025-01') });
});

scenario('the result of a year is carried forward, and taken back', async (world) => {
  const period = await periodsOf(world);
  const year = await yearOf(world, '2025');
  const bob = world.as('controller');
  await world.as('bookkeeper')(postEntry, await entry(world, '2025-06-15', 70_00));
  await expect(bob(closeYear, { year })).refuses('periods_open');
  for (let month = 1; month <= 12; month++)
    await bob(closePeriod, { period: period(`2025-${String(month).padStart(2, '0')}`) });
  const sheet = async () => {
    const { rows } = await world.report(balanceSheet, { to: '2025-12-31' });
    const value = (name: string) => rows.find((row) => row.name === name)?.amountMinor;
    return [
      value('Retained earnings'),
      value('Result not carried forward'),
      value('Total Assets'),
      value('Total Equity and liabilities'),
    ];
  };
  const profit = async () => {
    const { rows } = await world.report(profitAndLoss, { from: '2025-01-01', to: '2025-12-31' });
    return rows.at(-1)!.amountMinor;
  };
  expect(await sheet()).toEqual([undefined, 70_00n, 70_00n, 70_00n]);
  expect((await bob(closeYear, { year })).resultMinor).toBe(70_00n);
  await expect(bob(closeYear, { year })).refuses('already_closed');
  expect(await sheet()).toEqual([70_00n, undefined, 70_00n, 70_00n]);
  expect(await profit()).toBe(70_00n);
  await bob(reopenYear, { year, reason: 'One more bill' });
  expect(await sheet()).toEqual([undefined, 70_00n, 70_00n, 70_00n]);
  await bob(closeYear, { year });
  await bob(closePeriod, { period: period('2025 closing') });
  await expect(bob(reopenYear, { year, reason: 'No' })).refuses('closing_period_closed');
  expect(await profit()).toBe(70_00n);
});

scenario('a year is opened once, from the first of a month', async (world) => {
  const bob = world.as('controller');
  await expect(bob(openYear, { startsOn: '2011-01-02' })).refuses('not_month_start');
  await expect(bob(openYear, { startsOn: '2024-07-01' })).refuses('year_exists');
  await bob(openYear, { startsOn: '2011-01-01' });
  expect((await world.as('bookkeeper')(postEntry, await entry(world, '2011-05-31'))).postedOn).toBe('2011-05-31');
});

scenario('a posting and a close wait for each other', async (world) => {
  const period = await periodsOf(world);
  const draft = {
    journal: 'general' as const,
    source: { entity: 'test.document', id: newId() },
    effectiveOn: '2025-01-31',
    text: 'Race',
    lines: [
      { role: 'bank' as const, amountMinor: 5n },
      { role: 'revenue' as const, amountMinor: -5n },
    ],
  };
  let close: Promise<unknown> | undefined;
  let closed = false;
  await directly(world, async (tx) => {
    await post(tx, [draft]);
    close = execute(world.app, 'ledger.close_period', {
      actor: seedActor(world.app, 'controller'),
      company: world.company,
      input: { period: period('2025-01') },
    }).then(() => {
      closed = true;
    });
    await waitFor(world, 'the close waits for the lock', async () => (await waiting(world)) === 1);
    expect(closed).toBe(false);
  });
  await close;
  const [later] = await directly(world, (tx) => post(tx, [draft]), 'owner');
  expect(later!.postedOn).toBe('2025-02-01');
});

const waiting = async (world: World): Promise<number> => {
  const rows = await world.owner(
    (sql) =>
      sql`select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows.length;
};

async function waitFor(_world: World, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Waited in vain: ${what}.`);
}

scenario('the trial balance agrees before, within and after any days', async (world) => {
  for (const [day, amount] of [
    ['2025-12-31', 1],
    ['2026-01-01', 2],
    ['2026-02-14', 4],
    ['2026-02-15', 8],
    ['2026-03-02', 16],
  ] as const)
    await world.as('bookkeeper')(postEntry, await entry(world, day, amount));
  const { rows, totals } = await world.report(trialBalance, { from: '2026-02-15', to: '2026-03-01' });
  expect(rows.map((row) => [row.number, row.openingMinor, row.debitMinor, row.creditMinor, row.closingMinor])).toEqual([
    ['1850', 7n, 8n, 0n, 15n],
    ['4000', -7n, 0n, 8n, -15n],
  ]);
  expect(totals).toMatchObject({ openingMinor: 0n, debitMinor: 8n, creditMinor: 8n, closingMinor: 0n });
});

scenario(
  'of twelve entries to be refused when closed, posted while the period closes, none lands in the next',
  async (world) => {
    const [account, period] = await Promise.all([accountsOf(world), periodsOf(world)]);
    const entry = (n: number) => ({
      effectiveOn: '2025-01-20',
      ifClosed: 'refuse' as const,
      text: `Rent ${n}`,
      lines: [
        { account: account('6300'), debitMinor: 700 },
        { account: account('1800'), creditMinor: 700 },
      ],
    });
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 6 }, (_, n) => world.as('bookkeeper')(postEntry, entry(n))),
      world.as('controller')(closePeriod, { period: period('2025-01') }),
      ...Array.from({ length: 6 }, (_, n) => world.as('bookkeeper')(postEntry, entry(6 + n))),
    ]);
    expect(outcomes[6]!.status).toBe('fulfilled');
    const { rows } = await world.list('ledger.entry', { size: 100 });
    expect(rows.filter((row) => row.postedOn !== '2025-01-20')).toEqual([]);
    expect(rows).toHaveLength(outcomes.filter((outcome) => outcome.status === 'fulfilled').length - 1);
    await expect(world.as('bookkeeper')(postEntry, entry(12))).refuses('period_closed');
  },
);

scenario('statements say whose they are and of which days', async (world) => {
  const answer = await world.report('ledger.profit_and_loss');
  expect([answer.context, answer.params]).toMatchObject([
    { company: 'Test Works', currency: 'EUR' },
    { from: '2026-01-01', to: '2026-03-02' },
  ]);
  const sheet = await world.report('ledger.balance_sheet', { to: '2025-12-31' } as never);
  expect(sheet.params).toMatchObject({ to: '2025-12-31' });
});

scenario('statements have sections with headings and sums, each amount positive as it usually is', async (world) => {
  const account = await accountsOf(world);
  const book = (debit: string, credit: string, amountMinor: number, effectiveOn = '2026-02-01') =>
    world.as('bookkeeper')(postEntry, {
      ...{ effectiveOn, text: 'Booked' },
      lines: [
        { account: account(debit), debitMinor: amountMinor },
        { account: account(credit), creditMinor: amountMinor },
      ],
    });
  await book('1850', '4000', 100_00);
  await book('1850', '4000', 70_00, '2025-02-01');
  await book('6300', '1850', 30_00);
  await book('1850', '6310', 5_00);
  const told = async (name: 'ledger.profit_and_loss' | 'ledger.balance_sheet', params: object = {}) => {
    const { rows, columns } = await world.report(name, params as never);
    const shown = Object.entries(columns).flatMap(([key, { label, hidden }]) =>
      hidden ? [] : [[key, label] as const],
    );
    return {
      labels: shown.map(([, label]) => label.replaceAll('\u00a0', ' ')),
      rows: rows.map((row) => [row.kind, row.name, ...(row.amountMinor === null ? [] : [row.amountMinor])]),
    };
  };
  const profit = await told('ledger.profit_and_loss');
  expect(profit.labels).toEqual([
    ...['Number', 'Name', '1 Jan 2026 to 2 Mar 2026', '1 Jan 2025 to 2 Mar 2025', 'Change'],
  ]);
  expect(profit.rows).toEqual([
    ['title', 'Income'],
    ['subtitle', 'Revenue'],
    ['account', 'Sales of goods', 100_00n],
    ['heading', 'Total Revenue', 100_00n],
    ['section', 'Total Income', 100_00n],
    ['title', 'Expenses'],
    ['subtitle', 'Operating expenses'],
    ['account', 'Rent and premises', 30_00n],
    ['account', 'Energy and water', -5_00n],
    ['heading', 'Total Operating expenses', 25_00n],
    ['section', 'Total Expenses', 25_00n],
    ['result', 'Profit or loss', 75_00n],
  ]);
  expect((await told('ledger.profit_and_loss', { compare: 'none' })).labels).toEqual([
    ...['Number', 'Name', '1 Jan 2026 to 2 Mar 2026'],
  ]);
  const sheet = await told('ledger.balance_sheet');
  expect(sheet.labels).toEqual(['Number', 'Name', '2 Mar 2026', '2 Mar 2025', 'Change']);
  expect(sheet.rows).toEqual([
    ...[['title', 'Assets'], ['subtitle', 'Cash and bank'], expect.anything()],
    ...[
      ['heading', 'Total Cash and bank', 145_00n],
      ['section', 'Total Assets', 145_00n],
    ],
    ...[
      ['title', 'Liabilities'],
      ['section', 'Total Liabilities', 0n],
    ],
    ...[
      ['title', 'Equity'],
      ['account', 'Result not carried forward', 145_00n],
      ['section', 'Total Equity', 145_00n],
    ],
    ['result', 'Total Equity and liabilities', 145_00n],
  ]);
  const months = await world.report('ledger.profit_by_month', { from: '2026-02-01', to: '2026-02-28' } as never);
  expect(months.rows).toMatchObject([{ incomeMinor: 100_00n, expenseMinor: 25_00n, resultMinor: 75_00n }]);
});

scenario('what an account needs holds back neither the closing of a year nor what is taken back', async (world) => {
  const period = await periodsOf(world);
  const controller = world.as('controller');
  await controller(postEntry, await entry(world, '2025-03-01'));
  const { entry: wrong } = await controller(postEntry, await entry(world, '2026-01-05'));
  await world.owner((sql) => sql`update ledger.account set requires = 'cost_centre' where number = '4000'`);
  await expect(controller(postEntry, await entry(world, '2026-01-05'))).rejects.toThrow('must name its cost centre');
  await controller(reverseEntry, { entry: wrong, reason: 'Entered twice' });
  await controller(closeUpTo, { period: period('2025-12') });
  await controller(closeYear, { year: await yearOf(world, '2025') });
  await controller(reopenYear, { year: await yearOf(world, '2025'), reason: 'Late bill' });
});
