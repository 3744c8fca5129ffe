import { expect } from 'vitest';
import type { App } from '#kernel/app.ts';
import type { Command } from '#kernel/command.ts';
import { seedActor } from '#kernel/company.ts';
import type { Sql } from '#kernel/db/sql.ts';
import { execute } from '#kernel/execute.ts';
import { Refusal } from '#kernel/refusal.ts';
import { openShop, type Shop } from '#modules/commerce/sales/scenarios/shop.ts';
import { LONG, scenario, type World } from '#test/harness.ts';
import { everySchedule, openStepper, someSchedules } from './stepper.ts';

/**
 * Every schedule of at most so many switches is run; of those with one more, some. Not asked for, at most `MOST` of them, evenly
 * spread: a pair of many statements would take minutes. `INTERLEAVINGS=1` runs all of one switch, as `npm run test:long` does,
 * `INTERLEAVINGS=2` all of two.
 */
const ASKED = process.env.INTERLEAVINGS ?? (LONG ? 1 : undefined);
const SWITCHES = Number(ASKED ?? 1);
const MOST = ASKED ? Number.POSITIVE_INFINITY : 12;
const SAMPLED = 4;

export type Act = readonly [Command, object];
interface Case {
  readonly acts: readonly Act[];
  /** What is true afterwards, without ids. */
  readonly state: (sql: Sql) => Promise<unknown>;
}
type Prepare = (world: World, shop: Shop) => Promise<Case>;

const carryOut =
  (world: World, [contract, input]: Act) =>
  async (app: App): Promise<string> => {
    try {
      await execute(app, contract.name, { actor: seedActor(app, 'owner'), company: world.company, input, via: 'test' });
      return 'done';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };

/** Every schedule ends as one of the serial orders does, each on documents of its own. */
export const pair = (name: string, prepare: Prepare): void =>
  scenario(
    name,
    async (world) => {
      const shop = await openShop(world);
      const sessions = (await prepare(world, shop)).acts.length;
      const stepper = await openStepper(world, sessions);
      try {
        const once = async (schedule: { first: number; switches: readonly number[] }) => {
          const { acts, state } = await prepare(world, shop);
          const { results, steps } = await stepper.run(
            acts.map((act) => carryOut(world, act)),
            schedule,
          );
          return { steps, outcome: JSON.stringify([results, await world.owner(state)], plain) };
        };
        const serial = [];
        for (let first = 0; first < sessions; first++) serial.push(await once({ first, switches: [] }));
        const allowed = serial.map(({ outcome }) => outcome);
        const steps = Math.max(...serial.map((run) => run.steps));
        const all = [
          ...spread(everySchedule(sessions, steps, SWITCHES)),
          ...someSchedules(sessions, steps, SWITCHES + 1, SAMPLED),
        ];
        console.log(`${name}: ${steps} statements, ${all.length} schedules`);
        for (const schedule of all) {
          const { outcome } = await once(schedule);
          expect(allowed, JSON.stringify(schedule)).toContain(outcome);
        }
      } finally {
        await stepper.close();
      }
    },
    ASKED ? 3_600_000 : 300_000,
  );

const spread = <T>(all: readonly T[]): T[] => {
  const step = Math.max(1, all.length / MOST);
  return all.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
};

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
