/* Runs one bench by its name: `npm run bench -- o2c`. Without a name it lists them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the benches share, which is no bench itself. */
const SHARED = new Set(['run', 'shop', 'measure', 'http-door', 'ceiling', 'o2c-ceiling', 'p2p-ceiling']);
const names = readdirSync(import.meta.dirname)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !SHARED.has(name));
const [name = ''] = process.argv.splice(2, 1);
const file = join(import.meta.dirname, `${name}.ts`);
if (names.includes(name) && existsSync(file)) await import(pathToFileURL(file).href);
else {
  console.log(`npm run bench -- <name> [arguments]\nBenches: ${names.join(', ')}`);
  if (name) process.exitCode = 1;
}
