import { dec } from '#kernel/values/decimal.ts';
import type { ColumnOf, OperationName, ParamsOf, ReportName, RowOf } from '../api/contracts.ts';
import type { Model, OperationMeta, Row } from '../api/meta.ts';
import type { ReportAnswer } from '../api/queries.ts';
import type { en } from '../texts/en.ts';
import type { WidgetSpec } from './widget.tsx';

/** Texts without gaps to fill. */
type Text = Exclude<keyof typeof en.home, 'greeting'>;

/** One large figure of the home page and where it comes from. */
export interface FigureSpec {
  readonly label: Text;
  readonly report: ReportName;
  readonly params?: Row;
  readonly type: 'money' | 'number';
  readonly value: (answer: ReportAnswer, today: string) => unknown;
  /** The column it is read from; who may not see that column has no such figure. */
  readonly column?: string;
  /** A smaller figure below it, which says whether the large one is good. */
  readonly note?: { label: Text; value: (answer: ReportAnswer, today: string) => unknown };
  /** More than zero asks for action. */
  readonly alarm?: boolean;
}

export interface PanelSpec extends WidgetSpec<ReportName> {
  readonly title?: Text;
  /** Stays away where this report, which says the same better, may be seen. */
  readonly unless?: ReportName;
}

/** Checked against the report it is of; drawn without knowing which that is. */
const figure = <N extends ReportName>(
  report: N,
  spec: Omit<FigureSpec, 'report' | 'params' | 'value' | 'column' | 'note'> & {
    readonly params?: Partial<ParamsOf<N>>;
    readonly value: Value<N>;
    readonly column?: ColumnOf<N>;
    readonly note?: { label: Text; value: Value<N> };
  },
) => ({ report, ...spec }) as FigureSpec;
type Value<N extends ReportName> = (answer: ReportAnswer<RowOf<N>>, today: string) => unknown;
const panel = <N extends ReportName>(
  report: N,
  spec: Omit<PanelSpec, 'report' | 'params' | 'columns' | 'positive' | 'sort'> & {
    readonly params?: Partial<ParamsOf<N>>;
    readonly columns?: readonly ColumnOf<N>[];
    readonly positive?: ColumnOf<N>;
    readonly sort?: ColumnOf<N> | `-${ColumnOf<N>}`;
  } = {},
) => ({ report, ...spec }) as PanelSpec;

const monthOf = (day: string): string => day.slice(0, 7);
const lastMonthOf = (day: string): string => {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
};
const inMonth = <R>(answer: ReportAnswer<R>, month: string, of: { key: keyof R; column: keyof R }): unknown =>
  answer.rows.find((row) => row[of.key] === month)?.[of.column] ?? '0';
const isPositive = (value: unknown): boolean => /^\d*\.?\d*$/.test(String(value ?? '')) && /[1-9]/.test(String(value));
const countWhere = <R>(answer: ReportAnswer<R>, column: keyof R): number =>
  answer.rows.filter((row) => isPositive(row[column])).length;
const sumTotals = <R>(answer: ReportAnswer<R>, columns: readonly (keyof R)[]): string =>
  columns.reduce((sum, column) => sum + BigInt(String(answer.totals?.[column] ?? 0)), 0n).toString();

const OVERDUE = ['to30Minor', 'to60Minor', 'to90Minor', 'over90Minor'] as const;

/** What is begun day by day in the departments, those that come most often first. */
const STARTS: readonly OperationName[] = [
  ...(['sales.place_order', 'payables.post_bill', 'receivables.record_payment', 'payables.propose_run'] as const),
  ...(['purchasing.place_order', 'sourcing.request_goods', 'receivables.post_invoice', 'ledger.post_entry'] as const),
];
const MOST_STARTS = 4;

/** What this user begins day by day. */
export const startsOf = (model: Model): OperationMeta[] =>
  STARTS.flatMap((name) => model.operation(name) ?? []).slice(0, MOST_STARTS);

/** What the company should know before anything else. */
const FIGURES: readonly FigureSpec[] = [
  figure('ledger.profit_by_month', {
    label: 'profitMonth',
    type: 'money',
    value: (answer, today) => inMonth(answer, monthOf(today), { key: 'month', column: 'resultMinor' }),
    note: {
      label: 'lastMonth',
      value: (answer, today) => inMonth(answer, lastMonthOf(today), { key: 'month', column: 'resultMinor' }),
    },
  }),
  figure('sales.profit_by', {
    label: 'revenueMonth',
    params: { by: 'month' },
    type: 'money',
    value: (answer, today) => inMonth(answer, monthOf(today), { key: 'name', column: 'revenueMinor' }),
    note: {
      label: 'lastMonth',
      value: (answer, today) => inMonth(answer, lastMonthOf(today), { key: 'name', column: 'revenueMinor' }),
    },
  }),
  figure('sales.late_orders', {
    label: 'lateOrders',
    type: 'number',
    value: (answer) => answer.rows.length,
    alarm: true,
  }),
  figure('sales.open_lines', {
    label: 'shortLines',
    type: 'number',
    value: (answer) => countWhere(answer, 'missing'),
    alarm: true,
  }),
  figure('receivables.ageing', {
    label: 'owed',
    type: 'money',
    value: (answer) => answer.totals?.totalMinor,
    note: { label: 'overdue', value: (answer) => sumTotals(answer, OVERDUE) },
  }),
  figure('payables.ageing', {
    label: 'weOwe',
    type: 'money',
    value: (answer) => answer.totals?.totalMinor,
    note: { label: 'overdue', value: (answer) => sumTotals(answer, OVERDUE) },
  }),
  figure('purchasing.arrivals', {
    label: 'lateGoods',
    params: { late: true },
    type: 'number',
    value: (answer) => answer.rows.length,
    alarm: true,
  }),
  figure('inventory.stock_on_hand', {
    label: 'stockValue',
    column: 'valueMinor',
    type: 'money',
    value: (answer) => answer.totals?.valueMinor,
  }),
];

const DEBTS = ['number', 'customer', 'daysOverdue', 'openBaseMinor'] as const;

/** The most worth knowing first: profit, orders, what to buy and pay, who brings what. */
const PANELS: readonly PanelSpec[] = [
  panel('answers.profit'),
  panel('answers.profit_by_month'),
  panel('ledger.profit_by_month', { as: 'chart', unless: 'answers.profit_by_month' }),
  panel('answers.orders'),
  panel('sales.late_orders', {
    title: 'lateAndWhy',
    as: 'table',
    columns: ['number', 'customer', 'daysLate', 'why'],
    sort: '-daysLate',
  }),
  panel('sales.to_pick', {
    as: 'table',
    columns: ['number', 'customer', 'promisedOn', 'lines', 'delivery'],
  }),
  panel('inventory.open_counts', { as: 'table', columns: ['number', 'site', 'lines', 'counted'] }),
  panel('sourcing.replenishment', {
    title: 'toBuy',
    as: 'table',
    columns: ['itemCode', 'quantity', 'unit', 'supplierName'],
  }),
  panel('purchasing.arrivals', {
    title: 'lateGoods',
    params: { late: true },
    as: 'table',
    columns: ['number', 'supplier', 'item', 'daysLate'],
    sort: '-daysLate',
  }),
  panel('answers.runs_short', { as: 'table', columns: ['item', 'name', 'left', 'runsOutOn', 'orderQuantity'] }),
  panel('sales.open_lines', {
    title: 'runsShort',
    as: 'table',
    columns: ['item', 'number', 'promisedOn', 'missing'],
    sort: 'promisedOn',
    positive: 'missing',
    unless: 'answers.runs_short',
  }),
  panel('payables.holds', {
    params: { whose: 'all' },
    as: 'table',
    columns: ['supplierNumber', 'supplier', 'totalMinor', 'daysHeld', 'owner'],
    sort: '-daysHeld',
  }),
  panel('answers.oldest_debts', { as: 'table', columns: DEBTS }),
  panel('receivables.open_items', {
    title: 'oldestDebts',
    as: 'table',
    columns: DEBTS,
    sort: '-daysOverdue',
    positive: 'openBaseMinor',
    unless: 'answers.oldest_debts',
  }),
  panel('answers.consumed', { as: 'table', columns: ['item', 'name', 'quantity', 'costMinor'] }),
  panel('answers.top_customers'),
  panel('answers.top_items'),
  panel('sales.profit_by', {
    title: 'profitByCustomer',
    params: { by: 'customer' },
    as: 'table',
    columns: ['name', 'revenueMinor', 'profitMinor', 'marginPercent'],
    sort: '-profitMinor',
    unless: 'answers.top_customers',
  }),
  panel('sales.order_margin', {
    title: 'profitByOrder',
    as: 'table',
    columns: ['number', 'customer', 'marginMinor', 'marginPercent'],
    sort: '-orderedOn',
    positive: 'revenueMinor',
  }),
  panel('inventory.slow_moving', {
    as: 'table',
    columns: ['item', 'name', 'quantity', 'idleDays', 'valueMinor'],
    sort: '-valueMinor',
  }),
  panel('answers.books', { as: 'table', columns: ['rule', 'state'] }),
];

export interface Home {
  readonly figures: readonly FigureSpec[];
  readonly panels: readonly PanelSpec[];
}

/** What of the home page this user may see. */
export function homeOf(model: Model): Home {
  const has = (report: ReportName | undefined) => report !== undefined && model.report(report) !== undefined;
  return {
    figures: FIGURES.filter(({ report }) => has(report)),
    panels: PANELS.filter(({ report, unless }) => has(report) && !has(unless)),
  };
}

/** The rows a panel shows: those with something in `positive`, sorted by `sort`. */
export function panelRows(rows: readonly Row[], { sort, positive }: Pick<WidgetSpec, 'sort' | 'positive'>): Row[] {
  const kept = positive ? rows.filter((row) => isPositive(row[positive])) : [...rows];
  if (!sort) return kept;
  const [column, sign] = sort.startsWith('-') ? [sort.slice(1), -1] : [sort, 1];
  return kept.sort((a, b) => sign * compare(a[column], b[column]));
}

const NUMBER = /^-?\d+(\.\d+)?$/;
function compare(a: unknown, b: unknown): number {
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  if (NUMBER.test(left) && NUMBER.test(right)) return dec(left).cmp(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
