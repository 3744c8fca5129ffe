import { Badge, Group, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { Nothing, Step } from '../nothing.tsx';
import { byOrder, type OpenOrder } from '../open-arrivals.ts';
import { Section } from '../section.tsx';
import { Confirm } from './confirm.tsx';

type Shown = 'all' | 'late' | 'unconfirmed';

/** What is ordered and has not come, an order each: late and unconfirmed ones marked, confirmations entered in place. */
export function OpenOrders() {
  const { t } = useTranslation('screens');
  const [asked, setShown] = useState<Shown>();
  const found = useQuery(reportQuery('purchasing.arrivals', {}));
  const orders = byOrder(found.data?.rows ?? []);
  // What is late is what a buyer must run after.
  const shown = asked ?? (orders.some(({ daysLate }) => daysLate > 0) ? 'late' : 'all');
  const kept = orders.filter(
    ({ daysLate, confirmed }) => shown === 'all' || (shown === 'late' ? daysLate > 0 : !confirmed),
  );
  const count = (which: Shown) =>
    which === 'late'
      ? orders.filter(({ daysLate }) => daysLate > 0).length
      : which === 'unconfirmed'
        ? orders.filter(({ confirmed }) => !confirmed).length
        : orders.length;
  return (
    <Section
      title={t('buying.orders')}
      asked={[found]}
      tools={
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          aria-label={t('buying.show')}
          data={(['all', 'late', 'unconfirmed'] as const).map((value) => ({
            value,
            label: t(`buying.${value}`, { count: count(value) }),
          }))}
        />
      }
    >
      {kept.length === 0 ? (
        <Nothing text={orders.length === 0 ? t('buying.noOrders') : t('buying.noSuchOrders')}>
          {orders.length === 0 ? <Step operation="purchasing.place_order" label={t('buying.newOrder')} /> : null}
        </Nothing>
      ) : (
        <ul className="desk-list">
          {kept.map((order) => (
            <Order key={order.id} order={order} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const MOST_LINES = 4;

function Order({ order }: { order: OpenOrder }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const more = order.lines.length - MOST_LINES;
  const what = order.lines
    .slice(0, MOST_LINES)
    .map((line) => `${measureText(line.open, line.unit)} ${line.item}`)
    .join(', ');
  return (
    <li className="desk-row">
      <div className="desk-row-main">
        <Group gap={8}>
          <Text size="sm" fw={600} component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.purchase_order', id: order.id }}>
              {order.number}
            </TextLink>
          </Text>
          <Text size="sm" component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: 'parties.party', id: order.supplierId }}>
              {order.supplier}
            </TextLink>
          </Text>
          {order.daysLate > 0 ? (
            <Badge color="red" variant="light" size="sm" tt="none" className="state">
              {t('buying.daysLate', { count: order.daysLate })}
            </Badge>
          ) : null}
          {order.confirmed ? null : (
            <Badge color="orange" variant="light" size="sm" tt="none" className="state">
              {t('buying.notConfirmed')}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {order.dueOn ? t('buying.due', { day: formatDay(order.dueOn) }) : t('buying.noDay')} · {what}
          {more > 0 ? ` ${t('buying.andMore', { count: more })}` : ''}
        </Text>
      </div>
      <Group gap={6}>
        {order.confirmed || !model.operation('purchasing.confirm_order') ? null : <Confirm order={order} />}
        {model.operation('purchasing.receive_goods') ? (
          <Text size="sm" component="div">
            <TextLink to="/s/$desk" params={{ desk: 'receiving' }} search={{ with: { order: order.id } }}>
              {t('buying.receive')}
            </TextLink>
          </Text>
        ) : null}
      </Group>
    </li>
  );
}
