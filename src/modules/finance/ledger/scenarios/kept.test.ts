import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { scenario } from '#test/harness.ts';
import { type EntryDraft, type Keeper, type LineDraft, post, reverse } from '../api.ts';
import { keepAccount, postEntry, setAccountRole } from '../contract.ts';
import type { AccountRole } from '../posting/draft.ts';
import { KEPT_BY, KEPT_ROLES } from '../posting/kept.ts';
import { accountsOf } from './books.ts';
import { directly } from './directly.ts';

const entryWith = (line: Omit<LineDraft, 'amountMinor'>): EntryDraft => ({
  journal: 'general',
  source: { entity: 'test.document', id: newId() },
  effectiveOn: '2026-02-10',
  text: 'Entry',
  lines: [
    { ...line, amountMinor: 7_00n },
    { role: 'bank', amountMinor: -7_00n },
  ],
});

const KEEPERS: readonly (Keeper | undefined)[] = [
  'inventory',
  'purchasing',
  'open_items',
  'receivables',
  'payables',
  undefined,
];

scenario('nobody posts to a control account but its sub-ledger, by its role', async (world) => {
  const { rows } = await world.list('ledger.account', { size: 200 });
  const kept = rows.filter((row) => row.keptFor);
  expect(kept.map((row) => row.number)).toEqual([
    '1100',
    '1150',
    '1190',
    '1200',
    '1280',
    '1400',
    '1450',
    '3300',
    '3350',
    '3360',
    '3370',
    '3400',
    '3500',
    '3560',
  ]);
  for (const { id, keptFor, number, name } of kept) {
    const role = keptFor as keyof typeof KEPT_BY;
    for (const keeper of KEEPERS) {
      const byId = directly(world, (tx) => post(tx, [entryWith({ account: id as string })], keeper));
      await expect(byId, `${number} by id as ${keeper}`).rejects.toThrow(`${number} ${name} is kept by a sub-ledger`);
      if ((KEPT_BY[role] as readonly (string | undefined)[]).includes(keeper)) continue;
      await expect(
        directly(world, (tx) => post(tx, [entryWith({ role })], keeper)),
        `${role} as ${keeper}`,
      ).refuses('control_account');
    }
    const another = KEPT_ROLES.find(
      (one) => one !== role && (KEPT_BY[one] as readonly string[]).includes('inventory'),
    )!;
    const foreign = directly(world, (tx) =>
      post(tx, [entryWith({ role: another, account: id as string })], 'inventory'),
    );
    await expect(foreign, `${number} as ${another}`).refuses('control_account');
  }
});

scenario('an entry of a sub-ledger is taken back by the sub-ledger alone', async (world) => {
  const [own] = await directly(world, (tx) => post(tx, [entryWith({ role: 'transit' })], 'inventory'));
  await expect(directly(world, (tx) => reverse(tx, [own!.id], '2026-02-11'))).refuses('control_account');
  await directly(world, (tx) => reverse(tx, [own!.id], '2026-02-10', { keeper: 'inventory' }));
  await expect(directly(world, (tx) => reverse(tx, [own!.id], '2026-02-10', { keeper: 'inventory' }))).refuses(
    'duplicate',
  );
});

scenario('an account is kept since its first line and carries nothing else', async (world) => {
  const account = await accountsOf(world);
  const as = world.as('controller');
  const keep = (number: string, keptFor: 'tax_payable' | 'receivable') =>
    as(keepAccount, { account: account(number), keptFor });
  await as(postEntry, {
    effectiveOn: '2026-02-01',
    text: 'Loan',
    lines: [
      { account: account('1800'), debitMinor: 50 },
      { account: account('3000'), creditMinor: 50 },
    ],
  });
  await expect(keep('3000', 'tax_payable')).refuses('has_lines');
  await expect(keep('6900', 'tax_payable')).refuses('wrong_type');
  await expect(keep('1300', 'receivable')).refuses('carries_role');
  await expect(keep('1200', 'tax_payable')).refuses('kept_otherwise');
  await keep('3900', 'tax_payable');
  await keep('3900', 'tax_payable');

  await expect(as(setAccountRole, { role: 'bank', account: account('1200') })).refuses('kept_otherwise');
  await expect(as(setAccountRole, { role: 'receivable', account: account('3900') })).refuses('kept_otherwise');
  await expect(as(setAccountRole, { role: 'receivable', account: account('3000') })).refuses('has_lines');
  await expect(as(setAccountRole, { role: 'receivable', account: account('1300') })).refuses('carries_role');
  await as(setAccountRole, { role: 'receivable', account: account('1600') });
  await as(setAccountRole, { role: 'revenue', account: account('4800') });
  const { rows } = await world.list('ledger.account', { filter: { keptFor: 'receivable' } });
  expect(rows.map((row) => row.number)).toEqual(['1200', '1600']);
  await directly(world, (tx) => post(tx, [entryWith({ role: 'rounding' })], 'receivables'));
});

scenario(
  'a role keeps to its side of the statements, and a control account to what was posted there',
  async (world) => {
    const account = await accountsOf(world);
    const set = (role: AccountRole, number: string) =>
      world.as('controller')(setAccountRole, { role, account: account(number) });
    await expect(set('bank', '4000')).refuses('wrong_side');
    await expect(set('revenue', '1850')).refuses('wrong_side');
    await expect(set('cogs', '2000')).refuses('wrong_side');
    await expect(set('retained_earnings', '4000')).refuses('wrong_side');
    await set('retained_earnings', '2100');
    await set('bank', '1850');
    const [own] = await directly(world, (tx) => post(tx, [entryWith({ role: 'transit' })], 'inventory'));
    await expect(set('transit', '1600')).refuses('role_posted');
    await set('transit', '1150');
    await directly(world, (tx) => reverse(tx, [own!.id], '2026-02-10', { keeper: 'inventory' }));
  },
);
