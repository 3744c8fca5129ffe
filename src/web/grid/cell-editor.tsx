import { Popover, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import {
  type AriaAttributes,
  type ClipboardEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { anyListQuery, titleOf } from '../api/queries.ts';
import { offered } from '../kit/find-reference.ts';
import { humanise, RIGHT_ALIGNED } from '../values/format.ts';
import { besideOf } from '../values/telling.ts';
import { type GridColumn, NONE } from './grid-model.ts';

export interface Choice {
  readonly id: string;
  readonly title: string;
  /** What tells it from others of its name. */
  readonly beside?: string;
}

export interface KeyState {
  readonly editing: boolean;
  readonly typed?: string;
  readonly choice?: Choice;
}

interface CellEditorProps {
  readonly column: GridColumn;
  readonly label: string;
  readonly text: string;
  /** What is taken while it is empty, or how it is written. */
  readonly placeholder?: string | undefined;
  readonly focused: boolean;
  /** What is wrong with it, said below it. */
  readonly problem?: string | undefined;
  /** Takes the key when it means a step; `typed` is what was typed, `choice` a record picked. True when it stored them. */
  readonly onKey: (event: KeyboardEvent<HTMLInputElement>, state: KeyState) => boolean;
  readonly onCommit: (typed: string, choice?: Choice) => void;
  readonly onPaste: (event: ClipboardEvent<HTMLInputElement>) => void;
}

/**
 * The one live input of the grid, in the active cell. It always has the keyboard, its whole text selected: a key typed
 * replaces it, so no key can get lost between showing a cell and editing it. Arrows step until something was typed or F2
 * was pressed; then they move within the text.
 */
export function CellEditor(props: CellEditorProps) {
  const { column, label, text, placeholder, focused, problem, onKey, onCommit, onPaste } = props;
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [inside, setInside] = useState(false);
  const [entered, setEntered] = useState(focused);
  const stored = useRef(false);
  const restored = useRef(false);
  const list = useChoices(column, typed);
  const listId = useId();
  const computed = column.compute !== undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the cell is focused when it becomes the active one
  useLayoutEffect(() => {
    if (!focused) return;
    input.current?.focus({ preventScroll: true });
    input.current?.select();
    input.current?.closest('td')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, []);

  // Before the next key can come: a selection made any later would undo what that key did.
  useLayoutEffect(() => {
    if (restored.current) input.current?.select();
    restored.current = false;
  });

  // What comes in after the cell became active, from the server or another cell, is replaced by the next key as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another text takes the selection away
  useLayoutEffect(() => {
    if (typed === null && !inside && document.activeElement === input.current) input.current?.select();
  }, [text]);

  const leave = () => {
    if (typed !== null && !stored.current) onCommit(typed);
    setTyped(null);
    setInside(false);
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (list.open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      list.step(event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
    } else if (event.key === 'F2') {
      setInside(true);
      input.current?.setSelectionRange(input.current.value.length, input.current.value.length);
      event.preventDefault();
    } else if (event.key === 'Escape' && (typed !== null || inside)) {
      setTyped(null);
      setInside(false);
      restored.current = true;
      event.preventDefault();
      event.stopPropagation();
    } else {
      const picked = list.open
        ? event.key === 'Enter'
          ? list.first
          : event.key === 'Tab'
            ? list.picked
            : undefined
        : undefined;
      const taken = picked ? takenOf(column, typed ?? '', picked) : { typed: typed ?? undefined };
      if (onKey(event, { editing: typed !== null || inside, ...taken })) {
        stored.current = true;
        setTyped(null);
        setInside(false);
      }
    }
  };
  const combobox: AriaAttributes & { role?: 'combobox' } =
    column.type === 'reference'
      ? {
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-expanded': list.open,
          'aria-controls': list.open ? listId : undefined,
          'aria-activedescendant': list.open && list.at >= 0 ? `${listId}-${list.at}` : undefined,
        }
      : {};
  return (
    <Popover
      withRoles={false}
      opened={(list.open || (problem !== undefined && typed === null)) && entered}
      position="bottom-start"
      width={320}
      shadow="md"
      offset={2}
      withinPortal
    >
      <Popover.Target>
        <input
          ref={input}
          className={RIGHT_ALIGNED.has(column.type) ? 'grid-input number' : 'grid-input'}
          aria-label={label}
          aria-invalid={problem !== undefined || undefined}
          {...combobox}
          data-mantine-stop-propagation={typed !== null || inside || undefined}
          autoComplete="off"
          spellCheck={false}
          readOnly={computed}
          placeholder={placeholder}
          inputMode={RIGHT_ALIGNED.has(column.type) ? 'decimal' : undefined}
          value={typed ?? text}
          onChange={(event) => {
            stored.current = false;
            setTyped(event.currentTarget.value);
          }}
          onKeyDown={keyDown}
          onFocus={(event) => {
            setEntered(true);
            if (typed === null && !inside) event.currentTarget.select();
          }}
          onMouseDown={(event) => {
            // A click into what is selected would take the selection away after the button is let go.
            if (typed === null && !inside && document.activeElement === event.currentTarget) event.preventDefault();
          }}
          onMouseUp={(event) => {
            // Until the text is entered, what is typed next takes the place of what stands there, wherever it was tapped.
            if (typed === null && !inside) event.currentTarget.select();
          }}
          onDoubleClick={() => setInside(true)}
          onPaste={onPaste}
          onBlur={leave}
        />
      </Popover.Target>
      <Popover.Dropdown p={4}>
        {list.open ? null : (
          <Text size="sm" c="red" px={8} py={4} role="alert">
            {problem}
          </Text>
        )}
        <div id={listId} role="listbox" aria-label={column.label}>
          {list.choices.map((choice, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the option
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input
            <div
              key={choice.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === list.at}
              className="grid-option"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => {
                stored.current = true;
                setTyped(null);
                const taken = takenOf(column, typed ?? '', choice);
                onCommit(taken.typed, taken.choice);
              }}
            >
              <Text size="sm" truncate>
                {choice.title}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {choice.beside}
              </Text>
            </div>
          ))}
          <Nothing show={list.open && list.choices.length === 0} searching={list.searching} />
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What was typed before the last comma, and what stands behind it. */
const lastOf = (typed: string): readonly [string, string] => {
  const at = Math.max(...[',', ';'].map((sign) => typed.lastIndexOf(sign))) + 1;
  return [typed.slice(0, at), typed.slice(at).trim()];
};

/** What a cell holds once something of its list is picked; where there may be several, it ends what was typed before. */
function takenOf(column: GridColumn, typed: string, choice: Choice): { typed: string; choice?: Choice } {
  if (!column.several) return { typed: choice.title, choice };
  const [before] = lastOf(typed);
  return { typed: `${before}${before ? ' ' : ''}${choice.id === NONE ? NONE : choice.title.split(' · ')[0]}` };
}

function Nothing({ show, searching }: { show: boolean; searching: boolean }) {
  const { t } = useTranslation('kit');
  if (!show) return null;
  return (
    <Text size="sm" c="dimmed" px={8} py={4} role="option" aria-selected={false} aria-disabled>
      {searching ? t('searching') : t('nothingFound')}
    </Text>
  );
}

/** What the typed text of a reference or choice cell may mean, with one of them picked by the arrows. */
function useChoices(column: GridColumn, typed: string | null) {
  const { t } = useTranslation('grid');
  const model = useModel();
  const entity = column.type === 'reference' ? model.anyEntity(column.entity ?? '') : undefined;
  const text = column.several ? lastOf(typed ?? '')[1] : (typed ?? '');
  const [words] = useDebouncedValue(text, 100);
  const [at, setAt] = useState(-1);
  const open = text.trim() !== '' && (entity !== undefined || column.type === 'choice');
  const found = useQuery({
    ...anyListQuery(entity?.name ?? '', {
      search: words,
      filter: entity ? offered(entity, column.filter) : {},
      size: 8,
    }),
    enabled: open && entity !== undefined && words.trim() !== '',
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins a new choice
  useEffect(() => setAt(-1), [typed]);
  const none =
    column.several?.none && NONE.startsWith((typed ?? '').trim().toLowerCase()) ? [{ id: NONE, title: t('none') }] : [];
  const choices: Choice[] = entity
    ? [
        ...none,
        ...(found.data?.rows ?? []).map((row) => ({
          ...{ id: String(row.id), title: titleOf(entity, row), beside: besideOf(model, entity, row) },
        })),
      ]
    : (column.choices ?? [])
        .map((choice) => ({ id: choice, title: humanise(choice) }))
        .filter(({ title }) => title.toLowerCase().startsWith((typed ?? '').trim().toLowerCase()));
  return {
    open,
    at,
    choices,
    searching: found.isFetching || words !== text,
    picked: at >= 0 ? choices[at] : undefined,
    /** What Enter takes: the one marked, else the one called just so, else the first that was found for all that is typed. */
    first:
      at >= 0
        ? choices[at]
        : entity && !column.several && !found.isFetching && words === text
          ? (choices.find(({ title }) => title.toLowerCase().startsWith(`${text.trim().toLowerCase()} ·`)) ??
            choices[0])
          : undefined,
    step: (by: number) => setAt((was) => Math.max(-1, Math.min(choices.length - 1, was + by))),
  };
}
