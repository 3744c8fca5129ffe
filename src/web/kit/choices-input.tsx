import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, fitting, meant } from './choice.ts';
import { useChecked } from './guard.ts';

interface ChoicesInputProps
  extends Pick<MultiSelectProps, 'label' | 'description' | 'error' | 'required' | 'size' | 'withAsterisk'> {
  readonly data: readonly Choice[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}

/** Several of a list that is shown whole, found by typing. What is typed and not in the list stays and is said to be so. */
export function ChoicesInput({ value, onChange, data, error, required, ...rest }: ChoicesInputProps) {
  const { t } = useTranslation('kit');
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const [unknown, setUnknown] = useState<string>();
  useChecked(input, () => unknown === undefined);
  return (
    <MultiSelect
      {...rest}
      ref={input}
      required={required && value.length === 0}
      data={[...data]}
      searchable
      selectFirstOptionOnChange
      hidePickedOptions
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options, search: words }) => fitting(options as Choice[], words)}
      value={[...value]}
      error={unknown === undefined ? error : t('noChoice', { text: unknown })}
      comboboxProps={{ shadow: 'md' }}
      onChange={(next) => {
        setUnknown(undefined);
        setSearch('');
        onChange(next);
      }}
      onInput={() => setUnknown(undefined)}
      onBlur={() => {
        const text = search.trim();
        if (text === '') return setUnknown(undefined);
        const found = meant(data, text);
        setUnknown(found ? undefined : text);
        setSearch(found ? '' : text);
        if (found && !value.includes(found.value)) onChange([...value, found.value]);
      }}
    />
  );
}
