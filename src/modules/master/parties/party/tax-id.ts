/*
 * Forms and check digits of tax ids. Sources: the European Commission's description of VAT number structures and check
 * algorithms; the IRS's form of employer identification numbers. Countries not listed are accepted by general form.
 */
interface Rule {
  readonly form: RegExp;
  readonly check?: (digits: string) => boolean;
}

const weighted = (text: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);
const digitSum = (value: number): number => Math.trunc(value / 10) + (value % 10);

/** ISO 7064 MOD 11,10, used by Germany and Croatia. */
const mod1110 = (digits: string): boolean => {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
};

const luhn = (digits: string): boolean =>
  [...digits]
    .reverse()
    .reduce((sum, digit, index) => sum + (index % 2 === 0 ? Number(digit) : digitSum(2 * Number(digit))), 0) %
    10 ===
  0;

const RULES: Readonly<Record<string, Rule>> = {
  AT: {
    form: /^ATU(\d{8})$/,
    check: (d) =>
      (10 -
        (([...d.slice(0, 7)].reduce(
          (sum, digit, index) => sum + (index % 2 === 0 ? Number(digit) : digitSum(2 * Number(digit))),
          0,
        ) +
          4) %
          10)) %
        10 ===
      Number(d[7]),
  },
  BE: { form: /^BE([01]\d{9})$/, check: (d) => 97 - (Number(d.slice(0, 8)) % 97) === Number(d.slice(8)) },
  DE: { form: /^DE([1-9]\d{8})$/, check: mod1110 },
  DK: { form: /^DK(\d{8})$/, check: (d) => weighted(d, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  FI: { form: /^FI(\d{8})$/, check: (d) => (11 - (weighted(d, [7, 9, 10, 5, 8, 4, 2]) % 11)) % 11 === Number(d[7]) },
  FR: { form: /^FR(\d{11})$/, check: (d) => (12 + 3 * (Number(d.slice(2)) % 97)) % 97 === Number(d.slice(0, 2)) },
  HR: { form: /^HR(\d{11})$/, check: mod1110 },
  IT: { form: /^IT(\d{11})$/, check: luhn },
  LU: { form: /^LU(\d{8})$/, check: (d) => Number(d.slice(0, 6)) % 89 === Number(d.slice(6)) },
  NL: { form: /^NL(\d{9})B\d{2}$/, check: (d) => weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(d[8]) },
  PL: { form: /^PL(\d{10})$/, check: (d) => weighted(d, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(d[9]) },
  PT: {
    form: /^PT(\d{9})$/,
    check: (d) => ((11 - (weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === Number(d[8]),
  },
  SE: { form: /^SE(\d{10})01$/, check: luhn },
  SI: {
    form: /^SI([1-9]\d{7})$/,
    check: (d) => (11 - (weighted(d, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(d[7]),
  },
  ES: { form: /^ES([A-Z0-9]\d{7}[A-Z0-9])$/ },
  IE: { form: /^IE(\d[A-Z0-9+*]\d{5}[A-Z]{1,2})$/ },
  GB: { form: /^GB(\d{9}|\d{12})$/ },
  CH: {
    form: /^CHE(\d{9})(MWST|TVA|IVA)?$/,
    check: (d) => (11 - (weighted(d, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === Number(d[8]),
  },
  US: { form: /^(\d{9})$/ },
};

const GENERAL = /^[A-Z0-9]{4,20}$/;

/** Spaces, dots and hyphens out, capitals in. */
export const normaliseTaxId = (text: string): string => text.replace(/[\s.\-/]/g, '').toUpperCase();

/** Why a tax id is wrong for a country; undefined when it is right, `checked` telling whether a check digit said so. */
export function checkTaxId(taxId: string, country: string | null): { wrong?: string; checked: boolean } {
  const rule = RULES[country ?? ''];
  if (!rule)
    return GENERAL.test(taxId)
      ? { checked: false }
      : { wrong: 'it should be 4 to 20 letters and digits', checked: false };
  const match = rule.form.exec(taxId);
  if (!match) return { wrong: 'its form is different', checked: false };
  if (rule.check && !rule.check(match[1]!)) return { wrong: 'its check digit does not fit', checked: false };
  return { checked: rule.check !== undefined };
}
