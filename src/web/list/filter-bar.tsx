import {
  Button,
  Group,
  Menu,
  MultiSelect,
  Pill,
  Popover,
  ScrollArea,
  SegmentedControl,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Field, type Model, type Row, useModel } from '../api/meta.ts';
import { recordQuery, titleOf } from '../api/queries.ts';
import { DayInput } from '../kit/day-input.tsx';
import { NumberText } from '../kit/number-input.tsx';
import { ReferenceInput } from '../kit/reference-input.tsx';
import { valueText } from '../kit/value.tsx';
import { humanise, RIGHT_ALIGNED } from '../values/format.ts';

interface FilterBarProps {
  readonly entity: EntityMeta;
  readonly filter: Row;
  readonly onChange: (filter: Row) => void;
}

/** Filters as pills; each kind of field is asked for in its own way. */
export function FilterBar({ entity, filter, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<string>();
  const usable = Object.entries(entity.fields).filter(([, field]) => field.type !== 'json');
  const names = [...new Set([...Object.keys(filter), ...(adding ? [adding] : [])])].filter(
    (name) => name in entity.fields,
  );
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...rest } = filter;
    onChange(value === undefined ? rest : { ...rest, [name]: value });
    if (value !== undefined) setAdding(undefined);
  };
  return (
    <Group gap="xs">
      {names.map((name) => (
        <FilterPill
          key={name}
          name={name}
          field={entity.fields[name]!}
          value={filter[name]}
          opened={adding === name}
          onClose={() => setAdding(undefined)}
          onChange={(value) => set(name, value)}
        />
      ))}
      <Menu shadow="md" position="bottom-start">
        <Menu.Target>
          <Button variant="default" leftSection={<IconFilter size={16} />}>
            {t('list.filters')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('list.addFilter')}</Menu.Label>
          <ScrollArea.Autosize mah={320} type="auto">
            {usable.map(([name, field]) => (
              <Menu.Item key={name} onClick={() => setTimeout(() => setAdding(name), 60)}>
                {field.label}
              </Menu.Item>
            ))}
          </ScrollArea.Autosize>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

interface PillProps {
  readonly name: string;
  readonly field: Field;
  readonly value: unknown;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onChange: (value: unknown) => void;
}

function FilterPill({ name, field, value, opened: startsOpen, onClose, onChange }: PillProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(startsOpen);
  const text = useFilterText(field, value);
  return (
    <Popover
      opened={open}
      onChange={(next) => {
        setOpen(next);
        if (!next) onClose();
      }}
      shadow="md"
      position="bottom-start"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Group gap={0} wrap="nowrap">
          <Button variant="light" size="sm" onClick={() => setOpen((was) => !was)} rightSection={null}>
            {field.label}
            {text ? `: ${text}` : '…'}
          </Button>
          <Pill.Group>
            <Button
              variant="light"
              size="sm"
              px={8}
              aria-label={t('list.removeFilter', { label: field.label })}
              onClick={() => {
                onClose();
                onChange(undefined);
              }}
            >
              ×
            </Button>
          </Pill.Group>
        </Group>
      </Popover.Target>
      <Popover.Dropdown miw={240}>
        <FilterEditor name={name} field={field} value={value} onChange={onChange} />
      </Popover.Dropdown>
    </Popover>
  );
}

type Range = { from?: string; to?: string; like?: string };

function FilterEditor({
  field,
  value,
  onChange,
}: {
  name: string;
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

function useFilterText(field: Field, value: unknown): string {
  const { t } = useTranslation();
  const model = useModel();
  const isReference = field.type === 'reference' && typeof value === 'string';
  const entity = isReference ? model.entity(field.entity ?? '') : undefined;
  const record = useQuery({ ...recordQuery(field.entity ?? '', String(value)), enabled: entity !== undefined });
  const shown = (one: unknown) => valueText(model, field, one);
  if (value === undefined) return '';
  if (entity) return record.data ? titleOf(entity, record.data) : '…';
  if (typeof value === 'boolean') return value ? t('app.yes') : t('app.no');
  if (Array.isArray(value)) return value.map((one) => humanise(String(one))).join(', ');
  if (typeof value !== 'object' || value === null) return shown(value);
  const { from, to, like } = value as Range;
  if (like) return like;
  return [from ? `≥ ${shown(from)}` : '', to ? `≤ ${shown(to)}` : ''].filter(Boolean).join(' ');
}
