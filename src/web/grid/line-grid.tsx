import IconPlus from 'icon:plus';
import { Box, Button, Checkbox, Group, Text } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { useChecked } from '../kit/guard.ts';
import { RIGHT_ALIGNED } from '../values/format.ts';
import type { Choice, KeyState } from './cell-editor.tsx';
import {
  type At,
  afterEnter,
  choose,
  enter,
  type GridColumn,
  isBlank,
  type Line,
  move,
  newLine,
  parseBlock,
  paste,
  problemsOf,
  type Setting,
  type Step,
  ticked,
  withMissing,
} from './grid-model.ts';
import { GridRow, Totals } from './grid-row.tsx';
import { useProblemText } from './problem-text.ts';
import { useResolver } from './resolver.ts';

interface LineGridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly lines: readonly Line[];
  /** Carries the change out at once: what is sent is read right after it. */
  readonly onChange: (change: (lines: readonly Line[]) => readonly Line[]) => void;
  /** Minor digits of the money columns. */
  readonly digits: number;
  readonly most?: number;
  /** Whether there may be other lines than those there are. */
  readonly adds?: boolean;
  /** What the server found wrong: texts by `line.column`. */
  readonly errors?: ReadonlyMap<string, string>;
  readonly footer?: ReactNode;
}

const STEPS: Record<string, Step> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'home',
  End: 'end',
};

/** Lines of a document, entered like a spreadsheet: one live cell, all others plain text. */
export function LineGrid({
  label,
  columns,
  lines,
  onChange: tell,
  digits,
  adds = true,
  most = adds ? 3000 : lines.length,
  errors,
  footer,
}: LineGridProps) {
  const { t } = useTranslation('grid');
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const newest = useStable(lines);
  const onChange: LineGridProps['onChange'] = (change) =>
    tell((old) => {
      newest.current = change(old);
      return newest.current;
    });
  const firstTyped = Math.max(
    0,
    columns.findIndex(({ compute }) => !compute),
  );
  const [at, setAt] = useState<At>({ row: 0, column: firstTyped });
  const [focused, setFocused] = useState(false);
  const setting: Setting = { digits, today: model.company.today };
  const active = { row: Math.min(at.row, lines.length - 1), column: Math.min(at.column, columns.length - 1) };
  const resolver = useResolver({ columns, lines: newest, onChange });

  const written = (line: Line, column: GridColumn, typed: string, choice?: Choice) =>
    choice && column.type === 'reference'
      ? choose(column, line, choice.id, choice.title)
      : enter(column, line, choice?.id ?? typed, setting);
  const write = (row: number, column: GridColumn, typed: string, choice?: Choice) =>
    onChange((old) => old.map((line, index) => (index === row ? written(line, column, typed, choice) : line)));
  const go = (to: At) => {
    setFocused(true);
    setAt(to);
  };
  const addLine = (to: At) => {
    if (lines.length >= most) return;
    onChange((old) => [...old, newLine()]);
    go(to);
  };
  const tick = (row: number, yes: boolean) =>
    onChange((old) => old.map((line, index) => (index === row ? ticked(line, yes) : line)));
  const removeLine = (row: number) => {
    if (lines[row]?.own) return lines[row].own.began ? undefined : tick(row, false);
    onChange((old) => (old.length > 1 ? old.filter((_, index) => index !== row) : [newLine()]));
    go({ row: Math.max(0, Math.min(row, lines.length - 2)), column: active.column });
  };

  /** Goes to the first cell that is not understood, or to the first the server did not take. */
  const goTo = (place: At | undefined) => {
    if (!place) return;
    go(place);
    setTimeout(() => {
      const input = box.current?.querySelector<HTMLInputElement>('td.active input');
      input?.focus();
      input?.select();
    });
  };
  useChecked(
    box,
    async () => {
      await resolver.finish();
      onChange((old) => withMissing(columns, old));
      return problemsOf(columns, newest.current).length === 0;
    },
    () => goTo(problemsOf(columns, newest.current)[0]),
  );
  useRefusedCell(errors, columns, goTo);

  const onKey = (event: KeyboardEvent<HTMLInputElement>, state: KeyState): boolean => {
    const column = columns[active.column]!;
    const commit = () => {
      if (state.typed !== undefined) write(active.row, column, state.typed, state.choice);
      return true;
    };
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const { typed, choice } = state;
      const line = lines[active.row]!;
      const entered = typed === undefined ? line : written(line, column, typed, choice);
      commit();
      if (!entered.own && isBlank(columns, entered)) return true;
      const to = afterEnter(active, lines.with(active.row, entered), columns);
      if (to.row < lines.length) go(to);
      else addLine(to);
      return true;
    }
    const own = lines[active.row]!.own;
    if (own && !own.began && event.key === ' ' && !state.editing) {
      event.preventDefault();
      tick(active.row, !own.ticked);
      return true;
    }
    const step = stepOf(event, state.editing);
    if (step) {
      const to = move(active, step, { rows: lines.length, columns });
      const lastLine = active.row === lines.length - 1;
      const used = state.typed !== undefined || !isBlank(columns, lines[active.row]!);
      const grows = adds && lastLine && used && step === 'next' && !to;
      if (!to && !grows) return commit();
      event.preventDefault();
      commit();
      if (grows) addLine({ row: active.row + 1, column: firstTyped });
      else if (to) go(to);
      return true;
    }
    if (event.key === 'Delete' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      removeLine(active.row);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && !state.editing && !column.compute) {
      event.preventDefault();
      write(active.row, column, '');
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return commit();
    return false;
  };
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const block = parseBlock(event.clipboardData.getData('text/plain'));
    if (block.length === 1 && block[0]!.length === 1) return;
    event.preventDefault();
    onChange((old) => paste({ columns, lines: old, at: active, block, setting, most }));
  };
  const rowProps = { columns, setting, errors, go, onKey, onPaste, write, removeLine, tick };
  const own = lines.filter((line) => line.own && !line.own.began);
  const handlers = useStable(rowProps);
  return (
    <Box
      ref={box}
      className="grid-box"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && resolver.soon()}
    >
      <div className="grid-scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are edited is a grid */}
        <table className="grid" role="grid" aria-label={label} aria-rowcount={lines.length + 1}>
          <thead>
            <tr>
              <th scope="col" className="grid-number">
                {own.length > 0 ? (
                  <Checkbox
                    size="xs"
                    aria-label={t('tickAll')}
                    checked={own.every((line) => line.own!.ticked)}
                    indeterminate={new Set(own.map((line) => line.own!.ticked)).size > 1}
                    onChange={(event) => {
                      const yes = event.currentTarget.checked;
                      onChange((old) => old.map((line) => ticked(line, yes)));
                    }}
                  />
                ) : (
                  <>
                    <span className="sr-only">{t('line')}</span>#
                  </>
                )}
              </th>
              {columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  style={{ minWidth: column.width ?? widthOf(column) }}
                  className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}
                  title={column.help}
                >
                  {column.label}
                  {column.required ? (
                    <span aria-hidden className="required">
                      {' '}
                      *
                    </span>
                  ) : null}
                </th>
              ))}
              <th className="grid-tool">
                <span className="sr-only">{t('remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, row) => (
              <GridRow
                key={line.key}
                line={line}
                row={row}
                active={row === active.row ? active.column : -1}
                focused={focused}
                columns={columns}
                digits={digits}
                errors={errors}
                handlers={handlers}
              />
            ))}
          </tbody>
          <Totals columns={columns} lines={lines} digits={digits} />
        </table>
      </div>
      <NotUnderstood {...{ columns, lines, active, digits }} />
      <Group justify="space-between" mt={6} gap="xs">
        {adds ? (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => addLine({ row: lines.length, column: firstTyped })}
          >
            {t('add')}
          </Button>
        ) : null}
        {footer}
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {own.length > 0 ? t('tickKeys') : t('keys')}
        </Text>
      </Group>
    </Box>
  );
}

interface NotUnderstoodProps {
  readonly columns: readonly GridColumn[];
  readonly lines: readonly Line[];
  readonly active: At;
  readonly digits: number;
}

/** The first cell that was left and is not understood, in words: its colour alone says no reason. The live cell says its own. */
function NotUnderstood({ columns, lines, active, digits }: NotUnderstoodProps) {
  const { t } = useTranslation('grid');
  const textOf = useProblemText();
  const first = problemsOf(columns, lines).find(
    ({ row, column }) =>
      lines[row]!.problems?.[columns[column]!.name] && !(row === active.row && column === active.column),
  );
  if (!first) return null;
  const column = columns[first.column]!;
  return (
    <Text size="sm" c="red" mt={4}>
      {t('cell', { column: column.label, line: first.row + 1 })}: {textOf(column, first.problem, digits)}
    </Text>
  );
}

const widthOf = (column: GridColumn): number =>
  column.several
    ? 160
    : ({
        reference: 200,
        parts: 200,
        text: 150,
        note: 180,
        money: 110,
        quantity: 90,
        price: 100,
        percent: 80,
        day: 105,
        currency: 70,
      }[column.type as string] ?? 90);

function stepOf(event: KeyboardEvent, editing: boolean): Step | undefined {
  if (event.altKey) return undefined;
  if (event.key === 'Tab') return event.shiftKey ? 'previous' : 'next';
  if (event.key === 'Enter') return event.shiftKey && !event.ctrlKey && !event.metaKey ? 'up' : undefined;
  if (editing && event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return undefined;
  if (event.ctrlKey || event.metaKey) return event.key === 'Home' ? 'first' : event.key === 'End' ? 'last' : undefined;
  return event.shiftKey ? undefined : STEPS[event.key];
}

/** Handlers that rows may keep: they call the newest ones, so a row is drawn anew only when its own line changes. */
function useStable<T extends object>(newest: T): { current: T } {
  const ref = useRef(newest);
  ref.current = newest;
  return ref;
}

/** When the server did not take a cell, goes there, unless something before the grid was not taken either. */
function useRefusedCell(
  errors: ReadonlyMap<string, string> | undefined,
  columns: readonly GridColumn[],
  goTo: (place: At) => void,
): void {
  const first = errors?.keys().next().value;
  const newest = useStable({ columns, goTo });
  useEffect(() => {
    if (first === undefined || document.activeElement?.getAttribute('aria-invalid') === 'true') return;
    const [row, name] = first.split('.') as [string, string];
    const column = newest.current.columns.findIndex((one) => one.name === name);
    if (column >= 0) newest.current.goTo({ row: Number(row), column });
  }, [first, newest]);
}
