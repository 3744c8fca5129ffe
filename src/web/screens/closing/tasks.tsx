import { Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { EntityName, FieldOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { anyListQuery, type ListQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Section } from '../section.tsx';

interface Task {
  readonly text: 'toInvoice' | 'held' | 'counts' | 'runs';
  readonly entity: EntityName;
  readonly filter: Row;
  /** The day of it that says to which period it belongs. */
  readonly day: string;
}

const task = <E extends EntityName>(
  text: Task['text'],
  entity: E,
  filter: ListQuery<FieldOf<E>>['filter'],
  day: FieldOf<E> & string,
): Task => ({
  ...{ text, entity, day },
  filter: filter ?? {},
});

/** Work that belongs into the books before they are closed, as lists of what is left of it. */
const TASKS: readonly Task[] = [
  task('toInvoice', 'sales.sales_order', { invoiceState: 'to_invoice' }, 'orderedOn'),
  task('held', 'payables.held_bill', { state: 'held' }, 'billedOn'),
  task('runs', 'payables.payment_run', { state: ['proposed', 'approved'] }, 'payOn'),
  task('counts', 'inventory.stock_count', { state: 'counting' }, 'startedAt'),
];

/** What is left to do of the periods that will be closed, each with its list; those that this person may see. */
export function Tasks({ until }: { until: unknown }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const tasks = TASKS.filter(({ entity }) => model.entity(entity)).map(({ day, filter, ...task }) => ({
    ...task,
    filter: { ...filter, [day]: { to: day === 'startedAt' ? `${until}T23:59:59Z` : until } },
  }));
  const asked = useQueries({
    queries: tasks.map(({ entity, filter }) => ({
      ...anyListQuery(entity, { filter, size: 1, count: true }),
      enabled: until !== undefined,
    })),
  });
  if (until === undefined || tasks.length === 0) return null;
  return (
    <Section title={t('closing.tasks')} asked={asked}>
      <ul className="desk-list">
        {tasks.map(({ text, entity, filter }, index) => {
          const count = Number(asked[index]!.data?.total ?? 0);
          return (
            <li key={text} className="desk-row">
              <Text size="sm" className="desk-row-main" component="div">
                {count > 0 ? (
                  <TextLink to="/e/$entity" params={{ entity }} search={{ filter }}>
                    {t(`closing.${text}`, { count })}
                  </TextLink>
                ) : (
                  t(`closing.${text}Done`)
                )}
              </Text>
            </li>
          );
        })}
      </ul>
      <Text size="xs" c="dimmed" mt="xs">
        {t('closing.tasksText')}
      </Text>
    </Section>
  );
}
