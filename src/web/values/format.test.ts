import { expect, test } from 'vitest';
import { formatDay, formatDecimal, formatMinor, humanise, minorToDecimal, parseDecimal, parseMinor } from './format.ts';

test.each([
  ['0', 2, '0.00'],
  ['5', 2, '0.05'],
  ['-5', 2, '-0.05'],
  ['123456789', 2, '1,234,567.89'],
  ['-100000', 2, '-1,000.00'],
  ['1234', 0, '1,234'],
  ['1234567', 3, '1,234.567'],
  ['900719925474099312', 2, '9,007,199,254,740,993.12'],
  ['-0', 2, '0.00'],
  ['n/a', 2, 'n/a'],
])('%s minor units with %i digits read %s', (minor, digits, shown) => expect(formatMinor(minor, digits)).toBe(shown));

test.each([
  ['1234.5000', 0, '1,234.5'],
  ['1234.5', 2, '1,234.50'],
  ['-0.125', 0, '-0.125'],
  ['100', 0, '100'],
  ['0012', 0, '12'],
  ['9007199254740993.000000000001', 0, '9,007,199,254,740,993.000000000001'],
])('the decimal %s with at least %i places reads %s', (value, least, shown) =>
  expect(formatDecimal(value, least)).toBe(shown),
);

test.each([
  ['1,234.50', '1234.5'],
  ['1.234,50', '1234.5'],
  ['1 234,5', '1234.5'],
  ['12,5', '12.5'],
  ['1,234', '1234'],
  ['(12.50)', '-12.5'],
  ['\u22123', '-3'],
  ['.5', '0.5'],
  ['-0.0', '0'],
  ['12.', '12'],
  ['1e5', undefined],
  ['twelve', undefined],
  ['', undefined],
  ['1.2.3', undefined],
])('typed %s means %s', (typed, decimal) => expect(parseDecimal(typed)).toBe(decimal));

test.each([
  ['19.99', 2, '1999'],
  ['19.9', 2, '1990'],
  ['-0.05', 2, '-5'],
  ['1,000', 0, '1000'],
  ['0.005', 2, undefined],
  ['90071992547409.93', 2, '9007199254740993'],
  ['0', 2, '0'],
])('typed %s at %i digits is %s minor units', (typed, digits, minor) => expect(parseMinor(typed, digits)).toBe(minor));

test('an amount typed, shown and typed again stays the same', () => {
  for (const minor of ['1', '-1', '100', '123456', '-99999999999'])
    for (const digits of [0, 2, 3]) expect(parseMinor(minorToDecimal(minor, digits), digits)).toBe(minor);
});

test('days and names', () => {
  expect(formatDay('2026-01-31')).toBe('31 Jan 2026');
  expect(formatDay(null)).toBe('');
  expect(humanise('unitPrice')).toBe('Unit price');
  expect(humanise('totalMinor')).toBe('Total');
  expect(humanise('on_hold')).toBe('On hold');
});
