import { expect, test } from 'vitest';
import { listMigrations, migrate } from '#kernel/db/migrate.ts';
import { connected } from '#kernel/db/server-roles.ts';
import { emptyDatabase } from '#test/cluster.ts';

test('programs that start at once migrate once, and starting again changes nothing', async () => {
  const database = await emptyDatabase();
  try {
    const both = await Promise.all([
      migrate(database.ownerUrl),
      migrate(database.ownerUrl),
      migrate(database.ownerUrl),
    ]);
    const numbers = listMigrations().map((item) => item.number);
    expect(both.map(({ applied }) => applied).sort((a, b) => b.length - a.length)).toEqual([numbers, [], []]);
    expect(await migrate(database.ownerUrl)).toEqual({ applied: [] });
  } finally {
    await database.drop();
  }
});

test('a database of a newer program is refused, and so is an applied migration that was changed', async () => {
  const database = await emptyDatabase();
  try {
    await migrate(database.ownerUrl);
    await connected(database.ownerUrl, (client) =>
      client.query(`insert into kernel.migration (number, name, sha256) values (9999, '9999_later', 'x')`),
    );
    await expect(migrate(database.ownerUrl)).rejects.toThrow(/newer program \(it has 9999_later\)/);
    await connected(database.ownerUrl, async (client) => {
      await client.query('delete from kernel.migration where number = 9999');
      await client.query(`update kernel.migration set sha256 = 'other' where number = 1`);
    });
    await expect(migrate(database.ownerUrl)).rejects.toThrow(/was changed after it was applied/);
  } finally {
    await database.drop();
  }
});

test('migrations are numbered once', () => {
  const numbers = listMigrations().map((item) => item.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
});
