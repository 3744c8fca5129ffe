import { expect, it } from 'vitest';
import type { JsonSchema, Model, OperationMeta } from '../api/meta.ts';
import { changesOf, cleanInput, fieldSpecs, initialValues, operationFields, usualOf } from './fields.ts';

const schema: JsonSchema = {
  type: 'object',
  required: ['order', 'version'],
  properties: {
    order: { type: 'string', kind: 'reference', entity: 'sales.sales_order' },
    version: { type: 'integer', kind: 'version' },
    note: { anyOf: [{ type: 'string', kind: 'note' }, { type: 'null' }] },
    promisedOn: { anyOf: [{ type: 'string', kind: 'day' }, { type: 'null' }] },
    freightMinor: { anyOf: [{ type: 'string', kind: 'money' }, { type: 'null' }] },
  },
};

it('tells an operation that changes a record what is other than before, and null of what was emptied', () => {
  const fields = fieldSpecs(schema);
  const before = { order: 'o', version: 3, note: 'Ring twice', promisedOn: '2026-12-01', freightMinor: '1200' };
  const after = { ...before, note: undefined, promisedOn: '2026-12-08' };
  expect(cleanInput(fields, changesOf(fields, before, after))).toEqual({
    ...{ order: 'o', version: 3, note: null, promisedOn: '2026-12-08' },
  });
});

it('sends an empty list of a line, which was emptied on purpose, and none of a form, where nothing was said', () => {
  const list = { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] };
  const properties = { lines: { type: 'array', items: { properties: { taxCodes: list } } }, taxCodes: list };
  const values = { lines: [{ taxCodes: [] }, {}, { taxCodes: ['a'] }], taxCodes: [] };
  expect(cleanInput(fieldSpecs({ properties }), values)).toEqual({ lines: [{ taxCodes: [] }, { taxCodes: ['a'] }] });
});

it('shows what a flag does that nobody touched', () => {
  const [credit, replace, restock] = fieldSpecs({
    properties: {
      credit: { anyOf: [{ type: 'boolean' }, { type: 'null' }], usual: { unless: 'replace' } },
      replace: { type: 'boolean', default: false },
      restock: { type: 'boolean', default: true },
    },
  });
  expect(usualOf(credit!, {})).toBe(true);
  expect(usualOf(credit!, { replace: true })).toBe(false);
  expect(usualOf(replace!, {})).toBe(false);
  expect(usualOf(restock!, {})).toBe(true);
});

it('begins groups of values with their own defaults', () => {
  const fields = fieldSpecs({
    required: ['terms'],
    properties: { terms: { type: 'object', properties: { endOfMonth: { type: 'boolean', default: true } } } },
  });
  expect(initialValues(fields, '2026-11-30')).toEqual({ terms: { endOfMonth: true } });
});

it('offers the records an operation can be done on as they stand', () => {
  const model = { anyEntity: () => ({ state: 'state' }) } as unknown as Model;
  const refund = {
    name: 'receivables.refund',
    on: { entity: 'receivables.open_item', field: 'item', states: ['open'], where: { credit: true } },
    input: { properties: { item: { type: 'string', kind: 'reference', entity: 'receivables.open_item' } } },
  } as unknown as OperationMeta;
  expect(operationFields(model, refund)[0]!.filter).toEqual({ credit: true, state: ['open'] });
});
