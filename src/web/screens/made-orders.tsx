import { Alert, Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../form/schema-form.tsx';
import { useOperation } from '../form/use-operation.ts';
import { TextLink } from '../kit/link.tsx';
import './kit.ts';

export interface Made {
  readonly order: string;
  readonly number: string;
}

/** Purchase orders just made, each a click away; drafts are sent from here. */
export function MadeOrders({ made, draft = false }: { made: readonly Made[]; draft?: boolean }) {
  const { t } = useTranslation('screens');
  if (made.length === 0) return null;
  return (
    <Alert color="teal" role="status" title={t('buying.made', { count: made.length })}>
      <Stack gap="sm">
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
        {draft ? <SendAll key={made.map(({ order }) => order).join()} made={made} /> : null}
      </Stack>
    </Alert>
  );
}

/** Sends drafts one after the other, each an order of its own; stops at one that is refused, and says why. */
function SendAll({ made }: { made: readonly Made[] }) {
  const { t } = useTranslation('screens');
  const [left, setLeft] = useState(made);
  const { operation, send, again, sending, error, issues } = useOperation('purchasing.send_order');
  if (!operation) return null;
  const all = async () => {
    let done = 0;
    while (done < left.length && (await send({ order: left[done]!.order }))) {
      again();
      done++;
    }
    setLeft(left.slice(done));
  };
  if (left.length === 0) return <span>{t('buying.sent', { count: made.length })}</span>;
  return (
    <Stack gap="xs" align="flex-start">
      <Refused error={error} issues={issues} fields={[]} operation={operation} />
      <Button size="compact-sm" loading={sending} onClick={() => void all()}>
        {t('buying.sendAll', { count: left.length })}
      </Button>
    </Stack>
  );
}
