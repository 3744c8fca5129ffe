import { isMonth } from '#kernel/values/day.ts';
import type { Field, Model, Row } from '../api/meta.ts';
import { formatDay, formatDecimal, formatMinor, formatMonth, formatTime, humanise } from './format.ts';

export type Shown = Pick<Field, 'type' | 'currency' | 'entity' | 'kindIn' | 'serial'> & {
  /** A negative of it is not bad. */
  readonly neutral?: boolean;
};

/** The currency of a money value: a column of its row, a fixed code, or nothing for the company's own. */
function currencyOf(field: Shown, row: Row | undefined): string | undefined {
  if (!field.currency) return undefined;
  const inRow = row?.[field.currency];
  if (typeof inRow === 'string') return inRow;
  return /^[A-Z]{3}$/.test(field.currency) ? field.currency : undefined;
}

/** A value as plain text, the way lists, exports of the screen and screen readers get it. */
export function valueText(model: Model, field: Shown, value: unknown, row?: Row): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field.type) {
    case 'money': {
      const currency = currencyOf(field, row);
      const amount = formatMinor(value, model.digits(currency));
      return currency && currency !== model.company.currency ? `${amount} ${currency}` : amount;
    }
    case 'number':
      return field.serial ? String(value) : formatDecimal(value);
    case 'quantity':
    case 'rate':
      return formatDecimal(value);
    case 'price':
      return formatDecimal(value, model.digits(currencyOf(field, row)));
    case 'percent':
      return `${formatDecimal(value)} %`;
    case 'day':
      return formatDay(value, model.locale);
    case 'time':
      return formatTime(value, model.company.timeZone);
    case 'state':
    case 'choice':
      return humanise(String(value));
    case 'flag':
      return value ? 'Yes' : 'No';
    case 'json':
      return jsonText(model, value);
    default:
      return plainText(model, value);
  }
}

/** Structured details as words rather than braces. */
export function jsonText(model: Model, value: unknown): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value))
    return value
      .map((item) => jsonText(model, item))
      .filter(Boolean)
      .join('; ');
  if (typeof value !== 'object' || value === null)
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : plainText(model, value);
  return Object.entries(value)
    .map(
      ([name, inner]) =>
        [name, /Minor$/.test(name) ? formatMinor(inner, model.digits()) : jsonText(model, inner)] as const,
    )
    .flatMap(([name, text]) => (text ? [`${humanise(name)}: ${text}`] : []))
    .join('; ');
}

const ID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const DAY = /(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g;
const NAME = /^[a-z]+\.[a-z_]+$/;
const CODE = /^[a-z]+(_[a-z]+)+$/;

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Text as it is, but for what stands for something with a name: an operation, a kind of record, a choice, a day; ids say nothing. */
function plainText(model: Model, value: unknown): string {
  const text = String(value).replace(ID, '').trim();
  if (CODE.test(text)) return humanise(text);
  if (NAME.test(text))
    return model.anyOperation(text)?.label ?? model.anyEntity(text)?.label ?? humanise(text.split('.')[1]!);
  return isMonth(text) ? formatMonth(text, model.locale) : withDays(model, text);
}

/** A sentence of the server with its days as people read them. */
export const withDays = (model: Pick<Model, 'locale'>, text: string): string =>
  text.replace(DAY, (day) => formatDay(day, model.locale));
