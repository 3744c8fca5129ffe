import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Command } from '#kernel/command.ts';
import { COMMON_REFUSALS } from '#kernel/refusal.ts';
import { readThings, refusalsOf } from './refusals.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a bill calls by its own name: the landed cost is asked with a door of its own that renames it. */
const RENAMED = new Set(['of_order']);

test('every refusal that carrying out an operation can end in stands in its contract', async () => {
  const files = globSync('src/modules/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/\.test\.ts$|\/demo|\/web\//.test(file),
  );
  const found = refusalsOf(readThings(ROOT, files));
  expect(found.size).toBeGreaterThan(120);
  const undeclared: string[] = [];
  for (const [contract, codes] of found) {
    const [file, name] = contract.split('#') as [string, string];
    // What a file keeps to itself (a note that an approved request failed) refuses nothing.
    const offered = (await import(/* @vite-ignore */ join(ROOT, file)))[name] as Command | undefined;
    const { refusals, name: operation } = offered ?? { refusals: {}, name: contract };
    for (const code of codes)
      if (!(code in refusals) && !(code in COMMON_REFUSALS) && !RENAMED.has(code))
        undeclared.push(`${operation}: ${code}`);
  }
  expect(undeclared.sort()).toEqual([]);
});
