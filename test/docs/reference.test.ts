import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected } from '#kernel/db/server-roles.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { cloneDatabase, emptyDatabase } from '#test/cluster.ts';
import { registry, testTemplate } from '#test/harness.ts';
import { type Pages, referencePages } from '../../scripts/reference-pages.ts';
import { dumpSchema } from '../../scripts/schema.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA = 'src/kernel/db/schema.sql';
const PAGES = ['modules', 'operations', 'reports', 'refusals', 'permissions', 'events', 'tables'];

let pages: Pages;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
beforeAll(async () => {
  database = await cloneDatabase(await testTemplate());
  pages = await connected(database.ownerUrl, (client) => referencePages(registry, sqlOn(client)));
});
afterAll(() => database.drop());

test.each([...PAGES.map((name) => `docs/reference/${name}.md`), SCHEMA])('%s is up to date', (file) => {
  expect(
    pages[file] === readFileSync(join(ROOT, file), 'utf8'),
    `${file}: run \`npm run reference\` and commit it.`,
  ).toBe(true);
});

test('an empty database takes schema.sql, and then has the same schema', async () => {
  const empty = await emptyDatabase();
  try {
    await connected(empty.ownerUrl, (client) => client.query(pages[SCHEMA]!));
    expect(await connected(empty.ownerUrl, (client) => dumpSchema(sqlOn(client)))).toBe(pages[SCHEMA]);
  } finally {
    await empty.drop();
  }
});
