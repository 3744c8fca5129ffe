import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { icons } from './scripts/icons.ts';

const SERVER = process.env.COUNTINGHOUSE_URL ?? 'http://127.0.0.1:3000';

/** Packages that change seldom stand in files of their own, so that a new release leaves them in the browser's store. */
const PACKAGES: [string, RegExp][] = [
  ['react', /node_modules\/(react|react-dom|scheduler)\//],
  ['tanstack', /node_modules\/@tanstack\//],
  ['texts', /node_modules\/(i18next|react-i18next)\//],
];

export default defineConfig({
  root: join(import.meta.dirname, 'src/web'),
  plugins: [react(), icons()],
  // The server takes writes from its own pages only; to it, those of the development server are its own.
  server: { proxy: { '/api': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } } } },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // Browsers that know light-dark(): rewritten for older ones, its colours would be lost.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        codeSplitting: { groups: PACKAGES.map(([name, test]) => ({ name, test })) },
      },
    },
  },
});
