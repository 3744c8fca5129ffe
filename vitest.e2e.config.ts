import { defineConfig } from 'vitest/config';

/** The tests in a real browser, one after the other, on the built web program. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/demo.ts'],
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 240_000,
  },
});
