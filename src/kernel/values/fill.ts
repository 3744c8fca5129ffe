import { isDay } from './day.ts';
import type { Decimal } from './decimal.ts';
import { showDay, showDecimal, showMonth } from './format.ts';
import { inWords, lower } from './words.ts';

/** An amount of a currency, in its major units. */
export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Details that hold a name of the program: a state, a kind. */
const NAMES = new Set(['state', 'role', 'type', 'kind', 'dimension']);

const MONTH = /^\d{4}-\d\d$/;

/** Fills `{name}` in a text with the details, in words; `{name:line|lines}` is the first for one of it, the second for several. */
export const fill = (text: string, details: Record<string, unknown>): string =>
  text
    .replace(/\{(\w+):([^|}]+)\|([^}]+)\}/g, (_, name: string, one: string, several: string) =>
      Number(details[name]) === 1 ? one : several,
    )
    .replace(/\{(\w+)\}/g, (whole, name: string) => (details[name] == null ? whole : said(name, details[name])))
    .replace(/ {2,}/g, ' ');

function said(name: string, value: unknown): string {
  if (isAmount(value)) return `${showDecimal(value.amount as Decimal, places(value.amount))} ${value.currency}`;
  const text = String(value);
  if (NAMES.has(name)) return lower(inWords(text));
  if (MONTH.test(text)) return showMonth(text);
  return isDay(text) ? showDay(text) : text;
}

const isAmount = (value: unknown): value is Amount =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;

const places = (amount: string): number => amount.split('.')[1]?.length ?? 0;
