import { dec } from '#kernel/values/decimal.ts';
import type { FieldType } from '../api/meta.ts';
import { parseDay } from '../values/day-text.ts';
import {
  formatDay,
  formatDecimal,
  formatMinor,
  humanise,
  minorToDecimal,
  parseDecimal,
  parseMinor,
} from '../values/format.ts';
import { partsText, readParts } from './parts.ts';

/* What a line grid does with keys, text and pasted blocks; no screen needed. */

export interface GridColumn {
  readonly name: string;
  readonly label: string;
  /** `parts`: a short list of values that belong together, in one cell. */
  readonly type: FieldType | 'parts';
  readonly entity?: string;
  /** Of a reference: any number of records, and whether none of them may be said. */
  readonly several?: { readonly none: boolean };
  /** What one of the parts consists of. */
  readonly parts?: readonly GridColumn[];
  readonly choices?: readonly string[];
  readonly width?: number;
  readonly required?: boolean;
  /** Derived from the line, never typed. The value in the wire's form. */
  readonly compute?: (values: Values) => string | undefined;
  readonly total?: boolean;
  readonly help?: string;
  readonly filter?: Record<string, unknown>;
  /** What is taken when the cell is left empty. */
  readonly usual?: unknown;
}

export type Values = Readonly<Record<string, unknown>>;

export interface Line {
  readonly key: string;
  readonly values: Values;
  /** What is shown for references: titles by column, or the text still to be found. */
  readonly titles: Readonly<Record<string, string>>;
  /** A line of the record the form is about: as long as it is not ticked it says nothing. */
  readonly own?: {
    readonly id: string;
    readonly ticked: boolean;
    /** Of a line that is changed in place: what it says before. It needs no tick. */
    readonly began?: Values;
  };
  /** What is wrong, by column. */
  readonly problems?: Readonly<Record<string, Problem>>;
}

/** `guessed`: found for a part of its name while the lines were being sent, so nobody has seen it yet. */
export type Problem = 'unreadable' | 'notFound' | 'several' | 'notAsked' | 'guessed' | 'missing';

export interface At {
  readonly row: number;
  readonly column: number;
}

export interface Setting {
  readonly digits: number;
  readonly today: string;
}

let made = 0;
export const newLine = (values: Values = {}): Line => ({ key: `line-${++made}`, values, titles: {} });

/** A line that was kept from another visit, under a key that is free in this one. */
export const lineAgain = (line: Line): Line => ({ ...line, key: newLine().key });

export const ticked = (line: Line, yes = true): Line =>
  line.own ? { ...line, own: { ...line.own, ticked: yes } } : line;

/** The line with what is taken where its cells are empty; one that is still blank takes nothing. */
export const asTaken = (columns: readonly GridColumn[], line: Line): Line => {
  const usual = columns.filter((column) => column.usual !== undefined && isEmpty(column, line));
  if (usual.length === 0 || isBlank(columns, line)) return line;
  return { ...line, values: { ...line.values, ...Object.fromEntries(usual.map(({ name, usual }) => [name, usual])) } };
};

/** What a cell shows while nobody edits it. */
export function cellText(column: GridColumn, line: Line, setting: Setting): string {
  const value = column.compute ? column.compute(line.values) : line.values[column.name];
  if (column.type === 'reference')
    return line.titles[column.name] ?? (isNone(value) ? NONE : value ? String(value) : '');
  if (value === undefined || value === null) return '';
  if (column.type === 'parts') return editText(column, line, setting);
  if (column.type === 'money') return formatMinor(value, setting.digits);
  if (column.type === 'day') return formatDay(value);
  if (column.type === 'price') return formatDecimal(value, setting.digits);
  if (['quantity', 'percent', 'rate', 'number'].includes(column.type)) return formatDecimal(value);
  if (column.type === 'flag') return value === true ? '✓' : value === false ? '' : String(value);
  return column.type === 'choice' && column.choices?.includes(String(value)) ? humanise(String(value)) : String(value);
}

/** What the editor of a cell starts with: plain figures without groups. */
export function editText(column: GridColumn, line: Line, setting: Setting): string {
  const value = line.values[column.name];
  if (column.type === 'reference') return line.titles[column.name] ?? (isNone(value) ? NONE : '');
  if (value === undefined || value === null) return '';
  if (column.type === 'parts' && Array.isArray(value))
    return partsText(column.parts!, value, (part, values) => editText(part, newLine(values), setting));
  if (column.type === 'money') return minorToDecimal(value, setting.digits);
  if (column.type === 'day') return formatDay(value);
  if (column.type === 'flag' && typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

/** What is typed where none of the records is meant, though some usually are. */
export const NONE = 'none';

const isNone = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** The texts of a reference cell, each of which means a record. */
export const textsOf = ({ several }: GridColumn, text: string): string[] =>
  several
    ? text
        .split(/[,;\n]/)
        .map((one) => one.trim())
        .filter(Boolean)
    : [text];

const YES = /^(y|yes|true|1|x|✓|ja|oui)$/i;
const NO = /^(n|no|false|0|-|nein|non)$/i;

/** The line after `typed` was entered into a cell. References are found later: until then their text stands in `titles`. */
export function enter(column: GridColumn, line: Line, typed: string, setting: Setting): Line {
  const text = typed.trim();
  const { [column.name]: _, ...problems } = line.problems ?? {};
  const titles = column.type === 'reference' ? { ...line.titles, [column.name]: text } : line.titles;
  if (text === '') {
    const { [column.name]: __, ...values } = line.values;
    const { [column.name]: ___, ...rest } = titles;
    return { ...line, values, titles: rest, problems };
  }
  const value = readValue(column, text, setting);
  const wrong = value === undefined && column.type !== 'reference';
  return {
    ...ticked(line),
    titles,
    values: { ...line.values, [column.name]: wrong ? text : value },
    problems: wrong ? { ...problems, [column.name]: 'unreadable' } : problems,
  };
}

function readValue(column: GridColumn, text: string, setting: Setting): unknown {
  const { digits, today } = setting;
  switch (column.type) {
    case 'money':
      return parseMinor(text, digits);
    case 'quantity':
    case 'price':
    case 'percent':
    case 'rate':
      return parseDecimal(text.replace(/%$/, ''));
    case 'number':
      return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
    case 'day':
      return parseDay(text, today);
    case 'flag':
      return YES.test(text) ? true : NO.test(text) ? false : undefined;
    case 'choice':
      return choiceOf(column, text.toLowerCase());
    case 'reference':
      return column.several?.none && text.toLowerCase() === NONE ? [] : undefined;
    case 'parts':
      return readParts(column.parts!, text, (part, of) => readValue(part, of, setting));
    case 'currency':
      return /^[a-z]{3}$/i.test(text) ? text.toUpperCase() : undefined;
    case 'country':
      return /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined;
    default:
      return text;
  }
}

/** The choice of this name, or the only one that begins so. */
function choiceOf({ choices = [] }: GridColumn, text: string): string | undefined {
  const names = (choice: string) => [choice.toLowerCase(), humanise(choice).toLowerCase()];
  const exact = choices.find((choice) => names(choice).includes(text));
  const begun = choices.filter((choice) => names(choice).some((name) => name.startsWith(text)));
  return exact ?? (begun.length === 1 ? begun[0] : undefined);
}

/** The line with a record, or several, chosen for a reference cell. */
export function choose(column: GridColumn, line: Line, id: string | readonly string[], title: string): Line {
  const { [column.name]: _, ...problems } = line.problems ?? {};
  return {
    ...ticked(line),
    values: { ...line.values, [column.name]: id },
    titles: { ...line.titles, [column.name]: title },
    problems,
  };
}

/** A block copied from a spreadsheet: rows by line breaks, cells by tabs, cells with either of them in quotes. */
export function parseBlock(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t' || sign === '\n') {
      rows.at(-1)!.push(cell);
      cell = '';
      if (sign === '\n') rows.push([]);
    } else cell += sign;
  }
  rows.at(-1)!.push(cell);
  return rows;
}

interface Paste {
  readonly columns: readonly GridColumn[];
  readonly lines: readonly Line[];
  readonly at: At;
  readonly block: readonly (readonly string[])[];
  readonly setting: Setting;
  readonly most: number;
}

/** Writes a block over the grid from a cell on; computed columns are passed over, lines are added as needed. */
export function paste({ columns, lines, at, block, setting, most }: Paste): Line[] {
  const typed = columns.map((column, index) => ({ column, index })).filter(({ column }) => !column.compute);
  const targets = typed.filter(({ index }) => index >= at.column).map(({ column }) => column);
  const result = [...lines];
  block.forEach((cells, offset) => {
    const row = at.row + offset;
    if (row >= most) return;
    while (result.length <= row) result.push(newLine());
    cells.forEach((text, index) => {
      const column = targets[index];
      if (column) result[row] = enter(column, result[row]!, text, setting);
    });
  });
  return result;
}

export interface Shape {
  readonly rows: number;
  readonly columns: readonly GridColumn[];
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'next' | 'previous' | 'home' | 'end' | 'first' | 'last';

/** Where a step leads. `next` and `previous` run through typed cells line by line; undefined leaves the grid. */
export function move(at: At, step: Step, { rows, columns }: Shape): At | undefined {
  const last = columns.length - 1;
  const clamp = (row: number, column: number): At => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(last, column)),
  });
  switch (step) {
    case 'up':
      return clamp(at.row - 1, at.column);
    case 'down':
      return clamp(at.row + 1, at.column);
    case 'left':
      return clamp(at.row, at.column - 1);
    case 'right':
      return clamp(at.row, at.column + 1);
    case 'home':
      return clamp(at.row, 0);
    case 'end':
      return clamp(at.row, last);
    case 'first':
      return clamp(0, 0);
    case 'last':
      return clamp(rows - 1, last);
    default:
      return run(at, step === 'next' ? 1 : -1, { rows, columns });
  }
}

function run(at: At, direction: 1 | -1, { rows, columns }: Shape): At | undefined {
  let { row, column } = at;
  for (;;) {
    column += direction;
    if (column < 0 || column >= columns.length) {
      row += direction;
      column = direction > 0 ? 0 : columns.length - 1;
    }
    if (row < 0 || row >= rows) return undefined;
    if (!columns[column]!.compute) return { row, column };
  }
}

/** The sum of a column over all lines, exact; lines without a readable figure count as nothing. */
export function totalOf(column: GridColumn, lines: readonly Line[]): string {
  let total = dec('0');
  for (const line of lines.filter(({ own }) => own?.ticked !== false)) {
    const value = column.compute ? column.compute(line.values) : line.values[column.name];
    if (/^-?\d+(\.\d+)?$/.test(String(value ?? ''))) total = total.plus(dec(String(value)));
  }
  return total.toFixed();
}

/** The text of a reference cell for which no record is known yet and none was sought in vain. */
export const openText = (column: GridColumn, line: Line): string | undefined => {
  const text = line.titles[column.name]?.trim();
  return text && line.values[column.name] === undefined && !line.problems?.[column.name] ? text : undefined;
};

const isEmpty = (column: GridColumn, line: Line): boolean =>
  ['', undefined, null].includes(line.values[column.name] as never) && !line.titles[column.name];

/** What keeps the lines from being sent: cells that are not understood, and empty ones without which a line is nothing. */
export function problemsOf(columns: readonly GridColumn[], lines: readonly Line[]): (At & { problem: Problem })[] {
  return lines.flatMap((line, row) =>
    isBlank(columns, line)
      ? []
      : columns.flatMap((column, at) => {
          const problem = column.compute ? undefined : problemOf(column, line);
          return problem ? [{ row, column: at, problem }] : [];
        }),
  );
}

function problemOf(column: GridColumn, line: Line): Problem | undefined {
  const known = line.problems?.[column.name];
  if (known && known !== 'missing') return known;
  if (isEmpty(column, line)) return column.required ? 'missing' : undefined;
  return openText(column, line) ? 'notFound' : undefined;
}

/** The lines with the problems found written to their cells, those of before gone. */
export const withMissing = (columns: readonly GridColumn[], lines: readonly Line[]): readonly Line[] =>
  lines.map((line) => {
    const kept = Object.entries(line.problems ?? {}).filter(([, problem]) => problem !== 'missing');
    const missing = isBlank(columns, line)
      ? []
      : columns.filter((column) => problemOf(column, line) === 'missing').map(({ name }) => [name, 'missing'] as const);
    return { ...line, problems: Object.fromEntries([...kept, ...missing]) };
  });

const FIGURES = new Set(['money', 'quantity', 'price']);

/**
 * Where Enter leads: to the next cell of the line that is still needed (what a line cannot be without; a figure, as long as
 * it has none), else to the first typed cell of the next line.
 */
export function afterEnter(at: At, lines: readonly Line[], columns: readonly GridColumn[]): At {
  const line = lines[at.row]!;
  const figured = columns.some((column) => FIGURES.has(column.type) && !column.compute && !isEmpty(column, line));
  const next = columns.findIndex(
    (column, index) =>
      index > at.column &&
      !column.compute &&
      isEmpty(column, line) &&
      (column.required || (!figured && FIGURES.has(column.type))),
  );
  if (next >= 0) return { row: at.row, column: next };
  return {
    row: at.row + 1,
    column: Math.max(
      0,
      columns.findIndex(({ compute }) => !compute),
    ),
  };
}

export const isBlank = (columns: readonly GridColumn[], line: Line): boolean =>
  line.own
    ? !line.own.ticked
    : columns.every(({ name, compute }) => compute || ['', undefined, null].includes(line.values[name] as never)) &&
      Object.values(line.titles).every((title) => title === '');
