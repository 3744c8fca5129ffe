import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { scenario, type World } from '#test/harness.ts';
import { setAccountRole } from '../contract.ts';

const accountOf = async (world: World, role: string): Promise<string> =>
  String((await world.list('ledger.account_role', { filter: { role } })).rows[0]!.account);

scenario(
  'an account needs no cost centre where what is posted to it names none, whichever comes first',
  async (world) => {
    const call = { actor: seedActor(world.app, 'owner'), company: world.company };
    const need = (id: string, requires: string | null) =>
      execute(world.app, 'ledger.update_account', { ...call, input: { id, changes: { requires } } });
    for (const role of [
      'cash_discount_given',
      'cash_discount_taken',
      'write_off',
      'fx_loss',
      'stock_gain',
      'stock_loss',
      'stock_adjustment',
      'landed_cost_accrual',
      'grni',
    ])
      for (const requires of ['cost_centre', 'project'])
        await expect(need(await accountOf(world, role), requires), role).rejects.toThrow('it cannot need it');
    // What people enter, or orders say, may need one.
    for (const role of ['expense', 'revenue', 'cogs']) await need(await accountOf(world, role), 'cost_centre');
    const expense = await accountOf(world, 'expense');
    for (const role of ['write_off', 'stock_loss'] as const)
      await expect(world.as('owner')(setAccountRole, { role, account: expense })).refuses('role_undimensioned');
    await need(expense, null);
    await world.as('owner')(setAccountRole, { role: 'write_off', account: expense });
    await expect(need(expense, 'cost_centre')).rejects.toThrow('it cannot need it');
    // What a line carries by itself may be needed.
    await need(await accountOf(world, 'receivable'), 'party');
  },
);

scenario('an account needs a party, item or site only where all that is posted to it names one', async (world) => {
  const call = { actor: seedActor(world.app, 'owner'), company: world.company };
  const need = async (role: string, requires: string | null) =>
    execute(world.app, 'ledger.update_account', {
      ...call,
      input: { id: await accountOf(world, role), changes: { requires } },
    });
  const mayNeed = {
    party: ['receivable', 'payable', 'bank', 'revenue'],
    item: ['revenue'],
    site: ['inventory', 'stock_adjustment'],
  };
  const roles = [
    'receivable',
    'payable',
    'bank',
    'revenue',
    'inventory',
    'stock_adjustment',
    'grni',
    'expense',
    'cogs',
  ];
  for (const [requires, those] of Object.entries(mayNeed))
    for (const role of roles)
      if (those.includes(role)) await need(role, requires);
      else await expect(need(role, requires), `${role} ${requires}`).rejects.toThrow('it cannot need it');

  // The other way round: an account that needs one takes no such role.
  const account = await accountOf(world, 'stock_adjustment');
  await expect(world.as('owner')(setAccountRole, { role: 'expense', account })).rejects.toThrow('must name its site');
  await world.as('owner')(setAccountRole, { role: 'stock_loss', account });
});
