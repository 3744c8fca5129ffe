import { expect, test } from 'vitest';
import { type Meta, makeModel, type OperationMeta, type ReportMeta } from '../api/meta.ts';
import { homeOf, panelRows, startsOf } from './home-widgets.ts';

const report = (name: string): ReportMeta => ({
  name,
  label: name,
  about: '',
  wing: name.startsWith('answers.') ? 'insight' : 'finance',
  module: name.split('.')[0]!,
  params: { type: 'object', properties: {} },
  columns: {},
});

const modelWith = (reports: ReportMeta[], operations: OperationMeta[] = []) =>
  makeModel({
    company: { id: 1, code: 'A', name: 'A', currency: 'EUR', digits: 2, timeZone: 'UTC', today: '2026-03-15' },
    companies: [],
    locale: 'en',
    navigation: [],
    entities: [],
    operations,
    reports,
    user: { id: 'u', name: 'U', email: 'u@example.com', roles: [], permissions: [], twoFactor: false },
  } satisfies Meta);

test('the home page shows nothing of reports the user may not see', () => {
  expect(homeOf(modelWith([]))).toEqual({ figures: [], panels: [] });
  const { figures, panels } = homeOf(modelWith([report('receivables.ageing')]));
  expect(figures.map(({ label }) => label)).toEqual(['owed']);
  expect(panels).toEqual([]);
});

test('what two reports say is shown once, from the better one that may be seen', () => {
  const panels = (...names: string[]) =>
    homeOf(modelWith(names.map((name) => report(name)))).panels.map((panel) => panel.report);
  expect(panels('receivables.open_items', 'inventory.slow_moving')).toEqual([
    'receivables.open_items',
    'inventory.slow_moving',
  ]);
  expect(panels('receivables.open_items', 'answers.oldest_debts')).toEqual(['answers.oldest_debts']);
});

test('overdue is what is not due later, summed exactly', () => {
  const owed = homeOf(modelWith([report('receivables.ageing')])).figures[0]!;
  const totals = {
    totalMinor: '1000',
    to30Minor: '9007199254740993',
    to60Minor: '1',
    to90Minor: null,
    over90Minor: '2',
  };
  const answer = { columns: {}, params: {}, rows: [], totals, more: false, notes: [] };
  expect(owed.value(answer, '2026-03-15')).toBe('1000');
  expect(owed.note!.value(answer, '2026-03-15')).toBe('9007199254740996');
});

test('the month before January is December of the year before', () => {
  const profit = homeOf(modelWith([report('ledger.profit_by_month')])).figures[0]!;
  const rows = [
    { month: '2025-12', resultMinor: '-5' },
    { month: '2026-01', resultMinor: '7' },
  ];
  const answer = { columns: {}, params: {}, rows, totals: null, more: false, notes: [] };
  expect(profit.value(answer, '2026-01-31')).toBe('7');
  expect(profit.note!.value(answer, '2026-01-31')).toBe('-5');
  expect(profit.value(answer, '2026-02-01')).toBe('0');
});

test('rows are chosen and ordered by the worth of a figure, not by its letters', () => {
  const rows = ['9', '-3', '10.5', '0', null, '100'].map((open) => ({ open }));
  expect(panelRows(rows, { sort: '-open', positive: 'open' })).toEqual([
    { open: '100' },
    { open: '10.5' },
    { open: '9' },
  ]);
  expect(panelRows([{ day: '2026-02-01' }, { day: '2026-01-31' }], { sort: 'day' })[0]).toEqual({ day: '2026-01-31' });
});

test('the first buttons are what one’s own rights begin day by day, the most usual first', () => {
  const operation = (name: string) => ({ name, label: name }) as OperationMeta;
  const starts = (...names: string[]) => startsOf(modelWith([], names.map(operation))).map(({ name }) => name);
  expect(starts('approvals.approve', 'sales.place_order')).toEqual(['sales.place_order']);
  expect(
    starts('ledger.post_entry', 'payables.propose_run', 'receivables.record_payment', 'payables.post_bill'),
  ).toEqual([...['payables.post_bill', 'receivables.record_payment', 'payables.propose_run', 'ledger.post_entry']]);
});
