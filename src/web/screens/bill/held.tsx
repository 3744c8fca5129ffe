import { List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordOf, RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { ReportTable } from '../../report/report-table.tsx';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

const LINES = 'payables.held_lines';

/** A held bill: why it does not fit and what can be done about it, and its lines beside what was agreed and received. */
export default function HeldBill({ row }: RecordScreenProps<'payables.held_bill'>) {
  const { t } = useTranslation('screens');
  const report = useModel().report(LINES);
  const lines = useQuery({ ...reportQuery(LINES, { held: row.id }), enabled: report !== undefined });
  const rows = lines.data?.rows ?? [];
  return (
    <>
      {row.state === 'held' ? (
        <Section title={t('held.title')} asked={[lines]}>
          <List size="sm" spacing={4}>
            {rows
              .filter(({ why }) => why)
              .map((line) => (
                <List.Item key={String(line.position)}>
                  <Text span size="sm" fw={600}>
                    {String(line.description)}
                  </Text>
                  {`: ${String(line.why)}`}
                </List.Item>
              ))}
          </List>
          <Todo row={row} lines={rows} />
        </Section>
      ) : null}
      <Section title={t('held.lines')} asked={[lines]}>
        {report && lines.data ? <ReportTable report={report} answer={lines.data} /> : null}
      </Section>
    </>
  );
}

interface TodoProps {
  readonly row: RecordOf<'payables.held_bill'>;
  readonly lines: readonly RowOf<typeof LINES>[];
}

/** What can be done, by whom. */
function Todo({ row, lines }: TodoProps) {
  const { t } = useTranslation('screens');
  const { user } = useModel();
  const short = lines.some((line) => line.short);
  return (
    <>
      <Text size="sm" mt="sm" mb={4}>
        {t('held.todo')}
      </Text>
      <List size="sm" spacing={4}>
        <List.Item>{t(short ? 'held.wait' : 'held.agree')}</List.Item>
        <List.Item>{t('held.correct')}</List.Item>
        {short ? null : <List.Item>{t(row.capturedBy === user.id ? 'held.releaseOther' : 'held.release')}</List.Item>}
        <List.Item>{t('held.reject')}</List.Item>
      </List>
    </>
  );
}
