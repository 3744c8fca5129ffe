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
    ])
      for (const requires of ['cost_centre', 'project'])
        await expect(need(await accountOf(world, role), requires), role).rejects.toThrow('it cannot need one');
    // What people enter, or orders say, may need one.
    for (const role of ['expense', 'revenue', 'cogs']) await need(await accountOf(world, role), 'cost_centre');
    const expense = await accountOf(world, 'expense');
    for (const role of ['write_off', 'stock_loss'] as const)
      await expect(world.as('owner')(setAccountRole, { role, account: expense })).refuses('role_undimensioned');
    await need(expense, null);
    await world.as('owner')(setAccountRole, { role: 'write_off', account: expense });
    await expect(need(expense, 'cost_centre')).rejects.toThrow('it cannot need one');
    // What a line carries by itself may be needed.
    await need(await accountOf(world, 'receivable'), 'party');
  },
);
