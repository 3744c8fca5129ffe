import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONG, openWorld, scenario } from '#test/harness.ts';
import { anEvent, type Event, tell, type Variant } from './random-book.ts';

/**
 * Random events of stock through the real operations, over the three costing methods. `RANDOM_EVENTS=100000` tells so many more,
 * `STOCK_SEED=1` other ones. A story that fails is made shorter as long as it fails; it belongs into random-events.kept.json.
 */
const EVENTS = Number(process.env.RANDOM_EVENTS ?? (LONG ? 10_000 : 480));
const SEED = Number(process.env.STOCK_SEED ?? 930_625_248);
/** Events of one story, and stories of one database. */
const STORY = Math.min(250, EVENTS / 4);
const STORIES = 4;
/** A shorter story is tried at most so often. */
const TRIES = 60;

const VARIANTS: readonly (Variant & { name: string })[] = [
  { name: 'negative stock forbidden', allowNegative: false, corrections: true },
  { name: 'negative stock allowed', allowNegative: true, corrections: true },
  { name: 'no corrected quantities', allowNegative: false, corrections: false },
  { name: 'negative stock allowed, no corrected quantities', allowNegative: true, corrections: false },
];

interface Kept extends Variant {
  /** The fault it once found. */
  readonly about: string;
  readonly events: readonly Event[];
}
const KEPT: readonly Kept[] = JSON.parse(readFileSync(join(import.meta.dirname, 'random-events.kept.json'), 'utf8'));

for (const kept of KEPT)
  scenario(`a story that once failed: ${kept.about}`, async (world) => {
    expect((await tell(world, kept, kept.events)).fault).toBeUndefined();
  });

/** Leaves out parts, halves first, then less and less, while what is left still fails. */
async function shorten(variant: Variant, events: readonly Event[]): Promise<readonly Event[]> {
  let left = events;
  let tries = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1 && tries < TRIES; size = size > 1 ? Math.ceil(size / 2) : 0)
    for (let from = 0; from < left.length && tries < TRIES; tries++) {
      const fewer = left.toSpliced(from, size);
      const { world, close } = await openWorld();
      const fails = (await tell(world, variant, fewer).finally(close)).fault !== undefined;
      if (fails) left = fewer;
      else from += size;
    }
  return left;
}

async function reportFault(variant: Variant, events: readonly Event[], fault: string): Promise<never> {
  const { allowNegative, corrections } = variant;
  const kept = JSON.stringify({ about: '', allowNegative, corrections, events: await shorten(variant, events) });
  throw new Error(`${fault}\nFor random-events.kept.json:\n${kept}`);
}

/** Stories one after the other on one database, each of another variant. */
async function tellStories(first: number, stories: number): Promise<number> {
  const { world, close } = await openWorld();
  let done = 0;
  try {
    for (let number = first; number < first + stories; number++) {
      const variant = VARIANTS[number % VARIANTS.length]!;
      const events = fc.sample(anEvent, { seed: SEED + number, numRuns: STORY });
      const told = await tell(world, variant, events);
      if (told.fault) await reportFault(variant, events, `Seed ${SEED + number} (${variant.name}): ${told.fault}`);
      done += told.done;
    }
    await world.invariants();
    return done;
  } finally {
    await close();
  }
}

test(`stock equals ledger after each of ${EVENTS} random events, and a replay at the end of each story`, {
  timeout: 60_000 + EVENTS * 1_000,
}, async () => {
  const stories = Math.ceil(EVENTS / STORY);
  let done = 0;
  for (let first = 0; first < stories; first += STORIES) {
    done += await tellStories(first, Math.min(STORIES, stories - first));
    if (EVENTS > 10_000) console.log(`${(first + STORIES) * STORY} events, ${done} carried out, all well`);
  }
  expect(done).toBeGreaterThan(EVENTS / 3);
});
