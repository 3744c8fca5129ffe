import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../../api/meta.ts';
import { recordQuery, reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Failure, Loading, Page } from '../../kit/page.tsx';
import '../kit.ts';

interface WorkedOnProps {
  readonly desk: 'picking' | 'counting';
  /** The document that is worked on, and the report of its lines, which takes its id by the name of the parameter. */
  readonly entity: string;
  readonly id: string;
  readonly report: string;
  readonly parameter: string;
  readonly children: (record: Row, rows: readonly Row[], crumbs: ReactNode) => ReactNode;
}

/** A document and its lines at a place of work, with the way back to what else waits there. */
export function WorkedOn({ desk, entity, id, report, parameter, children }: WorkedOnProps) {
  const { t } = useTranslation('screens');
  const record = useQuery(recordQuery(entity, id));
  const lines = useQuery(reportQuery(report, { [parameter]: id }));
  const failed = [record, lines].find((one) => one.isError);
  const crumbs = (
    <TextLink to="/s/$desk" params={{ desk }}>
      {t(`${desk}.toList`)}
    </TextLink>
  );
  if (record.data && lines.data && !failed) return children(record.data, lines.data.rows, crumbs);
  return (
    <Page title={t(`${desk}.title`)} crumbs={crumbs}>
      {failed ? <Failure error={failed.error} retry={() => void failed.refetch()} /> : <Loading rows={5} />}
    </Page>
  );
}
