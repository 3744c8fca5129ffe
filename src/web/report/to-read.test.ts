import { expect, test } from 'vitest';
import type { ReportColumn } from '../api/meta.ts';
import { toRead } from './to-read.ts';

const model = { digits: () => 2 };
const shown = (type: ReportColumn['type'], value: unknown) =>
  toRead(model, { label: '', type }, 'figure', { figure: value }).figure;

test.each([
  ['quantity', '11.18023255814', '11.18'],
  ['number', '14.608695652174', '14.6'],
  ['price', '53.576552', '53.58'],
  ['price', '0.003456789', '0.003457'],
  ['price', '-53.576552', '-53.58'],
  ['rate', '0.123456789', '0.123457'],
  ['money', '1234', '1234'],
  ['quantity', '12', '12'],
  ['text', '1.23456', '1.23456'],
  ['quantity', null, null],
] as const)('%s %s is read as %s', (type, value, text) => {
  expect(shown(type, value)).toBe(text);
});
