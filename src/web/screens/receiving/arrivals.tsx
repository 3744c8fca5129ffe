import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { byOrder, type OpenOrder } from '../open-arrivals.ts';
import { Section } from '../section.tsx';
import type { OrderChoice } from './find-code.ts';

const GROUPS = ['late', 'today', 'later'] as const;
/** The rest is found by a scan, or by its number. */
const MOST_SHOWN = 50;
const MOST_LINES = 6;

const groupOf = ({ dueOn }: OpenOrder, today: string): (typeof GROUPS)[number] =>
  !dueOn || dueOn > today ? 'later' : dueOn < today ? 'late' : 'today';

/** What is expected, the longest due first: orders with their suppliers and with what is still to come of them. */
export function Arrivals({ onTake }: { onTake: (order: OrderChoice) => void }) {
  const { t } = useTranslation('screens');
  const { today } = useModel().company;
  const asked = useQuery(reportQuery('purchasing.arrivals', {}));
  const orders = byOrder(asked.data?.rows ?? []).filter(({ direct }) => !direct);
  const shown = orders.slice(0, MOST_SHOWN);
  return (
    <Section title={t('receiving.toCome')} count={orders.length} asked={[asked]}>
      {orders.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('receiving.nothingToCome')}
        </Text>
      ) : null}
      {GROUPS.map((group) => {
        const own = shown.filter((order) => groupOf(order, today) === group);
        return own.length === 0 ? null : (
          <section key={group} aria-label={t(`receiving.group.${group}`)}>
            <Text size="xs" c="dimmed" fw={600} mt="xs">
              {t(`receiving.group.${group}`)}
            </Text>
            <ul className="desk-list">
              {own.map((order) => (
                <Arrival key={order.id} order={order} late={group === 'late'} onTake={onTake} />
              ))}
            </ul>
          </section>
        );
      })}
      {orders.length > shown.length ? (
        <Text size="sm" c="dimmed" mt="sm">
          {t('receiving.moreToCome', { count: orders.length - shown.length })}
        </Text>
      ) : null}
    </Section>
  );
}

interface ArrivalProps {
  readonly order: OpenOrder;
  readonly late: boolean;
  readonly onTake: (order: OrderChoice) => void;
}

function Arrival({ order, late, onTake }: ArrivalProps) {
  const { t } = useTranslation('screens');
  const { id, number, supplier, dueOn, lines } = order;
  const more = lines.length - MOST_LINES;
  return (
    <li className="desk-row tick-order">
      <div className="desk-row-main">
        <Text size="sm" component="div">
          <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.purchase_order', id }}>
            {t('receiving.choice', { number, supplier })}
          </TextLink>
        </Text>
        <Text size="xs" c={late ? undefined : 'dimmed'} className={late ? 'desk-alarm' : undefined}>
          {dueOn ? t('receiving.due', { day: formatDay(dueOn) }) : t('receiving.noDay')}
        </Text>
        <ul className="arrival-lines">
          {lines.slice(0, MOST_LINES).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one order may want the same goods twice
            <li key={index}>
              <b className="figure">{measureText(line.open, line.unit)}</b> {line.item}
            </li>
          ))}
          {more > 0 ? <li>{t('receiving.moreLines', { count: more })}</li> : null}
        </ul>
      </div>
      <Button size="md" variant="default" onClick={() => onTake({ id, number, supplier })}>
        {t('receiving.receive')}
        <span className="sr-only"> {number}</span>
      </Button>
    </li>
  );
}
