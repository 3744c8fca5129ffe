import { CloseButton, Combobox, InputBase, Loader, ScrollArea, Text, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type Row, useModel } from '../api/meta.ts';
import { anyListQuery, anyRecordQuery, titleOf } from '../api/queries.ts';
import { besideOf } from '../values/telling.ts';
import { findReferences, firstReference, offered } from './find-reference.ts';
import { goOn } from './go-on.ts';
import { useChecked } from './guard.ts';
import { useNewest } from './use-newest.ts';

interface ReferenceInputProps {
  readonly entity: string;
  readonly value: unknown;
  readonly onChange: (id: string | undefined, row?: Row) => void;
  readonly label?: ReactNode;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly required?: boolean;
  readonly size?: string;
  /** Who fits: what the records offered have in common. */
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly 'aria-label'?: string;
  /** What is taken when it is left empty. */
  readonly placeholder?: string;
}

/**
 * Finds a record by typing; shows its title, hands on its id. What is typed and names nothing, or several, stays and says
 * so: it is never taken back for what stood there before.
 */
export function ReferenceInput({
  entity: name,
  value,
  onChange,
  filter,
  error,
  placeholder,
  ...rest
}: ReferenceInputProps) {
  const { t } = useTranslation('kit');
  const model = useModel();
  const entity = model.anyEntity(name);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const chosen = typeof value === 'string' && value !== '' ? value : undefined;
  const current = useQuery({ ...anyRecordQuery(name, chosen ?? ''), enabled: Boolean(entity && chosen) });
  const typing = useTyped({ entity, filter, onChange });
  const { typed, wrong } = typing;
  useChecked(input, () => (entity ? typing.settleToSend() : true));
  const [words] = useDebouncedValue(typed ?? '', 120);
  const found = useQuery({
    ...anyListQuery(name, { search: words || undefined, filter: entity ? offered(entity, filter) : {}, size: 20 }),
    enabled: Boolean(entity && combobox.dropdownOpened),
  });
  const title = chosen
    ? entity && current.data
      ? titleOf(entity, current.data)
      : current.isLoading
        ? '…'
        : chosen
    : '';
  // What is typed next takes the place of what was chosen, it does not land inside its name.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another title takes the selection away
  useLayoutEffect(() => {
    if (typed === null && document.activeElement === input.current) input.current?.select();
  }, [title, typed]);
  const rows = found.data?.rows ?? [];
  /** An option was chosen with Enter, which goes on. */
  const entered = useRef(false);
  const pick = (id: string) => {
    if (entered.current) goOn(input.current);
    entered.current = false;
    typing.take(
      id,
      rows.find((row) => String(row.id) === id),
    );
    combobox.closeDropdown();
  };
  if (!entity)
    return (
      <InputBase
        {...rest}
        error={error}
        value={chosen ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    );
  return (
    <Combobox store={combobox} onOptionSubmit={(id) => pick(id)} shadow="md" withinPortal>
      <Combobox.Target>
        <InputBase
          {...rest}
          ref={input}
          value={typed ?? title}
          error={wrong ? t(wrong, { what: whoFits(entity, filter), text: typed ?? '' }) : error}
          autoComplete="off"
          placeholder={placeholder ?? t('find', { what: whoFits(entity, filter) })}
          rightSection={
            typing.looking || (found.isFetching && typed !== null) ? (
              <Loader size={14} />
            ) : chosen ? (
              <CloseButton size="sm" tabIndex={-1} aria-label={t('clear')} onClick={() => typing.take(undefined)} />
            ) : null
          }
          onChange={(event) => {
            typing.type(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={(event) => event.currentTarget.select()}
          onBlur={() => {
            combobox.closeDropdown();
            void typing.settle();
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
            entered.current = combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0;
            if (!typed?.trim() || !combobox.dropdownOpened || entered.current) return;
            event.preventDefault();
            void typing.takeFirst().then((taken) => {
              if (!taken) return;
              combobox.closeDropdown();
              goOn(input.current);
            });
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
                <Text size="xs" c="dimmed" truncate>
                  {besideOf(model, entity, row)}
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

type Wrong = 'noSuch' | 'severalSuch' | 'notAsked' | 'guessed';

interface Typing {
  readonly entity: EntityMeta | undefined;
  readonly filter: ReferenceInputProps['filter'];
  readonly onChange: ReferenceInputProps['onChange'];
}

/** What is typed and not a record yet: looked up when the input is left or the form is sent, kept when it names none. */
function useTyped({ entity, filter, onChange }: Typing) {
  const [typed, setTyped, newest] = useNewest<string | null>(null);
  const [wrong, setWrong] = useState<Wrong>();
  const [looking, setLooking] = useState(false);
  const running = useRef<{ text: string; answer: Promise<boolean> }>(undefined);
  const guessed = useRef(false);
  const show = (text: string | null, trouble?: Wrong) => {
    setTyped(() => text);
    setWrong(trouble);
  };
  const take = (id: string | undefined, row?: Row) => {
    show(null);
    onChange(id, row);
  };
  const look = async (text: string): Promise<boolean> => {
    setLooking(true);
    const found = await findReferences(entity!, [text], filter).catch(() => undefined);
    setLooking(false);
    // Something else was typed or chosen meanwhile: that counts.
    if (newest.current !== text) return newest.current === null;
    const hit = found?.get(text.trim());
    if (hit && hit !== 'several') {
      guessed.current = !hit.exact;
      take(hit.id, hit.row);
      return true;
    }
    show(text, found ? (hit ? 'severalSuch' : 'noSuch') : 'notAsked');
    return false;
  };
  const settle = (): boolean | Promise<boolean> => {
    const text = newest.current;
    if (text === null) {
      setWrong(undefined);
      return true;
    }
    if (text.trim() === '') {
      guessed.current = false;
      take(undefined);
      return true;
    }
    if (running.current?.text !== text) {
      const answer = look(text).finally(() => {
        running.current = undefined;
      });
      running.current = { text, answer };
    }
    return running.current.answer;
  };
  /** What was found for a part of its name while the form was being sent has been seen by nobody: it is shown first. */
  const settleToSend = async (): Promise<boolean> => {
    const open = newest.current !== null;
    if (!(await settle())) return false;
    if (!open || !guessed.current) return true;
    setWrong('guessed');
    return false;
  };
  /** Who types fast is ahead of the list, which then still shows what was found for fewer letters: asks for all of them. */
  const takeFirst = async (): Promise<boolean> => {
    const text = newest.current ?? '';
    const first = await firstReference(entity!, text, filter).catch(() => undefined);
    if (newest.current !== text || !first) return false;
    take(first.id, first.row);
    return true;
  };
  return { typed, wrong, looking, type: (text: string) => show(text), take, settle, settleToSend, takeFirst };
}

/** Who is looked for: among parties the one the form needs. */
const whoFits = ({ label }: EntityMeta, filter: ReferenceInputProps['filter'] = {}): string =>
  filter.isCustomer ? 'customer' : filter.isSupplier ? 'supplier' : label.toLowerCase();
