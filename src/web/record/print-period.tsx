import IconPrinter from 'icon:printer';
import { Button, Popover, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PrintedMeta, useModel } from '../api/meta.ts';
import { DayInput } from '../kit/day-input.tsx';

export const printPath = (name: string, id: string, company: number, days: Record<string, string | undefined> = {}) => {
  const asked = Object.entries(days).flatMap(([day, value]) => (value ? [`&${day}=${value}`] : []));
  return `/api/print/${name}/${id}?company=${company}${asked.join('')}`;
};

/** Prints a paper of a day, or of a period when a first day is given. */
export function PrintPeriod({ item, id }: { item: PrintedMeta; id: string }) {
  const { t } = useTranslation();
  const { company } = useModel();
  const [from, setFrom] = useState<string>();
  const [to, setTo] = useState<string | undefined>(company.today);
  return (
    <Popover shadow="md" position="bottom-end" trapFocus withRoles={false}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconPrinter size={16} />}>
          {item.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" w={220}>
          <DayInput label={t('record.printTo')} value={to} onChange={setTo} />
          <DayInput label={t('record.printFrom')} value={from} onChange={setFrom} />
          <Text size="xs" c="dimmed">
            {t('record.printPeriodHelp')}
          </Text>
          <Button
            component="a"
            href={printPath(item.name, id, company.id, { from, to })}
            target="_blank"
            rel="noreferrer"
          >
            {t('record.print')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
