import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import Papa from 'papaparse';
import writeExcel, { type SheetData } from 'write-excel-file/node';
import type { App } from '#kernel/app.ts';
import type { Entity } from '#kernel/entity.ts';
import { ListQuery, readPage } from '#kernel/entity-read.ts';
import { authorise, parse } from '#kernel/execute.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { readTransaction, runReport } from '#kernel/run-report.ts';
import { companyOf } from '#kernel/transaction.ts';
import type { Actor } from '#kernel/tx.ts';
import { formatMajor } from '#kernel/values/money.ts';
import { fileNameOf, headOf } from './report-head.ts';

export type Format = 'csv' | 'xlsx';

interface Asker {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
}

const LIMITS = { csvRows: 1_000_000, xlsxRows: 50_000, pageRows: 2_000, stalledMs: 60_000 } as const;

/** A column of a file: its heading, and how a value of the row is written. */
interface FileColumn {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly currency?: string;
}

type Row = Record<string, unknown>;
/** Takes some rows; false when nobody wants any more. */
type Push = (rows: readonly Row[]) => Promise<boolean>;

/** The filtered list of an entity as a file, read page by page in one snapshot. Throws before the first byte if it may not be read. */
export async function entityFile(asker: Asker & { entity: Entity; format: Format }, query: unknown): Promise<Readable> {
  const { app, actor, entity, format } = asker;
  authorise(app, actor, entity.read);
  const asked = parse(ListQuery, query);
  const columns = Object.entries(entity.fields)
    .filter(([, field]) => !field.right || actor.permissions.has(field.right))
    .flatMap(([name, field]) => [
      { name, label: field.label, type: field.type, currency: field.currency },
      ...(field.type === 'reference' ? [{ name: `${name}Title`, label: `${field.label} (name)`, type: 'text' }] : []),
    ]);
  const limit = format === 'csv' ? LIMITS.csvRows : LIMITS.xlsxRows;
  const size = LIMITS.pageRows;
  return write(asker, { format, columns }, (push) =>
    readTransaction(asker, async (tx) => {
      // Page after page of one snapshot: memory stays the same however long the list.
      for (let page = 1; (page - 1) * size < limit; page++) {
        const { rows, more } = await readPage(tx, entity, { ...asked, page, size, count: false });
        if (!(await push(rows)) || !more) return;
      }
    }),
  );
}

/** A report as a file with the name it should be kept by; its totals are the last row. A sheet says above the headings whose figures it holds. */
export async function reportFile(
  asker: Asker & { name: string; format: Format },
  params: unknown,
): Promise<{ file: Readable; name: string }> {
  const result = await runReport(asker, asker.name, params);
  const { contract } = asker.app.registry.reports.get(asker.name)!;
  const said = await readTransaction(asker, (tx) => headOf(tx, contract, result));
  const columns = Object.entries(result.columns)
    .filter(([, column]) => !column.hidden)
    .map(([name, { label, type, currency }]) => ({ name, label, type, currency }));
  const totals = Object.keys(result.totals ?? {}).length > 0 ? [result.totals!] : [];
  if (asker.format === 'xlsx' && result.rows.length > LIMITS.xlsxRows)
    refuseCommon('invalid_input', { issues: [{ path: '', message: 'Too many rows for a sheet; take the CSV file.' }] });
  const file = await write(asker, { format: asker.format, columns, head: [contract.label, said] }, async (push) => {
    await push([...result.rows, ...totals]);
  });
  return { file, name: fileNameOf(contract.label, said) };
}

async function write(
  asker: Asker,
  { format, columns, head = [] }: { format: Format; columns: FileColumn[]; head?: readonly string[] },
  read: (push: Push) => Promise<void>,
): Promise<Readable> {
  const { currency, digits } = await companyOf(asker.app, asker.company);
  const text = (column: FileColumn, row: Row): string => {
    const value = row[column.name];
    if (value === null || value === undefined) return '';
    if (column.type === 'money') {
      const code = column.currency === undefined ? currency : String(row[column.currency] ?? column.currency);
      return formatMajor(BigInt(value as bigint), code === currency ? digits : digitsOf(code));
    }
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  if (format === 'xlsx') return sheet({ columns, head }, text, read);
  const lines = (rows: string[][]) => `${csvOf(rows, '\r\n')}\r\n`;
  let heading = lines([columns.map((column) => column.label)]);
  return streamed((push) =>
    read((rows) => {
      const cells = rows.map((row) => columns.map((column) => text(column, row)));
      const out = heading + (cells.length > 0 ? lines(cells) : '');
      heading = '';
      return push(out);
    }),
  );
}

const NUMERIC = new Set(['money', 'quantity', 'price', 'rate', 'percent', 'number']);

async function sheet(
  { columns, head }: { columns: FileColumn[]; head: readonly string[] },
  text: (column: FileColumn, row: Row) => string,
  read: (push: Push) => Promise<void>,
): Promise<Readable> {
  const above = head.map((value, at) => [{ value: harmless(value), ...(at === 0 ? { fontWeight: 'bold' } : {}) }]);
  const headings = columns.map((column) => ({ value: column.label, fontWeight: 'bold' }));
  const data: object[][] = [...above, ...(above.length > 0 ? [[]] : []), headings];
  await read(async (rows) => {
    for (const row of rows) data.push(columns.map((column) => cell(column, text(column, row))));
    return true;
  });
  return Readable.from([await writeExcel(data as SheetData).toBuffer()]);
}

/** Figures become numbers of the sheet as long as it can hold all their digits. */
const cell = (column: FileColumn, text: string): object => {
  if (text === '') return { value: null };
  if (NUMERIC.has(column.type) && text.replace(/\D/g, '').length <= 15) return { value: Number(text), type: Number };
  return { value: harmless(text), type: String };
};

/**
 * Spreadsheets run a cell that begins like a formula, some of them after blanks and unseen signs, and in the wide signs of East Asia
 * too; an apostrophe makes it text. Plain numbers stay what they are.
 */
const harmless = (text: string, cells: RegExp = WHOLE): string =>
  isNumber(text) ? text : text.replace(cells, (begin) => begin.replace(SIGN, "'$&"));

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);
const SIGN = /[=+\-@＝＋－＠﹢﹣﹦﹫−]$/u;
const WHOLE = /^[\s\p{C}\p{DI}]*[=+\-@＝＋－＠﹢﹣﹦﹫−]?/u;
/** Whatever could be taken for the begin of a cell, with the sign it begins with. */
const DIVIDED = /(?:^|[;\t\r\n])[\s\p{C}\p{DI}";]*[=+\-@＝＋－＠﹢﹣﹦﹫−]?/gu;

/**
 * Rows of CSV. Some spreadsheets divide cells at `;` instead, and then quotes in the middle of a row hold nothing together; some at
 * both, and then they do.
 */
export const csvOf = (rows: readonly (readonly string[])[], newline: string): string => {
  const cells = rows.map((row) => row.map((text) => harmless(text, DIVIDED)));
  return Papa.unparse(cells, { newline, quotes: (text) => /[;\t]/.test(String(text)) });
};

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/**
 * What `run` pushes, as a stream; it waits while the reader is slow and stops when the reader goes away. Resolves with the
 * first piece and throws what failed before it, so that a refusal is told instead of an empty file.
 */
function streamed(run: (push: (text: string) => Promise<boolean>) => Promise<void>): Promise<Readable> {
  const out = new PassThrough();
  out.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const push = async (text: string): Promise<boolean> => {
      if (out.destroyed) return false;
      const room = out.write(text);
      resolve(out);
      if (!room) await roomIn(out);
      return !out.destroyed;
    };
    run(push).then(
      () => out.end(() => resolve(out)),
      (error: Error) => {
        reject(error);
        out.destroy(error);
      },
    );
  });
}

/** A reader that takes nothing for a minute is gone; it would hold a connection to the database. */
async function roomIn(out: PassThrough): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const timer = setTimeout(() => out.destroy(new Error('The reader stalled.')), LIMITS.stalledMs);
  await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]).catch(() => undefined);
  clearTimeout(timer);
  waiting.abort();
}
