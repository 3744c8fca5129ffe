import type { App } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { Refusal } from '#kernel/refusal.ts';
import { readTransaction, runReport } from '#kernel/run-report.ts';
import type { Actor, Tx } from '#kernel/tx.ts';
import { COMPANY } from './company.ts';

/** Where the demo plays: the real operations on a clock of its own. */
export interface Stage {
  /** Sets the clock to the morning of a day. */
  today(day: string): void;
  call(operation: string, input: unknown, as?: Actor): Promise<Record<string, unknown>>;
  /** The same, but a refusal is part of the story; undefined then. */
  tryTo(operation: string, input: unknown, as?: Actor): Promise<Record<string, unknown> | undefined>;
  create(entity: string, records: readonly object[]): Promise<string[]>;
  list(entity: string, query?: object): Promise<Record<string, unknown>[]>;
  report(name: string, params: object): Promise<Record<string, unknown>[]>;
  /** Who approves what the owner enters. */
  readonly second: Actor;
  /** Who buys, within limits. */
  readonly buyer: Actor;
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export async function openStage(real: App, startsOn: string): Promise<Stage> {
  const clock = fixedClock(`${startsOn}T08:00:00Z`);
  const app: App = { ...real, clock };
  const people = {
    owner: { ...seedActor(app, 'owner'), id: 'demo:anna', name: 'Anna Berger' },
    buyer: { ...seedActor(app, 'buyer'), id: 'demo:mia', name: 'Mia Gruber' },
    second: { ...seedActor(app, 'controller'), id: 'demo:paul', name: 'Paul Steiner' },
  };
  const company = await createCompany(app, COMPANY, people.owner);
  const call: Stage['call'] = async (operation, input, as = people.owner) =>
    (await execute(app, operation, { actor: as, company, input, via: 'demo' })).output as Record<string, unknown>;
  return {
    today: (day) => clock.set(`${day}T08:00:00Z`),
    call,
    tryTo: (operation, input, as) =>
      call(operation, input, as).catch((error: unknown) => {
        if (error instanceof Refusal) return undefined;
        throw error;
      }),
    create: async (entity, records) =>
      (await call(`${entity.replace('.', '.create_')}_batch`, { records })).ids as string[],
    list: async (entity, query = {}) =>
      (
        await listEntity(
          { app, actor: people.owner, company, entity: app.registry.entities.get(entity)! },
          { size: 200, ...query },
        )
      ).rows,
    report: async (name, params) => (await runReport({ app, actor: people.owner, company }, name, params)).rows,
    second: people.second,
    buyer: people.buyer,
    read: (work) => readTransaction({ app, actor: people.owner, company }, work),
  };
}
