import IconCalendar from 'icon:calendar';
import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { parseDay } from '../values/day-text.ts';
import { formatDay } from '../values/format.ts';
import { useChecked } from './guard.ts';

const Calendar = lazy(() => import('./calendar.tsx'));

interface DayInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string | null | undefined;
  readonly onChange: (day: string | undefined) => void;
}

/** A day typed quickly ("3/2", "+7", "fr") or picked from a calendar. */
export function DayInput({ value, onChange, error, placeholder, ...rest }: DayInputProps) {
  const { t } = useTranslation('kit');
  const { company } = useModel();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const shown = typed ?? (value ? formatDay(value) : '');
  const unreadable = typed !== null && typed.trim() !== '' && parseDay(typed, company.today) === undefined;
  useChecked(input, () => !unreadable);

  const commit = () => {
    if (typed === null) return;
    const day = parseDay(typed, company.today);
    if (typed.trim() === '') onChange(undefined);
    else if (day) onChange(day);
    if (typed.trim() === '' || day) setTyped(null);
  };
  return (
    <Popover
      withRoles={false}
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <TextInput
          {...rest}
          ref={input}
          value={shown}
          placeholder={placeholder ?? t('dayHint')}
          title={t('dayKeys')}
          error={unreadable ? t('dayUnreadable') : error}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'ArrowDown' && event.altKey) setOpen(true);
          }}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              tabIndex={-1}
              aria-label={t('calendar')}
              onClick={() => setOpen((was) => !was)}
            >
              <IconCalendar size={16} />
            </ActionIcon>
          }
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense fallback={null}>
          <Calendar
            value={value ?? company.today}
            onPick={(day) => {
              onChange(day);
              setTyped(null);
              setOpen(false);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
