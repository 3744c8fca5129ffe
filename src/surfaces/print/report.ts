import type { App } from '#kernel/app.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Column, Report, Row } from '#kernel/report.ts';
import { type ReportAnswer, readTransaction, runReport } from '#kernel/run-report.ts';
import type { Actor, Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay, showDecimal, showMoney } from '#kernel/values/format.ts';
import { isHeading, ROW_WEIGHT } from '#kernel/values/row-weight.ts';
import { type Meant, sayer } from '#kernel/words/value.ts';
import { fileNameOf, headOf } from '../report-head.ts';
import { renderDocument } from './render.ts';

const TEMPLATE = 'src/surfaces/print/report.typ';

/** As many rows as a report may have that is printed: more are for a spreadsheet. */
export const PRINTED_ROWS = 1_000;

/** A report as template data: texts as people read them. */
interface ReportPaper {
  readonly title: string;
  readonly company: string;
  /** Company, period, currency and filters. */
  readonly sentence: string;
  readonly landscape: boolean;
  readonly columns: readonly { readonly label: string; readonly figure: boolean; readonly width: number }[];
  /** `weight`: of headings, sums and results of a statement. What heads others has a name in place of cells. */
  readonly rows: readonly {
    readonly cells: readonly string[];
    readonly weight: string | null;
    readonly name: string | null;
  }[];
  readonly totals: readonly string[] | null;
  readonly notes: readonly string[];
}

interface Asker {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
}

/** A report as a PDF for those who may read it, and the name of its file. Refuses more rows than are printed. */
export async function printReport(asker: Asker, name: string, params: unknown): Promise<{ pdf: Buffer; name: string }> {
  const data = await reportPaper(asker, name, params);
  const pdf = await renderDocument({ template: TEMPLATE, data: { ...data }, at: asker.app.clock.now() });
  return { pdf, name: fileNameOf(data.title, data.sentence) };
}

export async function reportPaper(asker: Asker, name: string, params: unknown): Promise<ReportPaper> {
  const answer = await runReport(asker, name, params);
  refuseTooMany(answer.rows.length);
  const { contract } = asker.app.registry.reports.get(name)!;
  return readTransaction(asker, (tx) => inWords(tx, contract, answer));
}

export function refuseTooMany(rows: number): void {
  const [has, most] = [rows, PRINTED_ROWS].map((count) => showDecimal(String(count)));
  const message = `It has ${has} rows, and no more than ${most} are printed. Ask for less, or take the CSV file.`;
  if (rows > PRINTED_ROWS) refuseCommon('invalid_input', { issues: [{ path: '', message }] });
}

const FIGURES = new Set<Column['type']>(['money', 'quantity', 'price', 'percent', 'number']);

async function inWords(tx: Tx, contract: Report, answer: ReportAnswer): Promise<ReportPaper> {
  const columns = Object.entries(answer.columns).filter(([, column]) => !column.hidden);
  const cellOf = (name: string, column: Column, row: Row): Meant => ({
    ...{ field: { type: column.type }, value: row[name], title: row[`${name}Title`] },
    currency: currencyOf(column, row),
  });
  const cells = answer.rows.flatMap((row) => columns.map(([name, column]) => cellOf(name, column, row)));
  const say = await sayer(tx, cells);
  const shown = (meant: Meant): string => {
    const own = meant.field.type === 'money' && (!meant.currency || meant.currency === tx.currency);
    if (own && /^-?\d+$/.test(String(meant.value))) return showMoney(BigInt(meant.value as bigint), tx.digits);
    return withDays(say(meant));
  };
  const told = answer.rows.map((row) => ({
    cells: columns.map(([name, column]) => shown(cellOf(name, column, row))),
    weight: ROW_WEIGHT[String(row.kind)] ?? null,
  }));
  const rows = told.map(({ cells, weight }) =>
    isHeading(weight) ? { cells: [], weight, name: cells.find(Boolean) ?? '' } : { cells, weight, name: null },
  );
  const summed = columns.some(([name, column]) => column.total && answer.totals?.[name] !== undefined);
  const totals = summed
    ? columns.map(([name, column], index) => {
        const text = shown(cellOf(name, column, answer.totals!));
        return text === '' && index === 0 ? 'Total' : text;
      })
    : null;
  const widths = columns.map(([, { label }], index) =>
    widthOf(label, [...rows.map((row) => row.cells[index] ?? ''), totals?.[index] ?? '']),
  );
  return {
    ...{
      title: contract.label,
      company: answer.context!.company,
      sentence: await headOf(tx, contract, answer),
      rows,
      totals,
    },
    landscape: widths.reduce((sum, width) => sum + width + 2, 0) > PORTRAIT,
    columns: columns.map(([, { label, type }], index) => ({ label, figure: FIGURES.has(type), width: widths[index]! })),
    notes: [...(answer.notes ?? []).map(withDays), ...(answer.more ? ['There are more rows than are shown.'] : [])],
  };
}

/** Letters that fit on a line of a page that stands upright, and of one column before it is broken. */
const PORTRAIT = 105;
const WIDEST = 40;

/** A heading breaks between words, a text too; a figure never does. */
const widthOf = (label: string, cells: readonly string[]): number =>
  Math.min(WIDEST, Math.max(...label.split(' ').map((word) => word.length), ...cells.map((cell) => cell.length), 3));

function currencyOf({ currency }: Column, row: Row): string | null {
  if (!currency) return null;
  const inRow = row[currency];
  return typeof inRow === 'string' ? inRow : /^[A-Z]{3}$/.test(currency) ? currency : null;
}

const withDays = (text: string): string =>
  text.replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])/g, (day) => showDay(day as Day));
