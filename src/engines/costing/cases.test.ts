import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCases, runCase } from './case-runner.ts';

const folder = new URL('./cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  describe(file, () => {
    const cases = parseCases(readFileSync(new URL(file, folder), 'utf8'));
    test('has cases, each with its own name', () => {
      expect(cases.length).toBeGreaterThan(0);
      expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
    });
    for (const one of cases) test(`${one.name} ${one.options.join(' ')}`, () => runCase(one));
  });
}

test('a case whose figure is wrong fails', () => {
  const [wrong] = parseCases('case wrong fifo\nin a 10 @2\nout x 5 => 9.00');
  expect(() => runCase(wrong!)).toThrow('line 3: out x 5 => 9.00');
});
