import { expect, it } from 'vitest';
import type { JsonSchema } from '../api/meta.ts';
import { fieldSpecs } from '../values/fields.ts';
import { gridColumns } from './grid-columns.ts';

const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });
const text: JsonSchema = { type: 'string', kind: 'text' };
const quantity: JsonSchema = { type: 'string', kind: 'quantity' };
const tax: JsonSchema = { type: 'string', kind: 'reference', entity: 'tax.code', among: { direction: 'sale' } };
const list = (properties: Record<string, JsonSchema>, required: string[]): JsonSchema =>
  orNull({ type: 'array', items: { type: 'object', properties, required } });
const columnsOf = (properties: Record<string, JsonSchema>, required: string[] = []) =>
  gridColumns(fieldSpecs({ properties, required }));

it('gives a list of records a cell of its own, behind what is no list', () => {
  const columns = columnsOf({ taxCodes: orNull({ type: 'array', items: tax }), note: text });
  expect(columns.map(({ name }) => name)).toEqual(['note', 'taxCodes']);
  expect(columns[1]).toMatchObject({
    ...{ type: 'reference', entity: 'tax.code', filter: { direction: 'sale' }, several: { none: true } },
  });
  const [must] = columnsOf({ members: { type: 'array', items: tax } }, ['members']);
  expect(must!.several).toEqual({ none: false });
});

it('gives a short list of values a cell, named as its schema names them', () => {
  const expiresOn = orNull({ type: 'string', kind: 'day' });
  const lots = list({ number: text, quantity, expiresOn: { ...expiresOn, title: 'Until' } }, ['number', 'quantity']);
  const [column] = columnsOf({ lots });
  expect(column!.type).toBe('parts');
  expect(column!.parts!.map(({ label, type, required }) => [label, type, required])).toEqual([
    ['Number', 'text', true],
    ['Quantity', 'quantity', true],
    ['Until', 'day', false],
  ]);
});

it('has no cell for a list of anything else', () => {
  expect(columnsOf({ lines: list({ item: tax, quantity }, ['item', 'quantity']) })).toEqual([]);
  expect(columnsOf({ lines: list({ number: text, quantity }, ['number']) })).toEqual([]);
  expect(columnsOf({ lines: list({ number: text, tags: { type: 'array', items: text } }, ['number']) })).toEqual([]);
});
