import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'countinghouse-reports-'));

interface Outcome {
  passed: number;
  failed: number;
}

const run = (command: string, args: string[], env: Record<string, string> = {}): boolean =>
  spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0;

/** A step without tests of its own counts only when it fails, so that the last line never hides a failure. */
const check = (command: string, args: string[]) => (): Outcome => ({ passed: 0, failed: run(command, args) ? 0 : 1 });

/** Runs vitest and counts its tests; a file that did not load is a failure as well. */
const vitest = (name: string, args: string[]) => (): Outcome => {
  const file = join(reports, `${name}.json`);
  const fine = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args]);
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: { status: string }[] }[];
  };
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && !result.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return { passed: report.numPassedTests, failed: fine ? failed : Math.max(1, failed) };
};

/** The exported journal is checked by another program. It comes from the system's packages when we may install them. */
function provideHledger(): Outcome {
  const there = () => spawnSync('hledger', ['--version']).status === 0;
  if (!there() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'hledger'];
    if (!run('apt-get', install, quiet)) run('apt-get', ['update', '-qq'], quiet) && run('apt-get', install, quiet);
  }
  if (!there()) console.log('SKIPPED: hledger is missing and can not be installed; the journal is not checked by it.');
  return { passed: 0, failed: 0 };
}

const steps: [name: string, step: () => Outcome, wanted?: boolean][] = [
  ['types', check('tsc', ['--noEmit', '-p', '.'])],
  ['style', check('biome', ['check', '.'])],
  ['unused', check('knip', [])],
  ['hledger', provideHledger],
  ['web build', check('vite', ['build']), existsSync(join(ROOT, 'vite.config.ts'))],
  ['tests', vitest('tests', [])],
  [
    'browser',
    vitest('browser', ['--config', 'vitest.e2e.config.ts']),
    globSync('test/e2e/**/*.e2e.ts', { cwd: ROOT }).length > 0,
  ],
];

const total: Outcome = { passed: 0, failed: 0 };
const summary: string[] = [];
for (const [name, step, wanted = true] of steps) {
  if (!wanted) continue;
  console.log(`\n== ${name}`);
  const began = performance.now();
  const { passed, failed } = step();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  summary.push(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(7)} s`);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
