import { Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';
import { type OperationMeta, type Row, useModel } from '../api/meta.ts';
import type { ReportAnswer } from '../api/queries.ts';
import { Failure, Loading } from '../kit/page.tsx';
import { ReportTable } from '../report/report-table.tsx';
import { formatMinor } from '../values/format.ts';

interface Rehearsal {
  readonly output: Row;
  readonly reports: readonly (ReportAnswer & { name: string; label: string })[];
}

/** What an operation with this input would change, carried out by the server and rolled back; asked anew for each input. */
export function Preview({ operation, input }: { operation: OperationMeta; input: Row }) {
  const { t } = useTranslation('form');
  const model = useModel();
  const asked = useQuery({
    queryKey: ['preview', operation.name, input],
    queryFn: () => post<Rehearsal>(`/api/preview/${operation.name}`, input),
    retry: false,
    gcTime: 0,
  });
  if (asked.isError) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.isPending) return <Loading rows={3} />;
  const { totalMinor, currency } = asked.data.output;
  const nothing =
    totalMinor === undefined
      ? t('previewNothing')
      : t('previewTotal', {
          amount: `${formatMinor(totalMinor, model.digits(currency))} ${currency ?? model.company.currency}`,
        });
  const told = asked.data.reports.filter((report) => report.rows.length > 0);
  return (
    <Paper withBorder mt="md" p={{ base: 'sm', sm: 'lg' }} radius="md" component="section" aria-label={t('previewed')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {told.length > 0 ? t('previewText') : nothing}
        </Text>
        {told.map((answer) => {
          const report = model.anyReport(answer.name);
          return report ? (
            <div key={answer.name}>
              <Title order={3} size="h5" mb="xs">
                {answer.label}
              </Title>
              <ReportTable report={report} answer={answer} />
            </div>
          ) : null;
        })}
      </Stack>
    </Paper>
  );
}
