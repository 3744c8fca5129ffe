import { CloseButton, Combobox, InputBase, Loader, ScrollArea, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Row, useModel } from '../api/meta.ts';
import { listQuery, recordQuery, titleOf } from '../api/queries.ts';

interface ReferenceInputProps {
  readonly entity: string;
  readonly value: unknown;
  readonly onChange: (id: string | undefined, row?: Row) => void;
  readonly label?: ReactNode;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly size?: string;
  readonly filter?: Record<string, unknown>;
  readonly 'aria-label'?: string;
}

/** Whether archived records stay out of what is offered. */
export const offered = (entity: EntityMeta, filter: Record<string, unknown> = {}): Record<string, unknown> =>
  entity.fields.active ? { active: true, ...filter } : filter;

/** Finds a record by typing; shows its title, hands on its id. */
export function ReferenceInput({ entity: name, value, onChange, filter, ...rest }: ReferenceInputProps) {
  const { t } = useTranslation('kit');
  const model = useModel();
  const client = useQueryClient();
  const entity = model.entity(name);
  const [typed, setTyped] = useState<string | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [words] = useDebouncedValue(typed ?? '', 120);
  const chosen = typeof value === 'string' && value !== '' ? value : undefined;
  const current = useQuery({ ...recordQuery(name, chosen ?? ''), enabled: Boolean(entity && chosen) });
  const found = useQuery({
    ...listQuery(name, { search: words || undefined, filter: entity ? offered(entity, filter) : {}, size: 20 }),
    enabled: Boolean(entity && combobox.dropdownOpened),
  });
  const title = chosen
    ? entity && current.data
      ? titleOf(entity, current.data)
      : current.isLoading
        ? '…'
        : chosen
    : '';
  const rows = found.data?.rows ?? [];
  const pick = (id: string, among: readonly Row[] = rows) => {
    onChange(
      id,
      among.find((row) => String(row.id) === id),
    );
    setTyped(null);
    combobox.closeDropdown();
  };
  /** Who types fast is ahead of the list, which then still shows what was found for fewer letters: asks for all of them. */
  const pickFirst = async (search: string) => {
    const { rows: newest } = await client.fetchQuery(
      listQuery(name, { search, filter: entity ? offered(entity, filter) : {}, size: 20 }),
    );
    const wanted = search.trim().toLowerCase();
    const exact = newest.find((row) => entity?.key && String(row[entity.key]).toLowerCase() === wanted);
    const first = exact ?? newest[0];
    if (first) pick(String(first.id), newest);
  };
  if (!entity)
    return (
      <InputBase
        {...rest}
        value={chosen ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    );
  return (
    <Combobox store={combobox} onOptionSubmit={(id) => pick(id)} shadow="md" withinPortal>
      <Combobox.Target>
        <InputBase
          {...rest}
          value={typed ?? title}
          autoComplete="off"
          placeholder={t('find', { what: entity.label.toLowerCase() })}
          rightSection={
            found.isFetching && typed !== null ? (
              <Loader size={14} />
            ) : chosen ? (
              <CloseButton size="sm" tabIndex={-1} aria-label={t('clear')} onClick={() => onChange(undefined)} />
            ) : null
          }
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => {
            combobox.closeDropdown();
            if (typed?.trim() === '') onChange(undefined);
            setTyped(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Tab') return;
            if (!typed?.trim() || !combobox.dropdownOpened || combobox.getSelectedOptionIndex() >= 0) return;
            if (event.key === 'Enter') event.preventDefault();
            void pickFirst(typed).catch(() => undefined);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={entity.plural}>
          <ScrollArea.Autosize mah={280} type="scroll">
            {rows.map((row) => (
              <Combobox.Option key={String(row.id)} value={String(row.id)}>
                <Text size="sm" truncate>
                  {titleOf(entity, row)}
                </Text>
              </Combobox.Option>
            ))}
            {rows.length === 0 ? (
              <Combobox.Empty>{found.isFetching ? t('searching') : t('nothingFound')}</Combobox.Empty>
            ) : null}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
