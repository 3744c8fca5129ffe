import { onTestFailed } from 'vitest';

const MOST = 2 ** 31;

/**
 * The seed of a random test: the one named in the environment (`NAME=7 npx vitest run …`), else another one each time. A test that
 * fails says its seed, wherever it failed: also where it took too long, or at the last look at the invariants.
 */
export function seedOf(name: string): number {
  const seed = Number(process.env[name] ?? Math.floor(Math.random() * MOST));
  onTestFailed(() => void process.stderr.write(`\n${name}=${seed}\n`));
  return seed;
}
