import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { migrate } from '#kernel/db/migrate.ts';
import { startServer } from '#kernel/db/server.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { modules } from '#modules/all.ts';
import { type Pages, referencePages } from './reference-pages.ts';

/* Writes docs/reference/*.md and src/kernel/db/schema.sql from the registry and a freshly migrated database. */

const ROOT = join(import.meta.dirname, '..');

async function fresh(): Promise<Pages> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countinghouse-reference-'));
  const server = await startServer({ dataDir, durable: false });
  try {
    await migrate(server.ownerUrl);
    return await connected(server.ownerUrl, (client) => referencePages(makeRegistry(modules), sqlOn(client)));
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

for (const [file, text] of Object.entries(await fresh())) {
  mkdirSync(dirname(join(ROOT, file)), { recursive: true });
  writeFileSync(join(ROOT, file), text);
  console.log(file);
}
