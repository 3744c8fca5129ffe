import { Select, type SelectProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChecked } from './guard.ts';

interface ChoiceInputProps extends Pick<SelectProps, 'label' | 'description' | 'error' | 'required' | 'size' | 'data'> {
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

interface Item {
  readonly value: string;
  readonly label: string;
}

/** One of a list that is shown whole, found by typing. What is typed and not in the list is said to be so. */
export function ChoiceInput({ value, onChange, data = [], error, ...rest }: ChoiceInputProps) {
  const { t } = useTranslation('kit');
  const input = useRef<HTMLInputElement>(null);
  const typed = useRef('');
  const [unknown, setUnknown] = useState<string>();
  const items = (data as (Item | { items: Item[] })[]).flatMap((one) => ('items' in one ? one.items : [one]));
  const choose = (next: string | undefined) => {
    typed.current = '';
    setUnknown(undefined);
    onChange(next);
  };
  useChecked(input, () => unknown === undefined);
  return (
    <Select
      {...rest}
      ref={input}
      data={data}
      searchable
      clearable={!rest.required}
      value={value || null}
      error={unknown === undefined ? error : t('noChoice', { text: unknown })}
      placeholder={t('choose')}
      comboboxProps={{ shadow: 'md' }}
      maxDropdownHeight={320}
      onChange={(next) => choose(next ?? undefined)}
      onInput={(event) => {
        typed.current = event.currentTarget.value;
        setUnknown(undefined);
      }}
      onBlur={() => {
        const text = typed.current.trim().toLowerCase();
        if (text === '') return;
        const begun = items.filter(({ label }) => label.toLowerCase().startsWith(text));
        const meant =
          items.find(({ value: code }) => code.toLowerCase() === text) ?? (begun.length === 1 ? begun[0] : undefined);
        if (meant) choose(meant.value);
        else setUnknown(typed.current);
        typed.current = '';
      }}
    />
  );
}
