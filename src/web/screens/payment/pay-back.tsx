import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type OperationMeta, type Row, useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatMinor } from '../../values/format.ts';
import { refundOf } from './refund-of.ts';

interface PayBackProps {
  readonly operation: OperationMeta;
  readonly party: string | undefined;
  /** What was typed for a payment. */
  readonly head: Row;
}

const MOST = 20;

/** The open credits of a customer, each leading to the form that pays it back, with what was typed. */
export function PayBack({ operation, party, head }: PayBackProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const filter = { customer: party, credit: true, state: 'open' };
  const credits = useQuery({
    ...listQuery('receivables.open_item', { filter, size: MOST }),
    enabled: party !== undefined,
  });
  const rows = credits.data?.rows ?? [];
  return (
    <>
      <Text size="sm">{t('payment.payBack')}</Text>
      {rows.map((row) => (
        <Text size="sm" key={String(row.id)}>
          <TextLink
            to="/do/$operation"
            params={{ operation: operation.name }}
            search={{ with: refundOf(head, row) }}
            inherit
          >
            {t('payment.payBackOf', {
              ...{ label: operation.label, number: String(row.number), currency: String(row.currency) },
              amount: formatMinor(String(row.openMinor).replace('-', ''), model.digits(row.currency)),
            })}
          </TextLink>
        </Text>
      ))}
      {party && credits.data && rows.length === 0 ? <Text size="sm">{t('payment.noCredit')}</Text> : null}
    </>
  );
}
