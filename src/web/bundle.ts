import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the build wrote about one file of its own. */
interface Built {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** Compressed bytes a browser fetches before somebody who just signed in sees a list: more feels slow on a phone. */
export const FIRST_SCREEN_BYTES = 250_000;
const FIRST_SCREEN = ['index.html', 'list/list-page.tsx'];

/** The files of the first screen in the build below `folder`, each with its compressed size in bytes. */
export function firstScreen(folder: string): Map<string, number> {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, Built>;
  const files = new Set<string>();
  const visit = (name: string) => {
    const built = manifest[name];
    if (!built) throw new Error(`The build has no ${name}.`);
    if (files.has(built.file)) return;
    files.add(built.file);
    for (const style of built.css ?? []) files.add(style);
    for (const other of built.imports ?? []) visit(other);
  };
  FIRST_SCREEN.forEach(visit);
  return new Map([...files].map((file) => [file, gzipSync(readFileSync(join(folder, file))).length]));
}
