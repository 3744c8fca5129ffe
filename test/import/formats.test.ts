import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { type ImportOptions, importFolder } from '#modules/office/importing/cli.ts';
import { scenario, type World } from '#test/harness.ts';

/** Imports one file of items with a mapping, twice: to try it, and in earnest. */
async function both(world: World, text: string, mapping: object) {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-formats-'));
  try {
    writeFileSync(join(folder, 'items.csv'), text);
    const map = join(folder, 'map.json');
    const step = { name: 'items', file: 'items', entity: 'catalog.item', key: '{code}' };
    const fields = { code: '{code}', name: '{name}', listPrice: { number: '{price}' } };
    writeFileSync(map, JSON.stringify({ source: 'list', steps: [{ ...step, fields }], ...mapping }));
    const session = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.company };
    const run = async (more: Partial<ImportOptions>) => (await importFolder(session, { folder, map, ...more }))[0]!;
    return { tried: await run({ dryRun: true }), done: await run({}) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const items = async (world: World) =>
  (await world.list('catalog.item', { sort: 'code' })).rows.map(({ code, name, listPrice }) => [code, name, listPrice]);

scenario(
  'B31: mark, zeros in front, doubled quotes and empty cells are read; a code twice is seen by a dry run',
  async (world) => {
    const text = '\uFEFFcode,name,price\n00123,"Seal, 3"" wide",1.5\n00124,Nut,\n00123,Again,2\n';
    const { tried, done } = await both(world, text, {});
    expect(tried).toMatchObject({
      made: 2,
      errors: [{ row: 4, problem: 'it comes twice in the file: row 2 has it too' }],
    });
    expect(done).toMatchObject({ made: 2, errors: tried.errors });
    expect(await items(world)).toEqual([
      ['00123', 'Seal, 3" wide', '1.5'],
      ['00124', 'Nut', null],
    ]);
  },
);

scenario(
  'B31a: a mapping says the decimal sign and the order of a day; what fits neither way is named',
  async (world) => {
    const text = 'code,name,price\nA,Pump,"1.234,50"\nB,Seal,"0,5"\nC,Nut,"1,234.50"\nD,Bolt,1.5\n';
    const { tried, done } = await both(world, text, { format: { decimal: ',' } });
    expect(done.errors.map(({ row, problem }) => [row, problem])).toEqual([
      [4, '1,234.50 is not a number with “,” before its decimals'],
      [5, '1.5 is not a number with “,” before its decimals'],
    ]);
    expect(tried.errors).toEqual(done.errors);
    expect(await items(world)).toEqual([
      ['A', 'Pump', '1234.5'],
      ['B', 'Seal', '0.5'],
    ]);
  },
);
