import type { z } from 'zod';
import type { Command } from '#kernel/command.ts';
import { loadActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { runReport } from '#kernel/run-report.ts';
import { createUser } from '#modules/office/access/contract.ts';
import type { World } from '#test/harness.ts';

/** A person with an account, who acts with the rights they have when they act. */
export interface Person {
  readonly id: string;
  readonly email: string;
  do<C extends Command>(contract: C, input: z.input<C['input']>, key?: string): Promise<z.output<C['output']>>;
  /** The numbers of what waits for them. */
  inbox(): Promise<unknown[]>;
}

export async function hire(world: World, name: string, roles: string[]): Promise<Person> {
  const email = `${name.toLowerCase()}@works.test`;
  const made = await world.as('owner')(createUser, { email, name, roles });
  const id = made.id!;
  const { app, company } = world;
  const actor = async () => (await loadActor(app, { id, name }, company))!;
  return {
    id,
    email,
    do: async (contract, input, key) =>
      (await execute(app, contract.name, { actor: await actor(), company, input, via: 'test', key })).output as never,
    inbox: async () =>
      (await runReport({ app, actor: await actor(), company }, 'approvals.inbox', {})).rows.map((row) => row.number),
  };
}

/** The request a refusal named. */
export const requestOf = (deed: Promise<unknown>): Promise<string> =>
  deed.then(
    () => Promise.reject(new Error('It was carried out.')),
    (error: { code?: string; details?: { request?: string } }) =>
      error.code === 'approval_required' && error.details?.request ? error.details.request : Promise.reject(error),
  );

/** One of a role decides; `more` says from which amount, how many. */
export const role = (who: string, more: object = {}) => ({ kind: 'role' as const, who, ...more });

export const purchases = async (world: World) => (await world.list('purchasing.purchase_order')).rows;
