import IconTrash from 'icon:trash';
import { ActionIcon, Checkbox } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDecimal, formatMinor, RIGHT_ALIGNED } from '../values/format.ts';
import { CellEditor, type Choice, type KeyState } from './cell-editor.tsx';
import {
  type At,
  asTaken,
  cellText,
  editText,
  type GridColumn,
  type Line,
  type Setting,
  totalOf,
} from './grid-model.ts';
import { usePlaceholder, useProblemText } from './problem-text.ts';

interface RowProps {
  readonly line: Line;
  readonly row: number;
  readonly active: number;
  readonly focused: boolean;
  readonly columns: readonly GridColumn[];
  readonly digits: number;
  readonly errors?: ReadonlyMap<string, string>;
  readonly handlers: {
    current: {
      setting: Setting;
      go: (at: At) => void;
      onKey: (event: KeyboardEvent<HTMLInputElement>, state: KeyState) => boolean;
      onPaste: (event: ClipboardEvent<HTMLInputElement>) => void;
      write: (row: number, column: GridColumn, typed: string, choice?: Choice) => void;
      removeLine: (row: number) => void;
      tick: (row: number, yes: boolean) => void;
    };
  };
}

export const GridRow = memo(function GridRow({
  line: typed,
  row,
  active,
  focused,
  columns,
  errors,
  handlers,
}: RowProps) {
  const { t } = useTranslation('grid');
  const textOf = useProblemText();
  const placeholderOf = usePlaceholder();
  const { setting } = handlers.current;
  const line = asTaken(columns, typed);
  return (
    <tr aria-rowindex={row + 2} data-left-out={line.own?.ticked === false || undefined}>
      <td className="grid-number">
        {line.own && !line.own.began ? (
          <Checkbox
            size="xs"
            aria-label={t('tick', { line: row + 1 })}
            checked={line.own.ticked}
            onChange={(event) => handlers.current.tick(row, event.currentTarget.checked)}
          />
        ) : (
          row + 1
        )}
      </td>
      {columns.map((column, index) => {
        const problem =
          errors?.get(`${row}.${column.name}`) ??
          (line.problems?.[column.name] ? textOf(column, line.problems[column.name]!, setting.digits) : undefined);
        const className = [
          RIGHT_ALIGNED.has(column.type) ? 'number' : '',
          problem ? 'wrong' : '',
          column.compute ? 'computed' : '',
          index === active ? 'active' : '',
        ].join(' ');
        if (index === active)
          return (
            <td key={column.name} className={className} title={problem}>
              <CellEditor
                key={`${line.key}-${column.name}`}
                column={column}
                label={t('cell', { column: column.label, line: row + 1 }) + (problem ? `: ${problem}` : '')}
                placeholder={placeholderOf(column, line, setting.digits)}
                text={column.compute ? cellText(column, line, setting) : editText(column, line, setting)}
                focused={focused}
                problem={problem}
                onKey={(event, state) => handlers.current.onKey(event, state)}
                onCommit={(typed, choice) => handlers.current.write(row, column, typed, choice)}
                onPaste={(event) => handlers.current.onPaste(event)}
              />
            </td>
          );
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the active cell's input has the keys
          <td
            key={column.name}
            className={className}
            title={problem}
            onClick={() => handlers.current.go({ row, column: index })}
          >
            {cellText(column, line, setting)}
          </td>
        );
      })}
      <td className="grid-tool">
        {line.own ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            tabIndex={-1}
            aria-label={t('removeLine', { line: row + 1 })}
            onClick={() => handlers.current.removeLine(row)}
          >
            <IconTrash size={14} />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
});

export function Totals({
  columns,
  lines,
  digits,
}: {
  columns: readonly GridColumn[];
  lines: readonly Line[];
  digits: number;
}) {
  const { t } = useTranslation('grid');
  if (!columns.some((column) => column.total)) return null;
  const taken = lines.map((line) => asTaken(columns, line));
  return (
    <tfoot>
      <tr>
        <td className="grid-number" title={t('total')}>
          Σ
        </td>
        {columns.map((column) => {
          const total = column.total && taken.some((line) => says(column, line)) ? totalOf(column, taken) : undefined;
          return (
            <td
              key={column.name}
              className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}
              data-total={column.total ? column.name : undefined}
            >
              {total === undefined ? null : column.type === 'money' ? formatMinor(total, digits) : formatDecimal(total)}
            </td>
          );
        })}
        <td className="grid-tool" />
      </tr>
    </tfoot>
  );
}

/** What nobody entered adds up to nothing, not to zero. */
const says = ({ name, compute }: GridColumn, { values }: Line): boolean =>
  ((compute ? compute(values) : values[name]) ?? '') !== '';
