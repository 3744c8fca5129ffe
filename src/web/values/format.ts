/*
 * How values are shown. Amounts and quantities arrive as strings and stay strings: no figure on a screen passed through a
 * binary floating-point number.
 */

const GROUP = ',';
const POINT = '.';

export const groupDigits = (whole: string): string => whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);

/** Minor units as a grouped amount in major units: ('-123456', 2) → '-1,234.56'. What is no integer comes back as it is. */
export function formatMinor(minor: unknown, digits: number): string {
  const text = String(minor ?? '');
  if (!/^-?\d+$/.test(text)) return text;
  const negative = text.startsWith('-') && !/^-0+$/.test(text);
  const figures = text.replace('-', '').padStart(digits + 1, '0');
  const whole = groupDigits(figures.slice(0, figures.length - digits).replace(/^0+(?=\d)/, ''));
  const fraction = digits > 0 ? `${POINT}${figures.slice(-digits)}` : '';
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/** A decimal string with grouped digits and without idle zeros; at least `least` places after the point. */
export function formatDecimal(value: unknown, least = 0): string {
  const text = String(value ?? '');
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = ''] = match;
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return `${sign}${groupDigits(whole!.replace(/^0+(?=\d)/, ''))}${kept ? `${POINT}${kept}` : ''}`;
}

/** Minor units as an exact decimal of major units, ungrouped, as it is typed: ('1999', 2) → '19.99'. */
export const minorToDecimal = (minor: unknown, digits: number): string =>
  formatMinor(minor, digits).replaceAll(GROUP, '');

/** What people type as a number, made an exact decimal string; undefined when it is none. Groups and one unary minus are fine. */
export function parseDecimal(typed: string): string | undefined {
  let text = typed
    .trim()
    .replace(/[\s\u00a0\u202f'_]/g, '')
    .replace('\u2212', '-');
  if (/^\(.*\)$/.test(text)) text = `-${text.slice(1, -1)}`;
  // A lone comma with other than three digits behind it is a decimal comma; otherwise commas group.
  if (/^-?\d*,\d+$/.test(text) && !/^-?\d{1,3},\d{3}$/.test(text)) text = text.replace(',', '.');
  else if (/^-?\d{1,3}(\.\d{3})+,\d+$/.test(text)) text = text.replaceAll('.', '').replace(',', '.');
  else text = text.replaceAll(',', '');
  const match = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (!match[2] && !match[3])) return undefined;
  const whole = (match[2] || '0').replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (whole.length > 18 || fraction.length > 12) return undefined;
  const sign = match[1] === '-' && /[1-9]/.test(whole + fraction) ? '-' : '';
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** What people type as an amount → minor units; undefined when it is none or has more places than the currency. */
export function parseMinor(typed: string, digits: number): string | undefined {
  const decimal = parseDecimal(typed);
  if (decimal === undefined) return undefined;
  const [whole, fraction = ''] = decimal.split('.') as [string, string?];
  if (fraction.length > digits) return undefined;
  const minor = `${whole}${fraction.padEnd(digits, '0')}`.replace(/^(-?)0+(?=\d)/, '$1');
  return minor;
}

const monthNames = new Map<string, string[]>();

function monthsOf(locale: string): string[] {
  const known = monthNames.get(locale);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const made = Array.from({ length: 12 }, (_, month) => format.format(new Date(Date.UTC(2026, month, 15))));
  monthNames.set(locale, made);
  return made;
}

/** '2026-01-31' → '31 Jan 2026': short, and read the same everywhere. */
export function formatDay(day: unknown, locale = 'en'): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(day ?? ''));
  if (!match) return String(day ?? '');
  return `${Number(match[3])} ${monthsOf(locale)[Number(match[2]) - 1] ?? match[2]} ${match[1]}`;
}

/** 'AT' → 'Austria'. */
export const countryName = (code: string, locale = 'en'): string =>
  /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code) : code;

/** '2026-01' → 'Jan 2026'. */
export const formatMonth = (month: string, locale = 'en'): string =>
  `${monthsOf(locale)[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/** An instant in the time zone of the company. */
export function formatTime(instant: unknown, timeZone: string, locale = 'en-GB'): string {
  const date = new Date(String(instant ?? ''));
  if (Number.isNaN(date.getTime())) return String(instant ?? '');
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

export { inWords as humanise } from '#kernel/values/words.ts';

export const RIGHT_ALIGNED: ReadonlySet<string> = new Set(['money', 'quantity', 'price', 'rate', 'percent', 'number']);
