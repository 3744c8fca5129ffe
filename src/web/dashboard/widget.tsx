import { Box, Group, Paper, SimpleGrid, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReportColumn, type ReportMeta, type Row, useModel } from '../api/meta.ts';
import { anyReportQuery, type ReportAnswer } from '../api/queries.ts';
import { TextLink } from '../kit/link.tsx';
import { Figure } from '../report/figure.tsx';
import { ReportTable } from '../report/report-table.tsx';
import { cleanInput, fieldSpecs, initialValues } from '../values/fields.ts';
import { RIGHT_ALIGNED } from '../values/format.ts';
import { panelRows } from './home-widgets.ts';

const ReportChart = lazy(() => import('../report/report-chart.tsx'));

export interface WidgetSpec<Name = string> {
  readonly report: Name;
  readonly params?: Row;
  /** How it is shown; chosen by the shape of the answer when absent. */
  readonly as?: 'tiles' | 'chart' | 'table';
  /** Of its table: which columns, the rows with more than zero in `positive`, ordered by `sort` (a minus: descending). */
  readonly columns?: readonly string[];
  readonly positive?: string;
  readonly sort?: string;
}

/** A report as a part of a dashboard: a few big figures, a chart, or the first rows of its table. */
export function Widget({ title, ...spec }: WidgetSpec & { title?: string }) {
  const { report: name, params, as } = spec;
  const { t } = useTranslation();
  const model = useModel();
  const report = model.anyReport(name);
  const fields = fieldSpecs(report?.params ?? {});
  const asked = cleanInput(fields, { ...initialValues(fields, model.company.today), ...params });
  const found = useQuery({ ...anyReportQuery(name, asked), enabled: report !== undefined });
  if (!report) return null;
  const answer = found.data && panelAnswer(found.data, spec);
  const heading = title ?? report.label;
  const shape = as ?? (answer && shapeOf(report, answer));
  return (
    <Paper withBorder p="md" component="section" aria-label={heading} h="100%">
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Title order={2} size="h5">
          {heading}
        </Title>
        <Text size="sm" component="div">
          <TextLink
            to="/r/$report"
            params={{ report: name }}
            search={params ? { params } : {}}
            aria-label={`${t('home.openReport')}: ${heading}`}
          >
            {t('home.openReport')}
          </TextLink>
        </Text>
      </Group>
      {found.isError ? (
        <Text size="sm" c="dimmed">
          {t('home.failed')} {found.error.message}
        </Text>
      ) : !answer ? (
        <Skeleton height={160} radius="sm" />
      ) : answer.rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('home.empty')}
        </Text>
      ) : shape === 'tiles' ? (
        <Tiles answer={answer} />
      ) : shape === 'chart' ? (
        <Suspense fallback={<Skeleton height={240} radius="sm" />}>
          <ReportChart report={report} rows={answer.rows} params={answer.params} height={250} />
        </Suspense>
      ) : (
        <div className="panel-table">
          <ReportTable report={report} answer={answer} most={6} label={`${heading} · ${t('report.table')}`} />
        </div>
      )}
    </Paper>
  );
}

/** The part of an answer a panel shows. */
function panelAnswer(answer: ReportAnswer, spec: WidgetSpec): ReportAnswer {
  const { columns } = spec;
  const kept = Object.entries(answer.columns).filter(([name]) => !columns || columns.includes(name));
  if (columns) kept.sort(([a], [b]) => columns.indexOf(a) - columns.indexOf(b));
  return { ...answer, rows: panelRows(answer.rows, spec), columns: Object.fromEntries(kept) };
}

const shapeOf = (report: ReportMeta, { rows }: ReportAnswer): WidgetSpec['as'] =>
  report.chart ? 'chart' : rows.length === 1 ? 'tiles' : 'table';

/** The figures of the only row, large, each leading to what is behind it. */
function Tiles({ answer }: { answer: ReportAnswer }) {
  const shown = Object.entries(answer.columns).filter(([, column]) => !column.hidden && RIGHT_ALIGNED.has(column.type));
  return (
    <SimpleGrid cols={{ base: 2, sm: Math.min(4, Math.max(2, shown.length)) }} spacing="md">
      {shown.map(([name, column]) => (
        <Tile key={name} name={name} column={column} answer={answer} />
      ))}
    </SimpleGrid>
  );
}

function Tile({ name, column, answer }: { name: string; column: ReportColumn; answer: ReportAnswer }) {
  return (
    <Box title={column.explain}>
      <Text size="xs" c="dimmed">
        {column.label}
      </Text>
      <div className="tile-figure">
        <Figure name={name} column={column} row={answer.rows[0]!} params={answer.params} />
      </div>
    </Box>
  );
}
