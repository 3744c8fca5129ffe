import { z } from 'zod';
import { command, implement } from '#kernel/command.ts';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import type { World } from '#test/harness.ts';
import { receiveStock } from '../contract.ts';
import type { Source } from '../move/move.ts';
import { stockRefusals } from '../refusals.ts';

/** Runs work in a transaction of the real pipeline, as an operation of a module above would. */
export async function directly<T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> {
  let result: T | undefined;
  const contract = command('test.directly', {
    label: 'Directly',
    about: 'Calls the api of inventory.',
    permission: 'inventory.stock.read',
    input: z.object({}),
    output: z.object({}),
    refusals: stockRefusals,
  });
  const operation = implement(contract, async (tx) => {
    result = await work(tx);
    return {};
  });
  await execute(world.app, operation, { actor: seedActor(world.app, 'owner'), company: world.company, input: {} });
  return result as T;
}

export interface ItemOptions {
  readonly method?: 'fifo' | 'average' | 'standard';
  readonly standardCost?: Decimal;
  readonly allowNegative?: boolean;
  readonly kind?: 'stocked' | 'service';
  readonly tracking?: 'none' | 'lot' | 'serial';
}

/** Items and sites as rows, so that these tests stand on the tables alone. */
export async function makeItem(world: World, code: string, options: ItemOptions = {}): Promise<Id> {
  const id = newId();
  const { method = 'fifo', standardCost = null, allowNegative = false, kind = 'stocked', tracking = 'none' } = options;
  await world.owner(
    (sql) => sql`
      insert into catalog.item (company_id, id, code, name, kind, unit, costing_method, standard_cost, allow_negative, tracking)
      values (${world.company}, ${id}, ${code}, ${code}, ${kind}, 'EA', ${method}, ${standardCost}, ${allowNegative}, ${tracking})`,
  );
  return id;
}

export async function makeSite(world: World, code: string): Promise<Id> {
  const id = newId();
  await world.owner(
    (sql) => sql`
      insert into organisation.site (company_id, id, code, name) values (${world.company}, ${id}, ${code}, ${code})`,
  );
  return id;
}

export const paper = (entity = 'test.document'): Source => ({ entity, id: newId() });

export interface StockFigures {
  readonly onHand: Decimal;
  readonly reserved: Decimal;
  readonly valueMinor: bigint;
}

export async function figures(world: World, item: Id, site: Id): Promise<StockFigures> {
  const [row] = await world.inside(
    (tx) => tx.sql<StockFigures>`
      select on_hand, reserved, value_minor from inventory.stock
      where company_id = ${tx.company} and item_id = ${item} and site_id = ${site}`,
  );
  return row ?? { onHand: '0', reserved: '0', valueMinor: 0n };
}

/** The ledger's balance of an account role. */
export async function balance(world: World, role: string): Promise<bigint> {
  const [row] = await world.inside(
    (tx) => tx.sql<{ minor: bigint }>`
      select coalesce(sum(b.amount_minor), 0)::bigint as minor
      from ledger.v_account_role r join ledger.v_balance b on b.company_id = r.company_id and b.account_id = r.account_id
      where r.company_id = ${tx.company} and r.role = ${role}`,
  );
  return row!.minor;
}

/** Two items at two sites, and how goods come to the first. */
export async function openStore(world: World) {
  const [pump, seal] = [await makeItem(world, 'PUMP'), await makeItem(world, 'SEAL', { method: 'average' })];
  const [north, south] = [await makeSite(world, 'NORTH'), await makeSite(world, 'SOUTH')];
  const receiveAt = (item: Id, quantity: string, unitCost: string, effectiveOn?: string) =>
    world.as('storekeeper')(receiveStock, {
      site: north,
      reason: 'production',
      lines: [{ item, quantity, unitCost }],
      ...(effectiveOn && { effectiveOn }),
    });
  return { pump, seal, north, south, receiveAt };
}

export const movesOf = (world: World, item: Id): Promise<{ id: Id; kind: string }[]> =>
  world.inside(
    (tx) => tx.sql<{ id: Id; kind: string }>`
      select id, kind from inventory.v_move where company_id = ${tx.company} and item_id = ${item} order by effective_on, seq`,
  );
