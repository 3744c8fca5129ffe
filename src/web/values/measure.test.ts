import { expect, it } from 'vitest';
import { inUnit, measureText } from './measure.ts';

it.each([
  ['12', 'EA', '12'],
  ['1', 'PR', '1 pair'],
  ['2.0', 'PR', '2 pairs'],
  ['1.5', 'KG', '1.5 kg'],
  ['3', 'M2', '3 m²'],
  ['4', 'BAG', '4 BAG'],
  ['1234', null, '1,234'],
])('%s of the unit %s are said as %s', (quantity, unit, said) => expect(measureText(quantity, unit)).toBe(said));

it('names the unit of an input where there is one to name', () => {
  expect(inUnit('How many?', 'EA')).toBe('How many?');
  expect(inUnit('How much?', 'KG')).toBe('How much? (kg)');
});
