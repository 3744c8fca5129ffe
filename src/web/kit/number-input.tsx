import { Text, TextInput, type TextInputProps } from '@mantine/core';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { formatDecimal, formatMinor, minorToDecimal, parseDecimal, parseMinor } from '../values/format.ts';
import { useChecked } from './guard.ts';

interface NumberTextProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: unknown;
  readonly onChange: (value: string | undefined) => void;
  /** Minor digits: the value is an amount in minor units. Without: an exact decimal. */
  readonly digits?: number;
  /** Decimals shown at least, of a price. */
  readonly least?: number;
  readonly unit?: string;
}

/** A number as it is handed on, or nothing. */
const WIRE = /^(-?\d+(\.\d+)?)?$/;

/** An exact number: what is typed is kept as text, what is handed on is a decimal string or minor units. */
export function NumberText({ value, onChange, digits, least, unit, error, ...rest }: NumberTextProps) {
  const { t } = useTranslation('kit');
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const parse = (text: string) => (digits === undefined ? parseDecimal(text) : parseMinor(text, digits));
  const settled = digits === undefined ? formatDecimal(value ?? '', least) : formatMinor(value ?? '', digits);
  const wrong = typed === null ? !WIRE.test(String(value ?? '')) : typed.trim() !== '' && parse(typed) === undefined;
  useChecked(input, () => !wrong);
  return (
    <TextInput
      {...rest}
      ref={input}
      value={typed ?? settled}
      inputMode="decimal"
      autoComplete="off"
      error={wrong ? (digits === undefined ? t('numberUnreadable') : t('amountUnreadable', { count: digits })) : error}
      classNames={{ input: 'number' }}
      rightSection={
        unit ? (
          <Text size="xs" c="dimmed">
            {unit}
          </Text>
        ) : undefined
      }
      rightSectionWidth={unit ? 44 : undefined}
      onFocus={(event) => {
        const input = event.currentTarget;
        // At once: a key that comes the moment after replaces what stands there.
        if (value !== undefined && value !== null && value !== '')
          flushSync(() =>
            setTyped(digits === undefined ? formatDecimal(value).replaceAll(',', '') : minorToDecimal(value, digits)),
          );
        input.select();
        const shown = input.value;
        // A click puts its mark after that.
        requestAnimationFrame(() => input.value === shown && input.select());
      }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        // What can't be read is handed on as it is, so that nothing else is saved in its place.
        onChange(text.trim() === '' ? undefined : (parse(text) ?? text));
      }}
      onBlur={() => {
        if (!wrong) setTyped(null);
      }}
    />
  );
}
