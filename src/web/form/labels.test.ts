import { expect, it } from 'vitest';
import { fieldSpecs } from '../values/fields.ts';
import { placeText } from './labels.ts';

const fields = fieldSpecs({
  properties: {
    code: { type: 'string', description: 'Short name' },
    lines: { type: 'array', items: { type: 'object', properties: { unitPrice: { type: 'string', kind: 'price' } } } },
  },
});

it.each([
  ['code', 'Short name'],
  ['lines.1.unitPrice', 'Lines, line 2, Unit price'],
  ['', ''],
  ['unknown', ''],
])('says %o as %o', (path, text) => {
  expect(placeText(fields, path, (line) => `line ${line}`)).toBe(text);
});
