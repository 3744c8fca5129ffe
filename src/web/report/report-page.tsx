import IconPrinter from 'icon:printer';
import { Button, Group, List, Paper, Stack, Tabs, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { issuesOf } from '../api/http.ts';
import { type ReportMeta, type Row, useModel } from '../api/meta.ts';
import { anyReportQuery, reportExportPath } from '../api/queries.ts';
import { NotFound } from '../app/not-found.tsx';
import { FieldInput } from '../form/field-input.tsx';
import ExportMenu from '../kit/export-menu.tsx';
import { GuardContext, useGuard } from '../kit/guard.ts';
import { Empty, Failure, Loading, Page } from '../kit/page.tsx';
import { useNewest } from '../kit/use-newest.ts';
import { cleanInput, type FieldSpec, fieldSpecs, initialValues } from '../values/fields.ts';
import { withDays } from '../values/value-text.ts';
import { ReportSentence } from './report-sentence.tsx';
import { ReportTable } from './report-table.tsx';

const ReportChart = lazy(() => import('./report-chart.tsx'));
const route = getRouteApi('/r/$report');

export default function ReportPage() {
  const { report: name } = route.useParams();
  const report = useModel().anyReport(name);
  return report ? <Report key={name} report={report} /> : <NotFound asked={{ kind: 'report', name }} />;
}

function Report({ report }: { report: ReportMeta }) {
  const { t } = useTranslation();
  const model = useModel();
  const navigate = useNavigate();
  const asked = route.useSearch();
  const fields = useMemo(() => fieldSpecs(report.params), [report]);
  const named = useMemo(() => withNamedDays(fields, t), [fields, t]);
  const params = useMemo(
    () => cleanInput(fields, { ...initialValues(fields, model.company.today), ...asked.params }),
    [fields, model, asked.params],
  );
  const complete = fields.every((field) => !field.required || params[field.name] !== undefined);
  const found = useQuery({
    ...anyReportQuery(report.name, params),
    enabled: complete,
    placeholderData: keepPreviousData,
  });
  const go = (search: typeof asked) => void navigate({ to: '/r/$report', params: { report: report.name }, search });
  const issues = new Map(issuesOf(found.error).map(({ path, message }) => [path, message]));
  const rows = found.data?.rows ?? [];
  const asks = fields.some(({ name: asked }) => asked !== 'page' && asked !== 'size');
  const table = found.data ? <ReportTable report={report} answer={found.data} /> : null;
  return (
    <Page
      title={report.label}
      about={report.about}
      actions={
        complete ? (
          <>
            <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
              {t('report.print')}
            </Button>
            <ExportMenu
              formats={['pdf', 'xlsx', 'csv']}
              path={(format) => reportExportPath(report.name, format, params)}
            />
          </>
        ) : null
      }
    >
      {fields.length > 0 ? (
        <Parameters
          key={JSON.stringify(asked.params)}
          fields={named}
          values={params}
          issues={issues}
          onShow={(next) => go({ ...asked, params: next })}
        />
      ) : null}
      {found.data && complete ? <ReportSentence report={report} fields={fields} params={found.data.params} /> : null}
      {!complete ? (
        <Empty title={t('report.needs')} />
      ) : found.isError ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading rows={10} />
      ) : rows.length === 0 ? (
        <Empty
          {...(asks ? { title: t('report.empty'), text: t('report.emptyText') } : { title: t('report.emptyNow') })}
        />
      ) : report.chart ? (
        <Tabs
          value={asked.view ?? 'table'}
          onChange={(view) => go({ ...asked, view: view === 'chart' ? 'chart' : undefined })}
          keepMounted={false}
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="table">{t('report.table')}</Tabs.Tab>
            <Tabs.Tab value="chart">{t('report.chart')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="table">{table}</Tabs.Panel>
          <Tabs.Panel value="chart">
            <Paper withBorder p="md" radius="md">
              <Suspense fallback={<Loading />}>
                <ReportChart report={report} rows={rows} params={params} height={420} />
              </Suspense>
            </Paper>
          </Tabs.Panel>
        </Tabs>
      ) : (
        table
      )}
      <Notes more={found.data?.more ?? false} notes={found.data?.notes ?? []} />
    </Page>
  );
}

/** A day is named for what it is: 'From' and 'To' alone name nothing. What is said of it already is not said again. */
const withNamedDays = (fields: readonly FieldSpec[], t: TFunction): FieldSpec[] => {
  const period = fields.some(({ name }) => name === 'from');
  const names: Record<string, string> = {
    from: t('report.firstDay'),
    to: t(period ? 'report.lastDay' : 'report.asOf'),
    asOf: t('report.asOf'),
  };
  return fields.map((field) =>
    field.type === 'day' && names[field.name]
      ? { ...field, label: names[field.name]!, help: field.help?.replace(/^.*?; ?/, '') }
      : field,
  );
};

function Notes({ more, notes }: { more: boolean; notes: readonly string[] }) {
  const { t } = useTranslation();
  const model = useModel();
  const said = notes.map((note) => withDays(model, note));
  const all = more ? [...said, t('report.more')] : said;
  if (all.length === 0) return null;
  return (
    <List size="sm" c="dimmed">
      {all.map((note) => (
        <List.Item key={note}>{note}</List.Item>
      ))}
    </List>
  );
}

interface ParametersProps {
  readonly fields: readonly FieldSpec[];
  readonly values: Row;
  readonly issues: ReadonlyMap<string, string>;
  readonly onShow: (values: Row) => void;
}

function Parameters({ fields, values: given, issues, onShow }: ParametersProps) {
  const { t } = useTranslation();
  const [values, change, newest] = useNewest(given);
  const guard = useGuard();
  const shown = fields.filter(({ name }) => name !== 'page' && name !== 'size');
  if (shown.length === 0) return null;
  return (
    <GuardContext value={guard}>
      <form
        aria-label={t('report.params')}
        className="no-print"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await guard.settle()) onShow(cleanInput(fields, newest.current));
        }}
      >
        <Group gap="sm" align="flex-end" className="report-params">
          {shown.map((field) => (
            <Stack key={field.name} gap={0} miw={150} maw={260}>
              <FieldInput
                field={{ ...field, help: undefined }}
                value={values[field.name]}
                onChange={(value) => change((old) => ({ ...old, [field.name]: value }))}
                issues={issues}
                path={field.name}
                size="sm"
              />
            </Stack>
          ))}
          <Button type="submit">{t('report.show')}</Button>
        </Group>
        <Text size="xs" c="dimmed" mt={6}>
          {shown.flatMap((field) => (field.help ? `${field.label}: ${field.help}` : [])).join(' · ')}
        </Text>
      </form>
    </GuardContext>
  );
}
