import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ParamsOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { listQuery, reportQuery } from '../../api/queries.ts';
import { OperationForm } from '../../form/operation-page.tsx';
import { Loading } from '../../kit/page.tsx';
import { ReportTable } from '../../report/report-table.tsx';
import type { OperationScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import { nextReturn } from './next-return.ts';
import '../kit.ts';

const TYPING_MS = 300;

/** Filing a return: it begins with the days that come next, and shows its boxes before they are kept for good. */
export default function ReturnScreen({ operation, given }: OperationScreenProps) {
  const model = useModel();
  const filed = useQuery(listQuery('tax.filing', { filter: { state: 'filed' }, sort: '-endsOn', size: 1 }));
  if (filed.isPending) return <Loading />;
  const [last] = filed.data?.rows ?? [];
  const days = nextReturn(last && { from: String(last.startsOn), to: String(last.endsOn) }, model.company.today);
  return (
    <OperationForm operation={operation} given={{ ...days, ...given }} foot={(values) => <Boxes {...{ values }} />} />
  );
}

function Boxes({ values }: { values: Row }) {
  const report = useModel().report('tax.return');
  const [asked] = useDebouncedValue(JSON.stringify({ from: values.from, to: values.to }), TYPING_MS);
  const days = JSON.parse(asked) as ParamsOf<'tax.return'>;
  const boxes = useQuery({
    ...reportQuery('tax.return', days),
    enabled: report !== undefined && Boolean(days.from && days.to),
    placeholderData: keepPreviousData,
  });
  if (!report) return null;
  return (
    <Section title={report.label} count={boxes.data?.rows.length ?? 0} asked={[boxes]}>
      {boxes.data ? <ReportTable report={report} answer={boxes.data} /> : null}
    </Section>
  );
}
