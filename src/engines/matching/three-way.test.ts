import { expect, test } from 'vitest';
import { threeWayMatch } from './three-way.ts';

const TOLERANCE = { pricePercent: '2', priceMinor: 10_00n, quantityPercent: '5' };
const match = (agreedPrice: string, billedPrice: string, openQuantity: string, billedQuantity: string) =>
  threeWayMatch({ agreedPrice, billedPrice, openQuantity, billedQuantity }, TOLERANCE, 2).map((hold) => hold.text);

test.each([
  ['as agreed', '10', '10', '100', '100', []],
  ['cheaper and less', '10', '9', '100', '50', []],
  ['dearer by what is let pass', '10', '10.20', '100', '100', []],
  ['dearer by more, but little on the whole line', '10', '11', '10', '10', []],
  ['dearer', '10', '10.21', '100', '100', ['billed at 10.21, agreed 10.00, 2.1 % more']],
  ['more than came, within what is let pass', '10', '10', '100', '105', []],
  ['more than came', '10', '10', '100', '105.5', ['billed 105.5, open 100']],
  ['both', '10', '12', '100', '200', ['billed 200, open 100', 'billed at 12.00, agreed 10.00, 20 % more']],
  ['agreed free of charge', '0', '1', '100', '100', ['billed at 1.00, agreed 0.00']],
  ['nothing came', '10', '10', '0', '1', ['billed 1, open 0']],
])('%s', (_name, agreed, billed, open, quantity, expected) => {
  expect(match(agreed, billed, open, quantity)).toEqual(expected);
});
