import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordOf } from '../../api/contracts.ts';
import { listQuery } from '../../api/queries.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { DayInput } from '../../kit/day-input.tsx';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { NumberText } from '../../kit/number-input.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { useNewest } from '../../kit/use-newest.ts';
import type { OpenOrder } from '../open-arrivals.ts';

/** What a line is confirmed at, where that is not what was asked. */
interface Said {
  readonly expectedOn?: string | undefined;
  readonly unitPrice?: string | undefined;
}

const MOST_LINES = 100;

/** What the supplier confirmed: their number, a day for all lines, and by line what is otherwise. */
export function Confirm({ order }: { order: OpenOrder }) {
  const { t } = useTranslation('screens');
  const [opened, setOpened] = useState(false);
  const guard = useGuard();
  const [day, changeDay, newestDay] = useNewest<string | undefined>(order.dueOn ?? undefined);
  const [reference, setReference] = useState('');
  const [said, changeSaid, newestSaid] = useNewest<Readonly<Record<string, Said>>>({});
  const lines = useQuery({
    ...listQuery('purchasing.order_line', { filter: { order: order.id }, sort: 'position', size: MOST_LINES }),
    enabled: opened,
  });
  const { operation, send, again, sending, error, issues } = useOperation('purchasing.confirm_order');
  const form = useRef<HTMLFormElement>(null);
  const confirm = async () => {
    if (!(await guard.settle())) return;
    const other = Object.entries(newestSaid.current).flatMap(([line, { expectedOn, unitPrice }]) =>
      expectedOn || unitPrice ? [{ line, expectedOn, unitPrice }] : [],
    );
    const sent = await send({
      ...{ order: order.id, expectedOn: newestDay.current, lines: other },
      ...(reference ? { supplierReference: reference } : {}),
    });
    if (!sent) return;
    again();
    setOpened(false);
    notifications.show({ message: t('buying.confirmed', { number: order.number }), color: 'teal' });
  };
  useSubmitKey(form, () => void confirm());
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      trapFocus
      returnFocus
      shadow="md"
      position="bottom-end"
      width="min(480px, calc(100vw - 24px))"
    >
      <Popover.Target>
        <Button size="compact-sm" variant="default" onClick={() => setOpened((old) => !old)}>
          {t('buying.confirm')}
          <span className="sr-only"> {order.number}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('buying.confirmTitle', { number: order.number })} className="desk-confirm">
        <GuardContext value={guard}>
          <form
            ref={form}
            onSubmit={(event) => {
              event.preventDefault();
              void confirm();
            }}
          >
            <Stack gap="sm">
              <Refused error={error} issues={issues} fields={[]} operation={operation} />
              <Group grow align="flex-start">
                <TextInput
                  label={t('buying.theirNumber')}
                  value={reference}
                  maxLength={80}
                  autoComplete="off"
                  size="sm"
                  onChange={(event) => setReference(event.currentTarget.value)}
                />
                <DayInput
                  label={t('buying.arrivesOn')}
                  value={day}
                  onChange={(next) => changeDay(() => next)}
                  size="sm"
                />
              </Group>
              {(lines.data?.rows ?? []).map((line) => (
                <Line
                  key={String(line.id)}
                  line={line}
                  said={said[String(line.id)] ?? {}}
                  onSay={(part) =>
                    changeSaid((old) => ({ ...old, [String(line.id)]: { ...old[String(line.id)], ...part } }))
                  }
                />
              ))}
              <Button type="submit" size="sm" loading={sending}>
                {t('buying.confirmGo')}
              </Button>
            </Stack>
          </form>
        </GuardContext>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A line as it was ordered; what is typed is what the supplier says instead. */
function Line({
  line,
  said,
  onSay,
}: {
  line: RecordOf<'purchasing.order_line'>;
  said: Said;
  onSay: (part: Said) => void;
}) {
  const { t } = useTranslation('screens');
  const item = String(line.itemTitle ?? line.description);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end">
      <Text size="xs" className="desk-row-main">
        {[item, line.description].filter(Boolean).join(' · ')}
      </Text>
      <DayInput
        size="xs"
        w={130}
        value={said.expectedOn}
        onChange={(expectedOn) => onSay({ expectedOn })}
        aria-label={t('buying.dayOf', { item })}
      />
      {line.unitPrice == null ? null : (
        <NumberText
          size="xs"
          w={90}
          value={said.unitPrice ?? line.confirmedPrice ?? line.unitPrice}
          onChange={(unitPrice) => onSay({ unitPrice })}
          aria-label={t('buying.priceOf', { item })}
        />
      )}
    </Group>
  );
}
