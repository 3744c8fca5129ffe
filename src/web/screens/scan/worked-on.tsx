import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityName, ParamsOf, RecordOf, ReportName, RowOf } from '../../api/contracts.ts';
import { recordQuery, reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Failure, Loading, Page } from '../../kit/page.tsx';
import '../kit.ts';

interface WorkedOnProps<E extends EntityName, N extends ReportName> {
  readonly desk: 'picking' | 'counting';
  /** The document that is worked on, and the report of its lines. */
  readonly entity: E;
  readonly id: string;
  readonly report: N;
  readonly params: ParamsOf<N>;
  readonly children: (record: RecordOf<E>, rows: readonly RowOf<N>[], crumbs: ReactNode) => ReactNode;
}

/** A document and its lines at a place of work, with the way back to what else waits there. */
export function WorkedOn<E extends EntityName, N extends ReportName>(props: WorkedOnProps<E, N>) {
  const { desk, entity, id, report, params, children } = props;
  const { t } = useTranslation('screens');
  const record = useQuery(recordQuery(entity, id));
  const lines = useQuery(reportQuery(report, params));
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
