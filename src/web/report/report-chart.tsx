import { AreaChart, BarChart, DonutChart, LineChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Center } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type ReportMeta, type Row, useModel } from '../api/meta.ts';
import { groupDigits } from '../values/format.ts';
import { valueText } from '../values/value-text.ts';
import { drillTarget, placeOf } from './drill.ts';

const COLORS = ['petrol.6', 'orange.6', 'grape.6', 'teal.6', 'blue.6', 'pink.6'];
const MOST_POINTS = 60;
/** So many bars side by side are too thin to compare; they are parts of a whole then. */
const STACKED_FROM = 4;

/** A report as people would rather look at it. Lengths of bars may be rounded; the figures in the table are exact. */
export default function ReportChart({
  report,
  rows,
  height,
  params = {},
}: {
  report: ReportMeta;
  rows: readonly Row[];
  height: number;
  /** What the report was asked with; figures may lead on with it. */
  params?: Row;
}) {
  const navigate = useNavigate();
  const { t } = useTranslation();
  const model = useModel();
  const chart = report.chart!;
  const y = chart.y.filter((name) => name in report.columns);
  const digits = report.columns[y[0] ?? '']?.type === 'money' ? model.digits() : 0;
  const x = report.columns[chart.x];
  const data = rows.slice(0, MOST_POINTS).map((row) => ({
    [chart.x]: x ? valueText(model, x, row[chart.x], row) : String(row[chart.x]),
    ...Object.fromEntries(y.map((name) => [name, Number(row[name] ?? 0) / 10 ** digits])),
  }));
  const series = y.map((name, index) => ({
    name,
    label: report.columns[name]?.label ?? name,
    color: COLORS[index % COLORS.length]!,
  }));
  const follow = (name: string, index: number) => {
    const target = drillTarget(report.columns[name]?.drill, rows[index] ?? {}, params);
    if (target) void navigate(placeOf(target));
  };
  const format = (value: number) => groupDigits(String(Math.round(value))).replace(/^-,/, '-');
  const common = {
    h: height,
    data,
    dataKey: chart.x,
    series,
    valueFormatter: format,
    withLegend: series.length > 1,
    tickLine: 'none' as const,
  };
  const drawn =
    chart.type === 'line' ? (
      <LineChart {...common} curveType="monotone" />
    ) : chart.type === 'area' ? (
      <AreaChart {...common} curveType="monotone" />
    ) : chart.type === 'donut' ? (
      <Center>
        <DonutChart
          size={height - 60}
          withLabels
          data={data.map((row, index) => ({
            name: String(row[chart.x]),
            value: Math.max(0, Number(row[y[0]!])),
            color: COLORS[index % COLORS.length]!,
          }))}
        />
      </Center>
    ) : (
      <BarChart
        {...common}
        type={series.length >= STACKED_FROM ? 'stacked' : 'default'}
        tooltipAnimationDuration={0}
        barProps={({ name }) => ({
          cursor: report.columns[name]?.drill ? 'pointer' : undefined,
          isAnimationActive: false,
          onClick: (_, index) => follow(name, index),
        })}
      />
    );
  return (
    <div role="img" aria-label={t('report.chartText', { label: report.label })}>
      {drawn}
    </div>
  );
}
