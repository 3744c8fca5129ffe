import { Select, type SelectProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, fitting, meant } from './choice.ts';
import { useChecked } from './guard.ts';

interface ChoiceInputProps
  extends Pick<SelectProps, 'label' | 'placeholder' | 'description' | 'error' | 'required' | 'size' | 'data'> {
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

type Groups = readonly (Choice | { readonly items: Choice[] })[];

/** One of a list that is shown whole, found by typing. What is typed and not in the list stays and is said to be so. */
export function ChoiceInput({ value, onChange, data = [], error, placeholder, ...rest }: ChoiceInputProps) {
  const { t } = useTranslation('kit');
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const typed = useRef('');
  const [unknown, setUnknown] = useState<string>();
  const items = (data as Groups).flatMap((one) => ('items' in one ? one.items : [one]));
  const choose = (next: string | undefined) => {
    typed.current = '';
    setUnknown(undefined);
    setSearch(items.find(({ value }) => value === next)?.label ?? '');
    onChange(next);
  };
  useChecked(input, () => unknown === undefined);
  return (
    <Select
      {...rest}
      ref={input}
      data={data}
      searchable
      selectFirstOptionOnChange
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options, search: words }) =>
        (options as Groups).some((one) => 'items' in one)
          ? (options as { group: string; items: Choice[] }[])
              .map((group) => ({ ...group, items: fitting(group.items, words) }))
              .filter((group) => group.items.length > 0)
          : fitting(options as Choice[], words)
      }
      clearable={!rest.required}
      allowDeselect={false}
      value={value || null}
      error={unknown === undefined ? error : t('noChoice', { text: unknown })}
      placeholder={placeholder ?? t('choose')}
      comboboxProps={{ shadow: 'md' }}
      maxDropdownHeight={320}
      onChange={(next) => choose(next ?? undefined)}
      onInput={(event) => {
        typed.current = event.currentTarget.value;
        setUnknown(undefined);
      }}
      onBlur={() => {
        const text = typed.current.trim();
        if (text === '') return;
        const found = meant(items, text);
        if (found) choose(found.value);
        else {
          setUnknown(text);
          setSearch(text);
        }
        typed.current = '';
      }}
    />
  );
}
