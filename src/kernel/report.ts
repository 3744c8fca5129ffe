import type { z } from 'zod';
import type { Tx } from './tx.ts';
import { strict } from './values/strict.ts';

export type ColumnType =
  | 'text'
  | 'code'
  | 'money'
  | 'quantity'
  | 'price'
  | 'percent'
  | 'number'
  | 'day'
  | 'time'
  | 'flag'
  | 'state'
  | 'choice'
  | 'reference'
  | 'json';

/**
 * Where a figure leads when it is clicked: another report with parameters, a record, or the filtered list of an entity.
 * Values name columns of the row. `entity` and `list` name an entity, or the column that holds its name; `filter` names the
 * column that holds the list's filter. A row whose column is empty leads nowhere.
 */
export type Drill =
  | { report: string; params: Record<string, string | { value: string | number | boolean } | { param: string }> }
  | { entity: string; id: string }
  | { list: string; filter: string };

export interface Column {
  readonly label: string;
  readonly type: ColumnType;
  /** For money: the column holding its currency, or a fixed code; the company's currency when absent. */
  readonly currency?: string;
  readonly drill?: Drill;
  /** Shown under the table as the sum over all rows, computed by the server. */
  readonly total?: boolean;
  /** The permission needed to see the column at all. */
  readonly right?: string;
  /** One sentence: how the figure comes about. */
  readonly explain?: string;
  readonly hidden?: boolean;
  /** Of a number: it counts nothing, so its digits are not grouped. */
  readonly serial?: boolean;
  /** Of an amount: a negative is as good as a positive, as of a change, and not shown as if it were bad. */
  readonly neutral?: boolean;
}

export type Row = Record<string, unknown>;

export interface ReportResult {
  /** Rows of a statement say in a column `kind` whether they head or sum others (`values/row-weight.ts`). */
  readonly rows: Row[];
  /** What of a column depends on what was asked: the days its heading names, whether there is anything to show in it. */
  readonly columns?: Readonly<Record<string, Partial<Pick<Column, 'label' | 'hidden'>>>>;
  readonly totals?: Row;
  /** More rows exist than were asked for. */
  readonly more?: boolean;
  readonly notes?: string[];
  /** What was left out and taken all the same, such as the first day of the fiscal year: answered as if it had been asked for. */
  readonly taken?: Row;
}

type Columns = Readonly<Record<string, Column>>;

export interface Report<P extends z.ZodType = z.ZodType, Name extends string = string, C extends Columns = Columns> {
  readonly kind: 'report';
  readonly name: Name;
  readonly label: string;
  readonly about: string;
  readonly permission: string;
  /** Parameters `from` and `to` are the first and the last day of a period: the last is never before the first. */
  readonly params: P;
  readonly columns: C;
  /** How people would rather look at it than as a table. */
  readonly chart?: { type: 'bar' | 'line' | 'area' | 'donut'; x: string; y: readonly string[] };
}

export const report = <const Name extends string, P extends z.ZodType, const C extends Columns>(
  name: Name,
  definition: Omit<Report<P, Name, C>, 'kind' | 'name'>,
): Report<P, Name, C> => ({
  kind: 'report',
  name,
  ...definition,
  params: strict(definition.params),
});

export interface ReportQuery<R extends Report = Report> {
  readonly contract: R;
  readonly run: (tx: Tx, params: z.output<R['params']>) => Promise<ReportResult>;
}

/** What a module adds to the rows of a report of a module it uses, which knows nothing of it. */
export interface Addition {
  readonly report: string;
  readonly columns: Columns;
  /** Answers the rows with what is added. */
  readonly fill: (tx: Tx, rows: readonly Row[]) => Promise<Row[]>;
}

export const withAddition = ({ contract, run }: ReportQuery, { columns, fill }: Addition): ReportQuery => ({
  contract: { ...contract, columns: { ...contract.columns, ...columns } },
  run: async (tx, params) => {
    const result = await run(tx, params);
    return { ...result, rows: await fill(tx, result.rows) };
  },
});

/** Implements a report. The `tx` it gets is read-only. */
export const answer = <P extends z.ZodType, Name extends string, C extends Columns>(
  contract: Report<P, Name, C>,
  run: (tx: Tx, params: z.output<P>) => Promise<ReportResult>,
): ReportQuery<Report<P, Name, C>> => ({ contract, run });
