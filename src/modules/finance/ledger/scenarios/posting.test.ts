import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { scenario, statementsOf } from '#test/harness.ts';
import { type EntryDraft, post } from '../api.ts';
import { directly } from './directly.ts';

const sale = (amountMinor: bigint, effectiveOn = '2026-02-10'): EntryDraft => ({
  journal: 'sales',
  source: { entity: 'test.document', id: newId() },
  effectiveOn,
  text: 'Sale',
  lines: [
    { role: 'bank', amountMinor },
    { role: 'revenue', amountMinor: -amountMinor },
  ],
});

scenario('entries are posted by account role and move the balances', async (world) => {
  const posted = await directly(world, (tx) => post(tx, [sale(12_50n), sale(7_50n, '2026-03-01')]));
  expect(posted.map((entry) => entry.postedOn)).toEqual(['2026-02-10', '2026-03-01']);
  const balances = await world.inside(
    (tx) => tx.sql`select account_number, period, debit_minor, credit_minor, amount_minor from ledger.v_balance
      where company_id = ${tx.company} order by 1, 2`,
  );
  expect(balances).toEqual([
    { accountNumber: '1800', period: '2026-02', debitMinor: 12_50n, creditMinor: 0n, amountMinor: 12_50n },
    { accountNumber: '1800', period: '2026-03', debitMinor: 7_50n, creditMinor: 0n, amountMinor: 7_50n },
    { accountNumber: '4000', period: '2026-02', debitMinor: 0n, creditMinor: 12_50n, amountMinor: -12_50n },
    { accountNumber: '4000', period: '2026-03', debitMinor: 0n, creditMinor: 7_50n, amountMinor: -7_50n },
  ]);
});

scenario('a posting takes as many statements for three hundred lines as for two', async (world) => {
  const count = async (drafts: EntryDraft[]) => {
    return statementsOf(() => directly(world, (tx) => post(tx, drafts)));
  };
  const few = await count([sale(100n)]);
  const one = await count([sale(100n)]);
  expect(
    await count(
      Array.from({ length: 150 }, (_, day) =>
        sale(BigInt(day + 1), `2026-01-${String((day % 28) + 1).padStart(2, '0')}`),
      ),
    ),
  ).toBe(one);
  expect(one).toBeLessThanOrEqual(few);
});

scenario('what cannot be posted is refused with its reason', async (world) => {
  const attempt = (draft: EntryDraft) => directly(world, (tx) => post(tx, [draft]));
  await expect(attempt({ ...sale(5n), lines: [{ role: 'bank', amountMinor: 5n }] })).refuses('unbalanced');
  await expect(attempt({ ...sale(5n), lines: [{ account: newId(), amountMinor: 5n }] })).refuses('not_found');
  await expect(attempt(sale(5n, '2019-05-05'))).refuses('period_missing');
  await expect(attempt(sale(5n, '2040-05-05'))).refuses('period_missing');
});

scenario('nothing is written for lines of nothing', async (world) => {
  expect(await directly(world, (tx) => post(tx, [sale(0n), sale(3n)]))).toHaveLength(1);
});
