import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { ReportTable } from '../../report/report-table.tsx';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

const REVIEW = 'inventory.count_review';

/** What of a count differs, on its own page, where it is approved or counted again; whoever counted blind is told who looks at it. */
export default function CountReview({ row }: RecordScreenProps<'inventory.stock_count'>) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const report = model.report(REVIEW);
  const found = useQuery({ ...reportQuery(REVIEW, { count: row.id }), enabled: report !== undefined });
  if (!report || row.state === 'cancelled') return null;
  const { rows = [], notes = [] } = found.data ?? {};
  const counting = row.state === 'counting';
  const decides = model.operation('inventory.approve_count') !== undefined;
  const next = notes.length > 0 ? undefined : decides ? (rows.length > 0 ? 'decide' : 'agrees') : 'allWait';
  return (
    <Section title={t('counting.differences')} asked={[found]}>
      {[...notes, ...(counting && next ? [t(`counting.${next}`)] : [])].map((text) => (
        <Text key={text} size="sm" mb="xs">
          {text}
        </Text>
      ))}
      {rows.length > 0 && found.data ? (
        <ReportTable report={report} answer={found.data} />
      ) : !counting && notes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('counting.nothingDiffered')}
        </Text>
      ) : null}
      {counting && model.operation('inventory.enter_count') ? (
        <Text size="sm" mt="sm">
          <TextLink to="/s/$desk" params={{ desk: 'counting' }} search={{ with: { count: row.id } }}>
            {t('counting.goOn')}
          </TextLink>
        </Text>
      ) : null}
    </Section>
  );
}
