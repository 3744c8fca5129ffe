import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { FIRST_SCREEN_BYTES, firstScreen } from './bundle.ts';

test('the first screen is light: sign-in, shell and a list', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-web-'));
  try {
    await build({
      configFile: join(import.meta.dirname, '../../vite.config.ts'),
      mode: 'production',
      logLevel: 'error',
      build: { outDir: folder },
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
