import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { ColumnOf, RowOf } from '../../api/contracts.ts';
import type { ReportMeta } from '../../api/meta.ts';
import { useModel } from '../../api/meta.ts';
import { groupDigits } from '../../values/format.ts';

const COLORS = ['petrol.6', 'orange.6'];
const MOST = 20;

interface SupplierChartProps {
  readonly report: ReportMeta;
  readonly rows: readonly RowOf<'purchasing.scorecard'>[];
  readonly columns: readonly ColumnOf<'purchasing.scorecard'>[];
  readonly label: string;
}

/** Suppliers side by side. Lengths of bars may be rounded; the figures in the table are exact. */
export default function SupplierChart({ report, rows, columns, label }: SupplierChartProps) {
  const model = useModel();
  const shown = columns.filter((name) => name in report.columns);
  const scale = (name: (typeof columns)[number]) => (report.columns[name]?.type === 'money' ? 10 ** model.digits() : 1);
  const data = rows.slice(0, MOST).map((row) => ({
    supplier: String(row.supplier),
    ...Object.fromEntries(shown.map((name) => [name, Number(row[name] ?? 0) / scale(name)])),
  }));
  const percent = shown.every((name) => report.columns[name]?.type === 'percent');
  return (
    <div role="img" aria-label={label}>
      <BarChart
        h={240}
        data={data}
        dataKey="supplier"
        series={shown.map((name, index) => ({
          name,
          label: report.columns[name]!.label,
          color: COLORS[index % COLORS.length]!,
        }))}
        withLegend={shown.length > 1}
        tickLine="none"
        tooltipAnimationDuration={0}
        yAxisProps={percent ? { domain: [0, 100] } : undefined}
        valueFormatter={(value) => `${groupDigits(String(Math.round(value)))}${percent ? ' %' : ''}`}
        barProps={{ isAnimationActive: false, maxBarSize: 56 }}
      />
    </div>
  );
}
