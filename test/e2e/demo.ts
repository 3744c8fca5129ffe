import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openProgram } from '#surfaces/open.ts';
import { makeDemo } from '#surfaces/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with the demo company, whose owner has not signed in yet. No program runs on it. */
    demoFolder: string;
  }
}

const ROOT = join(import.meta.dirname, '../..');

/** Builds the screens and makes the demo company once for all browser tests; each file works on a copy. */
export default async function setup(project: TestProject): Promise<() => void> {
  if (!existsSync(join(ROOT, 'dist/web/index.html'))) {
    const { status } = spawnSync(join(ROOT, 'node_modules/.bin/vite'), ['build'], { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) throw new Error('The web program could not be built.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-demo-'));
  const { app, close } = await openProgram({ ...process.env, DATABASE_URL: '', COUNTINGHOUSE_DATA: folder });
  await makeDemo(app);
  await close();
  project.provide('demoFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
