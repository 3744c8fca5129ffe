import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Row, useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay } from '../../values/format.ts';
import { valueText } from '../../values/value-text.ts';
import { Section } from '../section.tsx';

const ORDER = 'purchasing.purchase_order';
const MOST = 200;

/** Orders that were made and that no supplier knows of yet; whoever made them, they are sent from here, one or all. */
export function Unsent() {
  const { t } = useTranslation('screens');
  const model = useModel();
  const [failed, setFailed] = useState<string>();
  const entity = model.entity(ORDER);
  const found = useQuery({
    ...listQuery(ORDER, { filter: { state: 'draft' }, sort: 'number', size: MOST }),
    enabled: entity !== undefined,
  });
  const { operation, send, again, sending, error, issues } = useOperation('purchasing.send_order');
  const rows = found.data?.rows ?? [];
  if (!entity || (rows.length === 0 && !found.isError)) return null;
  /** One after the other, each an order of its own; stops at one that is refused, and says which. */
  const sendAll = async (orders: readonly Row[]) => {
    setFailed(undefined);
    for (const order of orders) {
      if (!(await send({ order: String(order.id) }))) return setFailed(String(order.number));
      again();
    }
  };
  return (
    <Section
      title={t('buying.unsent')}
      count={rows.length}
      asked={[found]}
      tools={
        operation && rows.length > 1 ? (
          <Button size="compact-sm" loading={sending} onClick={() => void sendAll(rows)}>
            {t('buying.sendAll', { count: rows.length })}
          </Button>
        ) : null
      }
    >
      <Stack gap="sm">
        {failed ? (
          <Text size="sm" fw={600}>
            {t('buying.notSent', { number: failed })}
          </Text>
        ) : null}
        <Refused error={error} issues={issues} fields={[]} operation={operation} />
        <ul className="desk-list">
          {rows.map((row) => (
            <Order key={String(row.id)} row={row} entity={entity}>
              {operation ? (
                <Button size="compact-sm" variant="default" disabled={sending} onClick={() => void sendAll([row])}>
                  {t('buying.send')}
                  <span className="sr-only"> {String(row.number)}</span>
                </Button>
              ) : null}
            </Order>
          ))}
        </ul>
      </Stack>
    </Section>
  );
}

function Order({ row, entity, children }: { row: Row; entity: EntityMeta; children: ReactNode }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const net = entity.fields.netMinor;
  return (
    <li className="desk-row">
      <div className="desk-row-main">
        <Group gap={8}>
          <Text size="sm" fw={600} component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: ORDER, id: String(row.id) }}>
              {String(row.number)}
            </TextLink>
          </Text>
          <Text size="sm" component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: 'parties.party', id: String(row.supplier) }}>
              {String(row.supplierTitle ?? '')}
            </TextLink>
          </Text>
        </Group>
        <Text size="xs" c="dimmed">
          {[
            t('buying.madeOn', { day: formatDay(row.orderedOn) }),
            row.expectedOn ? t('buying.expected', { day: formatDay(row.expectedOn) }) : '',
            net ? valueText(model, net, row.netMinor, row) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {children}
    </li>
  );
}
