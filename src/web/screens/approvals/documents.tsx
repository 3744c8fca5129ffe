import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { TextLink } from '../../kit/link.tsx';

/** The documents a request is about, and those that came of it. */
export function Documents({ rows }: { rows: readonly RowOf<'approvals.documents'>[] }) {
  const { t } = useTranslation('screens');
  if (rows.length === 0) return null;
  return (
    <Text size="sm" component="div">
      {t(rows.some(({ result }) => result) ? 'approvals.made' : 'approvals.concerns')}{' '}
      {rows.map(({ entity, document, kind, title }, at) => (
        <span key={String(document)}>
          {at > 0 ? ', ' : null}
          <TextLink to="/e/$entity/$id" params={{ entity: String(entity), id: String(document) }}>
            {`${kind} ${title}`}
          </TextLink>
        </span>
      ))}
    </Text>
  );
}
