import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FIRST_SCREEN_BYTES, firstScreen } from './bundle.ts';

const ROOT = join(import.meta.dirname, '../..');

test('the first screen is light: sign-in, shell and a list', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-web-'));
  try {
    // In a process of its own: a test runner's environment would build the libraries with their checks for developers.
    execFileSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const files = firstScreen(folder);
    const largest = [...files].sort((a, b) => b[1] - a[1]).map(([file, bytes]) => `${bytes} ${file}`);
    const total = largest.reduce((sum, line) => sum + Number.parseInt(line, 10), 0);
    expect(files.size).toBeGreaterThan(3);
    expect(total, `Load later what the first screen does not show:\n${largest.join('\n')}`).toBeLessThan(
      FIRST_SCREEN_BYTES,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
