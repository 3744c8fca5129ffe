/*
 * Forms and check digits of tax ids. Sources: the European Commission's description of VAT number structures and check
 * algorithms; the IRS's form of employer identification numbers. Countries not listed are accepted by general form.
 */
interface Rule {
  readonly form: RegExp;
  /** Of the part of the id in brackets. Undefined: this kind of number has no check digit we know of. */
  readonly check?: (part: string) => boolean | undefined;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
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

/** ISO 7064 MOD 97-10; a letter counts as the number 10 to 35. */
const mod97 = (text: string): boolean =>
  BigInt([...text].map((sign) => Number.parseInt(sign, 36)).join('')) % 97n === 1n;

/** The Austrian check digit: Luhn's sum from the left, moved by four. */
const austrian = (d: string): boolean => {
  const sum = [...d.slice(0, 7)].reduce(
    (total, digit, index) => total + (index % 2 === 0 ? Number(digit) : digitSum(2 * Number(digit))),
    0,
  );
  return (10 - ((sum + 4) % 10)) % 10 === Number(d[7]);
};

/** Firms have nine digits with two rows of weights; people and foreigners ten digits in three kinds. */
const bulgarian = (d: string): boolean => {
  if (d.length === 10)
    return (
      (weighted(d, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(d[9]) ||
      weighted(d, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 === Number(d[9]) ||
      (11 - (weighted(d, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(d[9])
    );
  const first = weighted(d, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  return (first === 10 ? (weighted(d, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10 : first) === Number(d[8]);
};

const CYPRIOT_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const cypriot = (d: string): boolean => {
  const sum = [...d.slice(0, 8)].reduce(
    (total, digit, index) => total + (index % 2 === 0 ? CYPRIOT_ODD[Number(digit)]! : Number(digit)),
    0,
  );
  return LETTERS[sum % 26] === d[8];
};

/** Firms have eight digits, people ten; people registered before 1954 have nine without a check digit. */
const czech = (d: string): boolean | undefined => {
  if (d.length === 9) return undefined;
  if (d.length === 10) return Number(d) % 11 === 0;
  return (11 - (weighted(d, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(d[7]);
};

/** The key of digits is computed from the firm's number; a key with a letter tells a quotient and a rest of it. */
const FRENCH_KEY = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const french = (d: string): boolean => {
  const firm = Number(d.slice(2));
  if (/^\d\d/.test(d)) return (12 + 3 * (firm % 97)) % 97 === Number(d.slice(0, 2));
  const [first, second] = [FRENCH_KEY.indexOf(d[0]!), FRENCH_KEY.indexOf(d[1]!)];
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100;
  return (firm + 1 + Math.trunc(key / 11)) % 11 === key % 11;
};

/** Seven digits, the check letter, perhaps a letter that counts nine times; before 2013 the second sign was a letter. */
const irish = (d: string): boolean => {
  const number = /^\d{7}/.test(d) ? d.slice(0, 7) : `0${d.slice(2, 7)}${d[0]}`;
  const suffix = d[8] === undefined || d[8] === 'W' ? 0 : LETTERS.indexOf(d[8]) + 1;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weighted(number, [8, 7, 6, 5, 4, 3, 2]) + 9 * suffix) % 23] === d[7];
};

const lithuanian = (d: string): boolean => {
  const sum = (shift: number) =>
    [...d.slice(0, -1)].reduce((total, digit, index) => total + (1 + ((index + shift) % 9)) * Number(digit), 0) % 11;
  return (sum(0) === 10 ? sum(2) % 10 : sum(0)) === Number(d.at(-1));
};

/** Citizens by number modulo 23, foreigners with X, Y, Z for the first digit, firms by a Luhn digit or its letter. */
const spanish = (d: string): boolean => {
  const person = /^[0-9XYZKLM]/.test(d);
  const digits = d.slice(1, -1);
  if (person) {
    const first = /^\d/.test(d) ? d[0]! : /^[XYZ]/.test(d) ? String('XYZ'.indexOf(d[0]!)) : '';
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(first + digits) % 23] === d.at(-1);
  }
  return luhn(/\d$/.test(d) ? d.slice(1) : `${digits}${'JABCDEFGHI'.indexOf(d.at(-1)!)}`);
};

const RULES: Readonly<Record<string, Rule>> = {
  AT: { form: /^ATU(\d{8})$/, check: austrian },
  BE: { form: /^BE([01]\d{9})$/, check: (d) => 97 - (Number(d.slice(0, 8)) % 97) === Number(d.slice(8)) },
  BG: { form: /^BG(\d{9,10})$/, check: bulgarian },
  CH: {
    form: /^CHE(\d{9})(MWST|TVA|IVA)?$/,
    check: (d) => (11 - (weighted(d, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === Number(d[8]),
  },
  CY: { form: /^CY(\d{8}[A-Z])$/, check: cypriot },
  CZ: { form: /^CZ(\d{8,10})$/, check: czech },
  DE: { form: /^DE([1-9]\d{8})$/, check: mod1110 },
  DK: { form: /^DK(\d{8})$/, check: (d) => weighted(d, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0 },
  EE: { form: /^EE(\d{9})$/, check: (d) => weighted(d, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 },
  ES: { form: /^ES([A-HJ-NP-SUVWXYZ]\d{7}[A-Z0-9]|\d{8}[A-Z])$/, check: spanish },
  FI: { form: /^FI(\d{8})$/, check: (d) => (11 - (weighted(d, [7, 9, 10, 5, 8, 4, 2]) % 11)) % 11 === Number(d[7]) },
  FR: { form: /^FR([0-9A-HJ-NP-Z]{2}\d{9})$/, check: french },
  // XI is Northern Ireland's sign since 2021.
  GB: { form: /^(?:GB|XI)(\d{9}|\d{12})$/ },
  GR: {
    form: /^(?:EL|GR)(\d{9})$/,
    check: (d) => (weighted(d, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(d[8]),
  },
  HR: { form: /^HR(\d{11})$/, check: mod1110 },
  HU: { form: /^HU(\d{8})$/, check: (d) => weighted(d, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0 },
  IE: { form: /^IE(\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W])$/, check: irish },
  IT: { form: /^IT(\d{11})$/, check: luhn },
  LT: { form: /^LT(\d{9}|\d{12})$/, check: lithuanian },
  LU: { form: /^LU(\d{8})$/, check: (d) => Number(d.slice(0, 6)) % 89 === Number(d.slice(6)) },
  // People's numbers begin with 0 to 3 and carry a birthday instead.
  LV: {
    form: /^LV(\d{11})$/,
    check: (d) => (d[0]! > '3' ? weighted(d, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3 : undefined),
  },
  MT: { form: /^MT(\d{8})$/, check: (d) => 37 - (weighted(d, [3, 4, 6, 7, 8, 9]) % 37) === Number(d.slice(6)) },
  // Firms by the old rule on nine digits; sole traders, since 2020, by the new one on all of it.
  NL: {
    form: /^NL(\d{9}B\d{2})$/,
    check: (d) => weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 === Number(d[8]) || mod97(`NL${d}`),
  },
  PL: { form: /^PL(\d{10})$/, check: (d) => weighted(d, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(d[9]) },
  PT: {
    form: /^PT(\d{9})$/,
    check: (d) => ((11 - (weighted(d, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === Number(d[8]),
  },
  RO: {
    form: /^RO([1-9]\d{1,9})$/,
    check: (d) => ((weighted(d.padStart(10, '0'), [7, 5, 3, 2, 1, 7, 5, 3, 2]) * 10) % 11) % 10 === Number(d.at(-1)),
  },
  SE: { form: /^SE(\d{10})01$/, check: luhn },
  SI: {
    form: /^SI([1-9]\d{7})$/,
    check: (d) => (11 - (weighted(d, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(d[7]),
  },
  SK: { form: /^SK([1-9]\d{9})$/, check: (d) => Number(d) % 11 === 0 },
  US: { form: /^(\d{9})$/ },
};

const GENERAL = /^[A-Z0-9]{4,20}$/;
/** What people type when they have no number; some check digits hold for it. */
const NOTHING_BUT_ZEROS = /^\D*0+\D*$/;

/** Spaces, dots and hyphens out, capitals in. */
export const normaliseTaxId = (text: string): string => text.replace(/[\s.\-/]/g, '').toUpperCase();

/** Why a tax id is wrong for a country; undefined when it is right, `checked` telling whether a check digit said so. */
export function checkTaxId(taxId: string, country: string | null): { wrong?: string; checked: boolean } {
  const rule = RULES[country ?? ''];
  if (NOTHING_BUT_ZEROS.test(taxId)) return { wrong: 'it has nothing but zeros', checked: false };
  if (!rule)
    return GENERAL.test(taxId)
      ? { checked: false }
      : { wrong: 'it should be 4 to 20 letters and digits', checked: false };
  const match = rule.form.exec(taxId);
  if (!match) return { wrong: 'its form is different', checked: false };
  const fits = rule.check?.(match[1]!);
  return fits === false ? { wrong: 'its check digit does not fit', checked: false } : { checked: fits === true };
}
