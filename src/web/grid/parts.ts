import type { GridColumn, Values } from './grid-model.ts';

/*
 * A short list in one cell. Of each part the first two values stand beside each other, the others behind their names:
 * A12 × 5 until 31 Dec 2027, A13 × 3. A name alone is one piece of it: S1, S2, S3. What has a sign of these in it stands in quotes.
 */

const BETWEEN = /[,;\n]/;
const TIMES = /\s*[×*]\s*|\s+x\s*(?=[\d.])/i;
const QUOTED = /"([^"]+)"/g;
/** Stands for a text in quotes while the rest is taken apart. */
const KEPT = /\uE000(\d+)\uE000/g;

const wordOf = ({ label }: GridColumn): string => label.toLowerCase();
const named = (columns: readonly GridColumn[]): RegExp =>
  new RegExp(`\\s(${columns.map(wordOf).join('|') || '(?!)'})\\s`, 'i');

/** Whether lines of these columns can be written so. */
export const fitsParts = (columns: readonly GridColumn[]): boolean =>
  columns.length > 1 &&
  columns.every(
    ({ type, required }, at) => type !== 'reference' && type !== 'parts' && (at > 1 || required === true),
  ) &&
  columns.slice(2).every(({ required }) => !required);

/** What was typed as values; undefined when any part of it can not be read. */
export function readParts(
  columns: readonly GridColumn[],
  text: string,
  read: (column: GridColumn, text: string) => unknown,
): Values[] | undefined {
  const quoted: string[] = [];
  const parts = text
    .replace(QUOTED, (_, inside: string) => `\uE000${quoted.push(inside) - 1}\uE000`)
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) =>
      readPart(columns, part, (column, of) => {
        const value = read(column, of.replace(KEPT, (_, at: string) => quoted[Number(at)]!).trim());
        return column.type === 'quantity' && !isPositive(value) ? undefined : value;
      }),
    );
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts : undefined;
}

const isPositive = (value: unknown): boolean => /^[\d.]*[1-9][\d.]*$/.test(String(value ?? ''));

function readPart(
  [first, second, ...others]: readonly GridColumn[],
  part: string,
  read: (column: GridColumn, text: string) => unknown,
): Values | undefined {
  const [head = '', ...rest] = part.split(named(others));
  const [one = '', of = first!.type === 'text' ? '1' : '', ...more] = head.split(TIMES);
  const values = [
    [first!.name, one && read(first!, one)],
    [second!.name, of && read(second!, of)],
    ...others.flatMap((column) => {
      const at = rest.findIndex((word, index) => index % 2 === 0 && word.toLowerCase() === wordOf(column));
      return at < 0 ? [] : [[column.name, read(column, rest[at + 1]!)]];
    }),
  ] as const;
  const whole = more.length === 0 && values.length === 2 + rest.length / 2;
  return whole && values.every(([, value]) => value !== undefined && value !== '')
    ? Object.fromEntries(values)
    : undefined;
}

/** Values as they are typed. */
export function partsText(
  columns: readonly GridColumn[],
  parts: readonly Values[],
  write: (column: GridColumn, values: Values) => string,
): string {
  const [first, second, ...others] = columns as [GridColumn, GridColumn, ...GridColumn[]];
  const quote = (text: string) =>
    [BETWEEN, TIMES, named(others)].some((sign) => sign.test(text)) ? `"${text}"` : text;
  return parts
    .map((values) => {
      const one = quote(write(first, values));
      const of = write(second, values);
      const rest = others.flatMap((column) => {
        const text = write(column, values);
        return text === '' ? [] : [` ${wordOf(column)} ${column.type === 'text' ? quote(text) : text}`];
      });
      return `${one}${first.type === 'text' && of === '1' ? '' : ` × ${of}`}${rest.join('')}`;
    })
    .join(', ');
}

const SAMPLES: Partial<Record<GridColumn['type'], unknown>> = {
  text: 'A12',
  quantity: '5',
  price: '4.50',
  money: '450',
  day: '2027-12-31',
};

/** Parts such as a cell may have, to show how they are written; `whole`: with more than they cannot be without. */
export function samplesOf(columns: readonly GridColumn[], whole: boolean): Values[] {
  const [first, second, third] = columns as [GridColumn, GridColumn, GridColumn?];
  const shown = [first, second, ...(whole && third?.type === 'day' ? [third] : [])];
  const sample = Object.fromEntries(shown.map(({ name, type }) => [name, SAMPLES[type]]));
  return first.type === 'text' ? [sample, { [first.name]: 'S1', [second.name]: '1' }] : [sample];
}
