import { expect, test } from 'vitest';
import { checkTaxId, normaliseTaxId } from './tax-id.ts';

/** Numbers whose check digit is known to be right, as people write them. */
const RIGHT: readonly [country: string, taxId: string][] = [
  ['BG', 'BG 175 074 752'],
  ['CY', 'CY10259033P'],
  ['CZ', 'CZ 25123891'],
  ['EE', 'EE 100 931 558'],
  ['ES', 'ES B-58378431'],
  ['ES', 'ES 54362315-K'],
  ['ES', 'ES X-2482300W'],
  ['FR', 'FR 40 303 265 045'],
  ['FR', 'FR K7 399 859 412'],
  ['FR', 'FR 4Z 123 456 782'],
  ['GR', 'EL 094259216'],
  ['HU', 'HU-12892312'],
  ['IE', 'IE 6433435F'],
  ['IE', 'IE 6433435OA'],
  ['IE', 'IE 8D79739I'],
  ['LT', 'LT 119511515'],
  ['LT', 'LT 100001919017'],
  ['LV', 'LV 4000 3521 600'],
  ['MT', 'MT 1167-9112'],
  ['RO', 'RO 185 472 90'],
  ['SK', 'SK 202 274 96 19'],
];

test.each(RIGHT)('%s: %s is right, and wrong with any one digit changed', (country, written) => {
  const taxId = normaliseTaxId(written);
  expect(checkTaxId(taxId, country)).toEqual({ checked: true });
  const missed = [...taxId].flatMap((sign, index) =>
    /\d/.test(sign) ? [`${taxId.slice(0, index)}${(Number(sign) + 1) % 10}${taxId.slice(index + 1)}`] : [],
  );
  expect(missed.filter((other) => checkTaxId(other, country).wrong === undefined)).toEqual([]);
});

// Where a number may follow one of several rules, a slip under one may happen to fit another, so not every slip is seen.
test.each([
  ['BG', 'BG 752316 926 3', 'BG 752316 926 4'],
  ['BG', 'BG 7111 042 925', 'BG 7111 042 923'],
  ['NL', 'NL 0044.95.445.B01', 'NL 0044.95.446.B01'],
  ['NL', 'NL 1234.56.789.B13', 'NL 1234.56.789.B14'],
])('%s: %s is right and %s is not', (country, right, wrong) => {
  expect(checkTaxId(normaliseTaxId(right), country)).toEqual({ checked: true });
  expect(checkTaxId(normaliseTaxId(wrong), country).wrong).toBe('its check digit does not fit');
});

test.each([
  ['DE', 'ATU13585627', 'its form is different'],
  ['FI', 'FI00000000', 'it has nothing but zeros'],
  ['US', '12345678', 'its form is different'],
  ['BR', '?', 'it should be 4 to 20 letters and digits'],
  [null, 'ABC', 'it should be 4 to 20 letters and digits'],
])('of %s, %s is wrong: %s', (country, taxId, wrong) => {
  expect(checkTaxId(taxId, country)).toEqual({ wrong, checked: false });
});

test.each([
  ['US', '12-3456789'],
  ['GB', 'XI 110 305 878'],
  ['CZ', 'CZ 512345678'],
  ['LV', 'LV 161175-19997'],
  ['BR', '11.222.333/0001-81'],
  [null, 'ABCD1234'],
])('of %s, %s has the form, and no check digit to go by', (country, written) => {
  expect(checkTaxId(normaliseTaxId(written), country)).toEqual({ checked: false });
});
