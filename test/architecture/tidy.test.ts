import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { readSources } from './source.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIMITS = { fileLines: 400, functionLines: 70, kernelLines: 3_200 };
const sources = readSources(ROOT, [
  'src/**/*.{ts,tsx}',
  'test/**/*.ts',
  'bench/**/*.ts',
  'examples/**/*.ts',
  '*.ts',
]).filter((source) => !source.file.includes('canary'));
const program = sources.filter(
  (source) => source.file.startsWith('src/') && !/\.(test|e2e)\.tsx?$|\/scenarios\//.test(source.file),
);

test('the tree was read', () => expect(sources.length).toBeGreaterThan(80));

test('no file is longer than a reader can hold', () => {
  const long = program.filter((source) => source.text.split('\n').length > LIMITS.fileLines + 1);
  expect(
    long.map(
      (source) =>
        `${source.file} has ${source.text.split('\n').length} lines. Split it by noun or verb; at most ${LIMITS.fileLines}.`,
    ),
  ).toEqual([]);
});

test('no function is longer than a screen', () => {
  const long = program
    .filter((source) => !source.file.endsWith('.tsx'))
    .flatMap((source) =>
      source.functions
        .filter((fn) => fn.lines > LIMITS.functionLines)
        .map(
          (fn) =>
            `${source.file}:${fn.line} ${fn.name} has ${fn.lines} lines. Name its steps; at most ${LIMITS.functionLines}.`,
        ),
    );
  expect(long).toEqual([]);
});

test('the clock is asked, never the machine', () => {
  const allowed = /^src\/(kernel\/(clock|values\/id|values\/day)\.ts|web\/)/;
  const calls = program
    .filter((source) => !allowed.test(source.file))
    .flatMap((source) =>
      source.bannedCalls
        .filter(({ call }) => call.includes('Date'))
        .map(({ call, line }) => `${source.file}:${line} calls ${call}. Use tx.now, tx.today or the app's clock.`),
    );
  expect(calls).toEqual([]);
});

test('nothing is re-exported wholesale and there are no barrels', () => {
  const bad = program.filter((source) => source.exportsAll || /^index\.tsx?$/.test(basename(source.file)));
  expect(
    bad.map((source) => `${source.file}: import from the file that defines it; no export *, no index.ts.`),
  ).toEqual([]);
});

test('nothing is left for later', () => {
  const mark = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X\\b|HA', 'CK'].join(''));
  expect(
    sources.filter((source) => mark.test(source.text)).map((source) => `${source.file}: finish it or delete it.`),
  ).toEqual([]);
});

test('every source file is used', () => {
  const used = new Set<string>();
  for (const source of sources) {
    for (const { specifier } of source.imports) used.add(target(source.file, specifier));
  }
  const roots = /^src\/main\.ts$|^src\/web\/main\.tsx$|^src\/demo\/|^src\/surfaces\/print\/render-worker\.ts$|\.d\.ts$/;
  const dead = program.filter((source) => !used.has(source.file) && !roots.test(source.file));
  expect(dead.map((source) => `${source.file} is imported by nobody. Delete it or use it.`)).toEqual([]);
});

const target = (from: string, specifier: string): string => {
  const alias = /^#(kernel|engines|modules|web|surfaces|test)\/(.*)$/.exec(specifier);
  const path = alias
    ? alias[1] === 'test'
      ? `test/${alias[2]}`
      : `src/${alias[1]}/${alias[2]}`
    : normalize(join(dirname(from), specifier));
  if (existsSync(join(ROOT, path))) return path;
  return [`${path}.ts`, `${path}.tsx`].find((candidate) => existsSync(join(ROOT, candidate))) ?? path;
};

test('the kernel stays small', () => {
  const lines = program
    // Starting, following and copying a database are tools beside the kernel's words; values and how they are said are shared by engines, doors and screens.
    .filter(
      ({ file }) =>
        file.startsWith('src/kernel/') && !/db\/(server|backup|replica|watch)|kernel\/(values|words)\//.test(file),
    )
    .reduce((total, source) => total + source.text.split('\n').length, 0);
  expect(lines, 'Move what knows a business noun into a module.').toBeLessThanOrEqual(LIMITS.kernelLines);
});

test('every module has a README, a table of contents and an invariant or a reason', () => {
  const missing = globSync('src/modules/*/*/module.ts', { cwd: ROOT }).flatMap((file) =>
    ['README.md', 'contract.ts']
      .filter((name) => !existsSync(join(ROOT, dirname(file), name)))
      .map((name) => `${dirname(file)} has no ${name}.`),
  );
  expect(missing).toEqual([]);
});

test('the first line of an invariant says what must hold', () => {
  const silent = globSync('src/**/invariants/*.sql', { cwd: ROOT }).filter(
    (file) => !/^-- [A-Z].{10,}/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(silent.map((file) => `${file}: begin with a comment that states the rule as a sentence.`)).toEqual([]);
});
