import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../../scripts/install.sh');

test('a start installs what the program needs, a test then what is missing, and nothing is installed twice', () => {
  const room = mkdtempSync(join(tmpdir(), 'install-'));
  onTestFinished(() => rmSync(room, { recursive: true }));
  for (const folder of ['scripts', 'bin', 'node_modules']) mkdirSync(join(room, folder));
  cpSync(SCRIPT, join(room, 'scripts/install.sh'));
  writeFileSync(join(room, 'package-lock.json'), '{}');
  // Some package of the program brings vitest along: its being there does not say that the rest of the tools is.
  const npm = '#!/bin/sh\necho "$*" >> asked\nmkdir -p node_modules/vitest\ntouch node_modules/.package-lock.json\n';
  writeFileSync(join(room, 'bin/npm'), npm);
  chmodSync(join(room, 'bin/npm'), 0o755);
  const asked = () =>
    readFileSync(join(room, 'asked'), 'utf8')
      .trim()
      .split('\n')
      .map((call) => call.includes('--omit=dev'));
  const install = (...want: string[]) =>
    execFileSync('sh', [join(room, 'scripts/install.sh'), ...want], {
      env: { ...process.env, PATH: `${join(room, 'bin')}:${process.env['PATH']}` },
      stdio: 'pipe',
    });

  install();
  install();
  expect(asked()).toEqual([true]);
  install('all');
  install('all');
  install();
  expect(asked()).toEqual([true, false]);

  const later = new Date(Date.now() + 60_000);
  utimesSync(join(room, 'package-lock.json'), later, later);
  install();
  expect(asked()).toEqual([true, false, false]);
});
