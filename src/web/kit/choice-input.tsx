import { Select, type SelectProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChecked } from './guard.ts';
import { type Choice, meantChoice } from './meant-choice.ts';
import { useNewest } from './use-newest.ts';

interface ChoiceInputProps
  extends Pick<SelectProps, 'label' | 'description' | 'error' | 'required' | 'size' | 'data' | 'style' | 'clearable'> {
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

/** So few are chosen by a tap: a phone shows no keyboard for them. */
const FEW = 8;

/**
 * One of a list that is shown whole, found by typing. What is typed is taken when it means one of them, as soon as Enter is
 * pressed or the input is left; else it stays, and why it was not taken is said.
 */
export function ChoiceInput({ value, onChange, data = [], error, ...rest }: ChoiceInputProps) {
  const { t } = useTranslation('kit');
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped, newest] = useNewest<string | null>(null);
  const [wrong, setWrong] = useState<'noChoice' | 'severalChoices'>();
  const items = data.flatMap((one): Choice[] =>
    typeof one === 'object' && 'items' in one ? one.items.map(asChoice) : [asChoice(one)],
  );
  const type = (text: string | null) => {
    setTyped(() => text);
    setWrong(undefined);
  };
  const choose = (next: string | undefined) => {
    type(null);
    onChange(next);
  };
  const settle = (): boolean => {
    const text = newest.current;
    if (text === null) return true;
    if (text.trim() === '') {
      choose(undefined);
      return true;
    }
    const meant = meantChoice(items, text);
    if (meant && meant !== 'several') choose(meant.value);
    else setWrong(meant ? 'severalChoices' : 'noChoice');
    return meant !== undefined && meant !== 'several';
  };
  useChecked(input, settle);
  return (
    <Select
      clearable={!rest.required}
      {...rest}
      ref={input}
      data={data}
      searchable
      value={value || null}
      searchValue={typed ?? items.find((one) => one.value === value)?.label ?? value}
      error={wrong ? t(wrong, { text: typed ?? '' }) : error}
      placeholder={t('choose')}
      inputMode={items.length > FEW ? undefined : 'none'}
      comboboxProps={{ shadow: 'md' }}
      maxDropdownHeight={320}
      onChange={(next) => choose(next ?? undefined)}
      onInput={(event) => type(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !newest.current?.trim()) return;
        // One of the list that the arrows went to is taken by the list itself.
        if (event.currentTarget.getAttribute('aria-activedescendant')) return;
        event.preventDefault();
        settle();
      }}
    />
  );
}

const asChoice = (one: string | { value: string; label?: string }): Choice =>
  typeof one === 'string' ? { value: one, label: one } : { value: one.value, label: one.label ?? one.value };
