const MOST = 2 ** 31;

/**
 * The seeds of a random test: those that once found a fault, and another one each time; only the one named in the environment where
 * one is (`NAME=7 npx vitest run …`). A test says its seed in its title.
 */
export const seedsOf = (name: string, kept: readonly number[]): readonly number[] => {
  const named = process.env[name];
  return named === undefined ? [...kept, Math.floor(Math.random() * MOST)] : [Number(named)];
};
