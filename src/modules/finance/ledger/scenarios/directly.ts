import { z } from 'zod';
import { command, implement } from '#kernel/command.ts';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import type { SeedRole } from '#kernel/module.ts';
import type { Tx } from '#kernel/tx.ts';
import type { World } from '#test/harness.ts';
import { POSTING_REFUSALS } from '../contract.ts';

/** Runs work in a transaction of the real pipeline, with an event, as another module's operation would. */
export async function directly<T>(world: World, work: (tx: Tx) => Promise<T>, role: SeedRole = 'owner'): Promise<T> {
  let result: T | undefined;
  const contract = command('test.directly', {
    label: 'Directly',
    about: 'Calls the api of the ledger.',
    permission: 'ledger.entry.read',
    input: z.object({}),
    output: z.object({}),
    refusals: POSTING_REFUSALS,
  });
  const operation = implement(contract, async (tx) => {
    result = await work(tx);
    return {};
  });
  await execute(world.app, operation, { actor: seedActor(world.app, role), company: world.company, input: {} });
  return result as T;
}
