import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { anyRecordQuery, listQuery, recordQuery, titleOf } from '../../api/queries.ts';
import type { Uploaded } from '../../files/upload.ts';
import { TextLink } from '../../kit/link.tsx';
import { Empty, Failure, Loading, Page } from '../../kit/page.tsx';
import { operationFields } from '../../values/fields.ts';
import type { OperationScreenProps } from '../registry.ts';
import BillScreen from './bill-screen.tsx';

const HELD = 'payables.held_bill';

/** A held bill as it was captured, with its paper, to be put right and matched anew; which one is said where it is shown. */
export default function CorrectScreen(props: OperationScreenProps) {
  const { t } = useTranslation('screens');
  const { operation, given } = props;
  if (given.held) return <Correct {...props} />;
  return (
    <Page title={operation.label} about={operation.about}>
      <Empty
        title={t('bill.which')}
        action={
          <TextLink to="/e/$entity" params={{ entity: HELD }}>
            {t('bill.heldBills')}
          </TextLink>
        }
      />
    </Page>
  );
}

function Correct({ operation, given }: OperationScreenProps) {
  const model = useModel();
  const held = useQuery(recordQuery(HELD, String(given.held)));
  const papers = useQuery({
    ...listQuery('files.attachment', { filter: { entity: HELD, recordId: String(given.held) }, size: 1 }),
    enabled: model.entity('files.attachment') !== undefined,
  });
  const input = (held.data?.input ?? {}) as Row;
  const lines = (input.lines ?? []) as readonly Row[];
  const fields = operationFields(model, operation).find(({ name }) => name === 'lines')?.fields ?? [];
  const named = fields.flatMap(({ name, entity }) =>
    lines.flatMap((line) =>
      entity && model.anyEntity(entity) && line[name] ? [{ entity, id: String(line[name]) }] : [],
    ),
  );
  const found = useQueries({ queries: named.map(({ entity, id }) => anyRecordQuery(entity, id)) });
  const titles = new Map(
    named.flatMap(({ entity, id }, at) =>
      found[at]?.data ? [[id, titleOf(model.anyEntity(entity)!, found[at].data)]] : [],
    ),
  );
  if (held.isError) return <Failure error={held.error} retry={() => void held.refetch()} />;
  if (held.isPending || papers.isLoading || found.some((one) => one.isPending)) return <Loading />;
  const paper = papers.data?.rows[0];
  return (
    <BillScreen
      operation={operation}
      given={{ ...input, held: String(given.held) }}
      paper={paper && uploaded(paper)}
      titles={titles}
    />
  );
}

const uploaded = (row: RecordOf<'files.attachment'>): Uploaded => ({
  ...{ file: String(row.file), known: false, name: String(row.name), mediaType: String(row.mediaType) },
});
