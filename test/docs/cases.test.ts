import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCases } from '../../src/engines/costing/case-runner.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const all = read('docs/cases.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (case|situation) /.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
/** Worked cases have a case of the engine; situations a scenario alone. */
const rows = all.filter((row) => row.length === 4);
const situations = all.filter((row) => row.length === 3);
const WANTED = 'V1 V3 V3b V5 V7 V9 V11 V13 V15 V17 P1 P3 P5 P5b P7 L1 L3 L5 L7 A1 A3 A7 A9 A11 B1 B3 B5'.split(' ');

test('every worked case is on the page, once', () => {
  const labels = rows.flatMap(([label]) => label!.split(', '));
  expect(labels.toSorted()).toEqual([...WANTED, 'worked check'].toSorted());
});

/** A scenario or test in whose title the label stands. */
const tells = (text: string, label: string): boolean =>
  new RegExp(String.raw`(?:\b(?:scenario|test|it)|\]\))\(\s*['"\`][^'"\`\n]*(?<![\w-])${label}(?![\w-])`).test(text);

test.each(rows)('%s is held by the tests that are named', (label, _what, engine, scenario) => {
  const [, file, names] = /^`(.+)` (.+)$/.exec(engine!)!;
  const cases = new Set(parseCases(read(`src/engines/costing/cases/${file}`)).map(({ name }) => name));
  for (const name of names!.split(', ')) expect(cases, `${file} has no case ${name}`).toContain(name);
  if (!scenario) return;
  const text = read(`src/modules/${scenario.replaceAll('`', '')}`);
  expect(
    label!.split(', ').some((one) => tells(text, one)),
    `${scenario} has no scenario ${label}`,
  ).toBe(true);
});

const SITUATIONS =
  'B01 B01a B01e B02 B02a B03 B03b B04 B04d B06 B08 B09 B11 B11a B11b B12 B14 B14b B15 B16 B17a B19 B19a B20 B20a B21 B22 B23 B23b B24 B25 B26 B26a B27 B30 B31 B31a B32 B33 B34 B35 B36 B37 B38 B39 B40 B41 B42 B43'.split(
    ' ',
  );

test.each(situations)('situation %s is held by its tests', (label, _what, tests) => {
  for (const file of tests!.replaceAll('`', '').split(', '))
    expect(tells(read(file), label!), `${file} has no test ${label}`).toBe(true);
});

test('every situation is on the page once', () => {
  const labels = situations.map(([label]) => label);
  expect(labels).toEqual(SITUATIONS);
});
