import { Alert, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../kit/link.tsx';
import './kit.ts';

export interface Made {
  readonly order: string;
  readonly number: string;
}

/** Purchase orders just made, each a click away. */
export function MadeOrders({ made }: { made: readonly Made[] }) {
  const { t } = useTranslation('screens');
  if (made.length === 0) return null;
  return (
    <Alert color="teal" role="status" title={t('buying.made', { count: made.length })}>
      <Group gap="sm">
        {made.map(({ order, number }) => (
          <TextLink
            key={order}
            to="/e/$entity/$id"
            params={{ entity: 'purchasing.purchase_order', id: order }}
            size="sm"
          >
            {number}
          </TextLink>
        ))}
      </Group>
    </Alert>
  );
}
