import { dec } from '#kernel/values/decimal.ts';
import type { Model, OperationMeta, Row } from '../api/meta.ts';
import type { ReportAnswer } from '../api/queries.ts';
import type { en } from '../texts/en.ts';
import type { WidgetSpec } from './widget.tsx';

/** Texts without gaps to fill. */
type Text = Exclude<keyof typeof en.home, 'greeting'>;

/** One large figure of the home page and where it comes from. */
export interface FigureSpec {
  readonly label: Text;
  readonly report: string;
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

export interface PanelSpec extends WidgetSpec {
  readonly title?: Text;
  /** Stays away where this report, which says the same better, may be seen. */
  readonly unless?: string;
}

const monthOf = (day: string): string => day.slice(0, 7);
const lastMonthOf = (day: string): string => {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
};
const inMonth = (answer: ReportAnswer, month: string, of: { key: string; column: string }): unknown =>
  answer.rows.find((row) => row[of.key] === month)?.[of.column] ?? '0';
const isPositive = (value: unknown): boolean => /^\d*\.?\d*$/.test(String(value ?? '')) && /[1-9]/.test(String(value));
const countWhere = (answer: ReportAnswer, column: string): number =>
  answer.rows.filter((row) => isPositive(row[column])).length;
const sumTotals = (answer: ReportAnswer, columns: readonly string[]): string =>
  columns.reduce((sum, column) => sum + BigInt(String(answer.totals?.[column] ?? 0)), 0n).toString();

const OVERDUE = ['to30Minor', 'to60Minor', 'to90Minor', 'over90Minor'];

/** What is begun day by day in the departments, those that come most often first. */
const STARTS = [
  ...['sales.place_order', 'payables.post_bill', 'receivables.record_payment', 'payables.propose_run'],
  ...['purchasing.place_order', 'sourcing.request_goods', 'receivables.post_invoice', 'ledger.post_entry'],
];
const MOST_STARTS = 4;

/** What this user begins day by day. */
export const startsOf = (model: Model): OperationMeta[] =>
  STARTS.flatMap((name) => model.operation(name) ?? []).slice(0, MOST_STARTS);

/** What the company should know before anything else. */
const FIGURES: readonly FigureSpec[] = [
  {
    label: 'profitMonth',
    report: 'ledger.profit_by_month',
    type: 'money',
    value: (answer, today) => inMonth(answer, monthOf(today), { key: 'month', column: 'resultMinor' }),
    note: {
      label: 'lastMonth',
      value: (answer, today) => inMonth(answer, lastMonthOf(today), { key: 'month', column: 'resultMinor' }),
    },
  },
  {
    label: 'revenueMonth',
    report: 'sales.profit_by',
    params: { by: 'month' },
    type: 'money',
    value: (answer, today) => inMonth(answer, monthOf(today), { key: 'name', column: 'revenueMinor' }),
    note: {
      label: 'lastMonth',
      value: (answer, today) => inMonth(answer, lastMonthOf(today), { key: 'name', column: 'revenueMinor' }),
    },
  },
  {
    label: 'lateOrders',
    report: 'sales.late_orders',
    type: 'number',
    value: (answer) => answer.rows.length,
    alarm: true,
  },
  {
    label: 'shortLines',
    report: 'sales.open_lines',
    type: 'number',
    value: (answer) => countWhere(answer, 'missing'),
    alarm: true,
  },
  {
    label: 'owed',
    report: 'receivables.ageing',
    type: 'money',
    value: (answer) => answer.totals?.totalMinor,
    note: { label: 'overdue', value: (answer) => sumTotals(answer, OVERDUE) },
  },
  {
    label: 'weOwe',
    report: 'payables.ageing',
    type: 'money',
    value: (answer) => answer.totals?.totalMinor,
    note: { label: 'overdue', value: (answer) => sumTotals(answer, OVERDUE) },
  },
  {
    label: 'lateGoods',
    report: 'purchasing.arrivals',
    params: { late: true },
    type: 'number',
    value: (answer) => answer.rows.length,
    alarm: true,
  },
  {
    label: 'stockValue',
    report: 'inventory.stock_on_hand',
    column: 'valueMinor',
    type: 'money',
    value: (answer) => answer.totals?.valueMinor,
  },
];

const DEBTS = ['number', 'customer', 'daysOverdue', 'openBaseMinor'] as const;

/** The most worth knowing first: profit, orders, what to buy and pay, who brings what. */
const PANELS: readonly PanelSpec[] = [
  { report: 'answers.profit' },
  { report: 'answers.profit_by_month' },
  { report: 'ledger.profit_by_month', as: 'chart', unless: 'answers.profit_by_month' },
  { report: 'answers.orders' },
  {
    report: 'sales.late_orders',
    title: 'lateAndWhy',
    as: 'table',
    columns: ['number', 'customer', 'daysLate', 'why'],
    sort: '-daysLate',
  },
  {
    report: 'sales.to_pick',
    as: 'table',
    columns: ['number', 'customer', 'promisedOn', 'lines', 'delivery'],
  },
  { report: 'inventory.open_counts', as: 'table', columns: ['number', 'site', 'lines', 'counted'] },
  {
    report: 'sourcing.replenishment',
    title: 'toBuy',
    as: 'table',
    columns: ['itemCode', 'quantity', 'unit', 'supplierName'],
  },
  {
    report: 'purchasing.arrivals',
    title: 'lateGoods',
    params: { late: true },
    as: 'table',
    columns: ['number', 'supplier', 'item', 'daysLate'],
    sort: '-daysLate',
  },
  { report: 'answers.runs_short', as: 'table', columns: ['item', 'name', 'left', 'runsOutOn', 'orderQuantity'] },
  {
    report: 'sales.open_lines',
    title: 'runsShort',
    as: 'table',
    columns: ['item', 'number', 'promisedOn', 'missing'],
    sort: 'promisedOn',
    positive: 'missing',
    unless: 'answers.runs_short',
  },
  {
    report: 'payables.holds',
    params: { whose: 'all' },
    as: 'table',
    columns: ['supplierNumber', 'supplier', 'totalMinor', 'daysHeld', 'owner'],
    sort: '-daysHeld',
  },
  { report: 'answers.oldest_debts', as: 'table', columns: DEBTS },
  {
    report: 'receivables.open_items',
    title: 'oldestDebts',
    as: 'table',
    columns: DEBTS,
    sort: '-daysOverdue',
    positive: 'openBaseMinor',
    unless: 'answers.oldest_debts',
  },
  { report: 'answers.consumed', as: 'table', columns: ['item', 'name', 'quantity', 'costMinor'] },
  { report: 'answers.top_customers' },
  { report: 'answers.top_items' },
  {
    report: 'sales.profit_by',
    title: 'profitByCustomer',
    params: { by: 'customer' },
    as: 'table',
    columns: ['name', 'revenueMinor', 'profitMinor', 'marginPercent'],
    sort: '-profitMinor',
    unless: 'answers.top_customers',
  },
  {
    report: 'sales.order_margin',
    title: 'profitByOrder',
    as: 'table',
    columns: ['number', 'customer', 'marginMinor', 'marginPercent'],
    sort: '-orderedOn',
    positive: 'revenueMinor',
  },
  {
    report: 'inventory.slow_moving',
    as: 'table',
    columns: ['item', 'name', 'quantity', 'idleDays', 'valueMinor'],
    sort: '-valueMinor',
  },
  { report: 'answers.books', as: 'table', columns: ['rule', 'state'] },
];

export interface Home {
  readonly figures: readonly FigureSpec[];
  readonly panels: readonly PanelSpec[];
}

/** What of the home page this user may see. */
export function homeOf(model: Model): Home {
  const has = (report: string | undefined) => report !== undefined && model.report(report) !== undefined;
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
