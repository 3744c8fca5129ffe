import IconFilter from 'icon:filter';
import { Button, Group, Menu, Popover, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Field, type Row, useModel } from '../api/meta.ts';
import { anyRecordQuery, titleOf } from '../api/queries.ts';
import { humanise } from '../values/format.ts';
import { valueText } from '../values/value-text.ts';

/** The inputs come when a filter is opened: lists are looked at more often than filtered. */
const FilterEditor = lazy(() => import('./filter-editor.tsx'));

interface FilterBarProps {
  readonly entity: EntityMeta;
  readonly filter: Row;
  readonly onChange: (filter: Row) => void;
}

/** Filters as pills; each kind of field is asked for in its own way. */
export default function FilterBar({ entity, filter, onChange }: FilterBarProps) {
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
        <Menu.Dropdown className="menu-scroll">
          <Menu.Label>{t('list.addFilter')}</Menu.Label>
          {usable.map(([name, field]) => (
            <Menu.Item key={name} onClick={() => setTimeout(() => setAdding(name), 60)}>
              {field.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

interface PillProps {
  readonly field: Field;
  readonly value: unknown;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onChange: (value: unknown) => void;
}

function FilterPill({ field, value, opened: startsOpen, onClose, onChange }: PillProps) {
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
      <Group gap={0} wrap="nowrap">
        <Popover.Target>
          <Button variant="light" size="sm" onClick={() => setOpen((was) => !was)}>
            {field.label}
            {text ? `: ${text}` : '…'}
          </Button>
        </Popover.Target>
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
      </Group>
      <Popover.Dropdown miw={240}>
        <Suspense fallback={<Skeleton h={60} />}>
          <FilterEditor field={field} value={value} onChange={onChange} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Filters of the wire: a range, a part of a text, or what is not. */
type Range = { from?: string; to?: string; like?: string; not?: unknown; empty?: boolean };

function useFilterText(field: Field, value: unknown): string {
  const { t } = useTranslation();
  const model = useModel();
  const isReference = field.type === 'reference' && typeof value === 'string';
  const entity = isReference ? model.anyEntity(field.entity ?? '') : undefined;
  const record = useQuery({ ...anyRecordQuery(field.entity ?? '', String(value)), enabled: entity !== undefined });
  const shown = (one: unknown) => valueText(model, field, one);
  if (value === undefined) return '';
  if (entity) return record.data ? titleOf(entity, record.data) : '…';
  if (typeof value === 'boolean') return value ? t('app.yes') : t('app.no');
  if (Array.isArray(value)) return value.map((one) => humanise(String(one))).join(', ');
  if (typeof value !== 'object' || value === null) return shown(value);
  const { from, to, like, not, empty } = value as Range;
  if (like) return like;
  if (empty !== undefined) return t(empty ? 'list.isEmpty' : 'list.isFilled');
  if (not !== undefined)
    return `≠ ${[not]
      .flat()
      .map((one) => humanise(String(one)))
      .join(', ')}`;
  return [from ? `≥ ${shown(from)}` : '', to ? `≤ ${shown(to)}` : ''].filter(Boolean).join(' ');
}
