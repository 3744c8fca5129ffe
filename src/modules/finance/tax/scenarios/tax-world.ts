import { z } from 'zod';
import { command, implement } from '#kernel/command.ts';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { registry, type World } from '#test/harness.ts';

/** Runs work in a transaction of the real pipeline, with an event, as another module's operation would. */
export async function directly<T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const contract = command('test.directly', {
    label: 'Directly',
    about: 'Calls the api of the module.',
    permission: 'tax.code.read',
    input: z.object({}),
    output: z.object({}),
  });
  const operation = implement(contract, async (tx) => {
    result = await work(tx);
    return {};
  });
  await execute(world.app, operation, { actor: seedActor(world.app, 'owner'), company: world.company, input: {} });
  return result as T;
}

/** Calls a derived operation by its name; returns the id it made. */
export async function create(world: World, operation: string, input: object): Promise<Id> {
  const { contract } = registry.operations.get(operation)!;
  const made = await world.as('owner')(contract, input);
  return (made as { id: Id }).id;
}

let made = 0;

export const newParty = (world: World, fields: Record<string, unknown>): Promise<Id> =>
  create(world, 'parties.create_party', {
    code: `P${++made}`,
    name: `Party ${made}`,
    isCustomer: true,
    isSupplier: true,
    ...fields,
  });

export const newItem = (world: World, taxClass: string | null): Promise<Id> =>
  create(world, 'catalog.create_item', { code: `I${++made}`, name: `Item ${made}`, kind: 'service', taxClass });

/** The ids of the tax codes by code. */
export const codeIds = async (world: World): Promise<Map<string, Id>> => {
  const rows = await world.inside(
    (tx) => tx.sql<{ code: string; id: Id }>`
    select code, id from tax.code where company_id = ${tx.company}`,
  );
  return new Map(rows.map((row) => [row.code, row.id]));
};

/** A tax code with a rate since ever (none for a group). */
export async function newTax(world: World, fields: Record<string, unknown>, rate?: string): Promise<Id> {
  const code = await create(world, 'tax.create_code', {
    code: `T${++made}`,
    name: `Tax ${made}`,
    direction: 'sale',
    ...fields,
  });
  if (rate !== undefined)
    await world.as('owner')(registry.operations.get('tax.set_rate')!.contract, { taxCode: code, rate });
  return code;
}
