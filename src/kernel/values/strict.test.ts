import { expect, test } from 'vitest';
import { z } from 'zod';
import * as v from './schema.ts';
import { strict } from './strict.ts';

const schema = strict(
  z.object({
    item: v.Ref('catalog.item'),
    asOf: v.Day.nullish(),
    name: v.Name.optional(),
    note: v.Note.optional(),
    custom: z.json().optional(),
    lines: z
      .array(z.object({ quantity: v.Quantity, discountPercent: v.Percent.nullish() }))
      .default([])
      .describe('What is ordered.'),
    cut: z.union([z.object({ percent: v.Percent }), z.object({ amountMinor: v.Minor })]).optional(),
  }),
);
const item = '01890000-0000-7000-8000-000000000000';
const messages = (input: object) =>
  schema.safeParse({ item, ...input }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('an unknown field is refused at every depth, and the nearest known one is named', () => {
  expect(messages({ asof: '2026-01-01' })).toEqual([': There is no field asof here. Did you mean asOf?']);
  expect(messages({ lines: [{ quantity: 1, discount: 5 }] })).toEqual([
    'lines.0: There is no field discount here. Did you mean discountPercent?',
  ]);
  expect(messages({ cut: { precent: 5 } })[0]).toContain('There is no field precent here. Did you mean percent?');
  expect(messages({ itemId: 1, weather: 2 })).toEqual([
    ': There is no field itemId here. Did you mean item? There is no field weather here.',
  ]);
  expect(messages({ custom: { anything: { goes: [1] } }, lines: [{ quantity: '2' }] })).toEqual([]);
});

test('a text refuses what nobody can read; only a note has lines', () => {
  for (const sign of ['\u0000', '\u0007', '\u001b[31m', '\u007f', '\u0085', '\u202e', '\ud800']) {
    expect(messages({ name: `a${sign}b` }), JSON.stringify(sign)).toHaveLength(1);
    expect(messages({ note: `a${sign}b` }), JSON.stringify(sign)).toHaveLength(1);
    expect(messages({ custom: { deep: [`a${sign}b`] } }), JSON.stringify(sign)).not.toEqual([]);
  }
  expect(messages({ name: 'two\nlines' })).toHaveLength(1);
  expect(messages({ note: 'two\nlines\tand more', name: 'Ünïcode 日本 👩‍🏭 عربي ' })).toEqual([]);
});

test('what was said about a schema stays said', () => {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as never as {
    properties: Record<string, Record<string, unknown>>;
    additionalProperties: boolean;
  };
  expect(made.additionalProperties).toBe(false);
  expect(made.properties.item).toMatchObject({ kind: 'reference', entity: 'catalog.item' });
  expect(made.properties.lines).toMatchObject({
    description: 'What is ordered.',
    items: { additionalProperties: false },
  });
  expect(strict(schema)).toBe(schema);
  expect(schema.parse({ item })).toEqual({ item, lines: [] });
});
