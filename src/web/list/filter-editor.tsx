import { Button, Group, MultiSelect, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Field, type Model, useModel } from '../api/meta.ts';
import { DayInput } from '../kit/day-input.tsx';
import { NumberText } from '../kit/number-input.tsx';
import { ReferenceInput } from '../kit/reference-input.tsx';
import { humanise, RIGHT_ALIGNED } from '../values/format.ts';

type Range = { from?: string; to?: string; like?: string };

/** What a filter of a field is asked with: a range for figures and days, choices, a record, or a part of a text. */
export default function FilterEditor({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const model = useModel();
  const range = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Range;
  const bound = (name: 'from' | 'to', next: string | undefined) => {
    const { [name]: _, ...rest } = range;
    const made = next === undefined ? rest : { ...rest, [name]: next };
    onChange(Object.keys(made).length > 0 ? made : undefined);
  };
  const ends = (['from', 'to'] as const).map((name) => ({ name, label: t(`list.${name}`), value: range[name] }));
  if (field.type === 'day')
    return (
      <Stack gap="xs">
        {ends.map(({ name, ...end }) => (
          <DayInput key={name} {...end} onChange={(next) => bound(name, next)} />
        ))}
      </Stack>
    );
  if (RIGHT_ALIGNED.has(field.type))
    return (
      <Stack gap="xs">
        {ends.map(({ name, ...end }) => (
          <NumberText
            key={name}
            {...end}
            digits={field.type === 'money' ? model.digits() : undefined}
            onChange={(next) => /^-?[\d.]*$/.test(next ?? '') && bound(name, next)}
          />
        ))}
      </Stack>
    );
  if (field.type === 'flag')
    return (
      <SegmentedControl
        fullWidth
        aria-label={field.label}
        value={value === true ? 'yes' : value === false ? 'no' : 'any'}
        onChange={(next) => onChange(next === 'any' ? undefined : next === 'yes')}
        data={[
          { value: 'any', label: t('list.any') },
          { value: 'yes', label: t('app.yes') },
          { value: 'no', label: t('app.no') },
        ]}
      />
    );
  if (field.type === 'reference' && field.entity)
    return <ReferenceInput label={field.label} entity={field.entity} value={value} onChange={onChange} />;
  if (field.type === 'choice' || field.type === 'state')
    return <ChoiceFilter field={field} value={value} onChange={onChange} />;
  return (
    <TextFilter
      label={`${field.label} ${t('list.contains')}`}
      value={range.like ?? (typeof value === 'string' ? value : '')}
      onChange={(like) => onChange(like ? { like } : undefined)}
    />
  );
}

function ChoiceFilter({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const model = useModel();
  const chosen = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  return (
    <MultiSelect
      label={field.label}
      value={chosen}
      onChange={(next) => onChange(next.length > 0 ? next : undefined)}
      data={statesOf(model, field, chosen).map((choice) => ({ value: choice, label: humanise(choice) }))}
      searchable
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** The states a field may have: its own choices, or those of the flow of a kind of record it belongs to. */
function statesOf(model: Model, field: Field, chosen: readonly string[]): string[] {
  if (field.choices) return [...field.choices];
  const owner = model.entities.find((entity) => entity.state && entity.fields[entity.state] === field);
  return [...new Set([...Object.keys(owner?.flow ?? {}), ...chosen])];
}

function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim());
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput label={label} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <Button type="submit">{t('list.apply')}</Button>
      </Group>
    </form>
  );
}
