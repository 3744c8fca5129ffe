import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { type ImportOptions, importFolder } from '#modules/office/importing/cli.ts';
import { scenario, type World } from '#test/harness.ts';

/** Imports one file of items with a mapping, twice: to try it, and in earnest. */
async function both(world: World, text: string | Buffer, mapping: object | string) {
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-formats-'));
  try {
    writeFileSync(join(folder, 'items.csv'), text);
    const map = join(folder, 'map.json');
    const step = { name: 'items', file: 'items', entity: 'catalog.item', key: '{code}' };
    const fields = { code: '{code}', name: '{name}', listPrice: { number: '{price}' } };
    const whole = { source: 'list', steps: [{ ...step, fields }] };
    writeFileSync(map, typeof mapping === 'string' ? mapping : JSON.stringify({ ...whole, ...mapping }));
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

scenario(
  'a file in UTF-16 is read by its mark; an empty one and a mapping that is no JSON are named',
  async (world) => {
    const utf16 = (text: string, big: boolean): Buffer => {
      const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
      return big ? bytes.swap16() : bytes;
    };
    const { done } = await both(world, utf16('code,name,price\nA,Öse,1.5\n', false), {});
    expect(done).toMatchObject({ read: 1, made: 1 });
    await both(world, utf16('code,name,price\nB,Bügel,2\n', true), {});
    expect(await items(world)).toEqual([
      ['A', 'Öse', '1.5'],
      ['B', 'Bügel', '2'],
    ]);
    const problems = async (text: string | Buffer, mapping: object | string = {}) => {
      const error = await both(world, text, mapping).catch((thrown) => thrown);
      return error.details.issues.map(({ path, message }: { path: string; message: string }) => [
        basename(path),
        message,
      ]);
    };
    expect(await problems('')).toEqual([['items.csv', 'It is empty. Its first row must name the columns.']]);
    expect(await problems(utf16('code\nA\n', false).subarray(2))).toEqual([
      ['items.csv', 'It is no text. Save it as CSV in UTF-8.'],
    ]);
    expect(await problems('code\n', '{ "source": ')).toEqual([['map.json', expect.stringContaining('It is no JSON')]]);
  },
);

scenario('a misspelt field is refused wherever in a mapping it stands, with the one that was meant', async (world) => {
  const step = { name: 'items', file: 'items', entity: 'catalog.item', key: '{code}' };
  const fields = { code: '{code}', name: '{name}' };
  const lines = { field: 'lines', file: 'lines', by: 'code', of: '{code}', fields };
  const told = async (mapping: object): Promise<unknown[]> => {
    const error = await both(world, 'code,name\nA,Pump\n', mapping).catch((thrown) => thrown);
    return error.details.issues.map(({ path, message }: { path: string; message: string }) => [path, message]);
  };
  const meant = (given: string, right: string) => `There is no field ${given} here. Did you mean ${right}?`;
  expect(await told({ fromat: { decimal: ',' } })).toEqual([['', meant('fromat', 'format')]]);
  expect(await told({ format: { decimals: ',' } })).toEqual([['format', meant('decimals', 'decimal')]]);
  expect(await told({ records: { main: { entity: 'organisation.site', kye: 'MAIN', key: 'MAIN' } } })).toEqual([
    ['records.main', meant('kye', 'key')],
  ]);
  const inStep = (more: object) => told({ steps: [{ ...step, fields, ...more }] });
  expect(await inStep({ bacth: 10 })).toEqual([['steps.0', meant('bacth', 'batch')]]);
  expect(await inStep({ lines: { ...lines, flie: 'x' } })).toEqual([['steps.0.lines', meant('flie', 'file')]]);
  expect(await inStep({ join: { other: { file: 'other', on: '{code}', key: 'code', wehre: '{name}' } } })).toEqual([
    ['steps.0.join.other', meant('wehre', 'where')],
  ]);
  expect(await inStep({ fields: { ...fields, name: { ref: 'items', key: '{code}', optionl: true } } })).toEqual([
    ['steps.0.fields.name', meant('optionl', 'optional')],
  ]);
  // So is one of what is made: row by row, as it is the target that says what it takes.
  const { done } = await both(world, 'code,name\nA,Pump\n', {
    steps: [{ ...step, fields: { ...fields, listPrise: { value: '1' } } }],
  });
  expect(done).toMatchObject({
    made: 0,
    errors: [{ row: 2, problem: expect.stringContaining(meant('listPrise', 'listPrice')) }],
  });
  expect(await items(world)).toEqual([]);
});
