import Table from 'cli-table3';
import { toJson } from '#kernel/db/sql.ts';
import { formatMajor } from '#kernel/values/money.ts';
import { csvOf } from '../export.ts';
import { UsageError } from './run.ts';

export type Format = 'table' | 'csv' | 'json';

export interface Printed {
  readonly columns: Record<string, { label: string; type: string; hidden?: boolean }>;
  readonly rows: readonly Record<string, unknown>[];
  readonly totals?: Record<string, unknown>;
  readonly digits: number;
  /** The whole answer, printed for json. */
  readonly whole: unknown;
}

export const formatOf = (text: string): Format => {
  if (text === 'table' || text === 'csv' || text === 'json') return text;
  throw new UsageError(`There is no format ${text}; take table, csv or json.`);
};

const RIGHT = new Set(['money', 'quantity', 'price', 'percent', 'number', 'rate']);

/** Rows for people, spreadsheets or programs, on stdout. */
export function print(format: Format, printed: Printed): void {
  console.log(format === 'json' ? toJson(printed.whole) : format === 'csv' ? csv(printed) : table(printed));
}

const line = ({ columns, digits }: Printed, row: Record<string, unknown>): string[] =>
  shown(columns).map(([name, { type }]) => text(type, row[name], digits));

const shown = (columns: Printed['columns']) => Object.entries(columns).filter(([, column]) => !column.hidden);

const csv = (printed: Printed): string =>
  csvOf([shown(printed.columns).map(([, { label }]) => label), ...printed.rows.map((row) => line(printed, row))], '\n');

function table(printed: Printed): string {
  const columns = shown(printed.columns);
  const grid = new Table({
    head: columns.map(([, { label }]) => label),
    colAligns: columns.map(([, { type }]) => (RIGHT.has(type) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of printed.rows) grid.push(line(printed, row));
  const { totals } = printed;
  if (totals && Object.keys(totals).length > 0) grid.push(line(printed, totals));
  return grid.toString();
}

const text = (type: string, value: unknown, digits: number): string => {
  if (value === null || value === undefined) return '';
  if (type === 'money') return formatMajor(BigInt(value as bigint), digits);
  if (type === 'flag') return value === true ? 'yes' : 'no';
  return typeof value === 'object' ? toJson(value) : String(value);
};
