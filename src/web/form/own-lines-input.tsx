import { Input, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../api/meta.ts';
import { anyRecordQuery } from '../api/queries.ts';
import { type GridColumn, isBlank, type Line, newLine, type Values } from '../grid/grid-model.ts';
import { LineGrid } from '../grid/line-grid.tsx';
import { useChecked } from '../kit/guard.ts';
import { Failure, Loading } from '../kit/page.tsx';
import { useNewest } from '../kit/use-newest.ts';
import { type FieldSpec, initialValues, type OwnLines } from '../values/fields.ts';
import type { FieldInputProps } from './field-input.tsx';
import { gridColumns } from './grid-columns.ts';
import { errorsOf } from './lines-input.tsx';
import { nameOf, ownLinesOf, ownRowsQuery, saidOf } from './own-lines.ts';

type OwnField = FieldSpec & { readonly own: OwnLines };
export const isOwn = (field: FieldSpec): field is OwnField => field.own !== undefined;

interface OwnLinesProps extends Omit<FieldInputProps, 'field'> {
  readonly field: OwnField;
}

/** Lines of an operation on a record: the record's own stand there, to be ticked and changed. */
export function OwnLinesInput(props: OwnLinesProps) {
  const { field, record, issues, path } = props;
  const { own } = field;
  const { t } = useTranslation('grid');
  const model = useModel();
  const chosen = Array.isArray(record) ? record.length > 0 : record !== undefined;
  const whose = useWhose(own, record);
  const money = own.open !== undefined && model.anyEntity(own.from)?.fields[own.open]?.type === 'money';
  const found = useQuery({ ...ownRowsQuery(own, whose, money), enabled: whose !== undefined });
  const touched = useRef(false);
  const shown = useRef<{ rows: readonly Row[]; of: unknown; round: number }>(undefined);
  const rows = found.data;
  if (rows && rows !== shown.current?.rows && (!touched.current || shown.current?.of !== whose)) {
    touched.current = false;
    shown.current = { rows, of: whose, round: (shown.current?.round ?? 0) + 1 };
  }
  return (
    <Input.Wrapper
      label={field.label}
      description={field.help}
      error={issues.get(path)}
      required={field.required}
      labelElement="div"
    >
      {!chosen ? (
        <Text size="sm" c="dimmed">
          {t('recordFirst', { what: model.anyEntity(own.on.entity)?.label.toLowerCase() ?? '' })}
        </Text>
      ) : found.isError ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : !shown.current || shown.current.of !== whose ? (
        <Loading rows={3} />
      ) : shown.current.rows.length === 0 && !own.adds ? (
        <Text size="sm" c="dimmed">
          {t('noneOpen')}
        </Text>
      ) : (
        <Lines
          key={shown.current.round}
          {...props}
          rows={shown.current.rows}
          onTouch={() => {
            touched.current = true;
          }}
        />
      )}
    </Input.Wrapper>
  );
}

/** What the lines name their record by: its id, or what the record itself names. */
function useWhose(own: OwnLines, record: OwnLinesProps['record']): unknown {
  const asked = own.by.record !== 'id' && typeof record === 'string';
  const found = useQuery({ ...anyRecordQuery(own.on.entity, String(record)), enabled: asked });
  if (own.by.record === 'id') return Array.isArray(record) && record.length === 1 ? record[0] : record;
  return found.data?.[own.by.record] ?? undefined;
}

interface LinesProps extends OwnLinesProps {
  readonly rows: readonly Row[];
  readonly onTouch: () => void;
}

function Lines({ field, rows, value, onChange, onBegin, onTouch, issues, path, currency }: LinesProps) {
  const { own } = field;
  const { t } = useTranslation('grid');
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const [bare, setBare] = useState(false);
  const columns = useColumns(field, rows);
  const [lines, change, newest] = useNewest<readonly Line[]>(() => {
    const given = Array.isArray(value) ? (value as Values[]) : [];
    const begun = ownLinesOf(own, rows, given, own.adds ? {} : initialValues(field.fields ?? [], ''));
    return begun.length > 0 ? begun : [newLine()];
  });
  const saidBy = (line: Line) => (line.own ? saidOf(own, line) : isBlank(columns, line) ? undefined : line.values);
  const saidByAll = (all: readonly Line[]) => all.flatMap((line) => saidBy(line) ?? []);
  const none = (all: readonly Line[]) => !all.some((line) => !isBlank(columns, line));
  const sent = (all: readonly Line[]) => (none(all) ? undefined : saidByAll(all));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the form learns once what it begins with
  useEffect(() => onBegin?.(sent(newest.current)), []);
  useChecked(
    box,
    () => {
      const wrong = none(newest.current) && (own.all === true || (field.required && (field.minItems ?? 0) > 0));
      setBare(wrong);
      return !wrong;
    },
    () => box.current?.querySelector<HTMLElement>('tbody input[type=checkbox]')?.focus(),
  );
  return (
    <div ref={box}>
      <LineGrid
        label={field.label}
        columns={columns}
        lines={lines}
        adds={own.adds === true}
        onChange={(next) => {
          const before = saidByAll(newest.current);
          change(next);
          const after = saidByAll(newest.current);
          if (JSON.stringify(after) === JSON.stringify(before)) return;
          onTouch();
          setBare(false);
          onChange(sent(newest.current));
        }}
        digits={model.digits(currency)}
        errors={errorsOf(
          issues,
          path,
          lines,
          lines.filter((line) => saidBy(line)),
        )}
      />
      {bare ? (
        <Text size="sm" c="red" role="alert">
          {t('noneTicked')}
        </Text>
      ) : null}
    </div>
  );
}

/** What a line is called and how much of it is open stand before what is typed. */
function useColumns(field: OwnField, rows: readonly Row[]): GridColumn[] {
  const { t } = useTranslation('grid');
  const entity = useModel().anyEntity(field.own.from)!;
  return useMemo(() => {
    const { own } = field;
    const [of] = Object.keys(own.key);
    const idOf = (values: Values) => String(values[of!] ?? '');
    const known = new Map(rows.map((row) => [String(row[own.key[of!]!]), row]));
    const measure = own.open ?? own.start?.quantity;
    const shown =
      measure !== undefined && rows.some((row) => row[measure] !== null) ? entity.fields[measure] : undefined;
    const several = Object.keys(own.key).slice(1);
    const name = (values: Values) => {
      const row = rows.find((one) =>
        Object.entries(own.key).every(([input, from]) => (one[from] ?? undefined) === values[input]),
      );
      return row && nameOf(entity, own, row);
    };
    const title: GridColumn = {
      ...{ name: '$line', label: t('lineOf'), type: 'text', width: 220 },
      compute: (values) =>
        several.length > 0
          ? name(values)
          : known.has(idOf(values))
            ? nameOf(entity, own, known.get(idOf(values))!)
            : undefined,
    };
    const open: GridColumn[] =
      shown && measure && several.length === 0
        ? [
            {
              ...{ name: '$open', label: shown.label, type: shown.type },
              compute: (values) => known.get(idOf(values))?.[measure] as string | undefined,
            },
          ]
        : [];
    const typed = gridColumns((field.fields ?? []).filter(({ name: input }) => !(input in own.key)));
    return own.changes ? typed : [title, ...open, ...typed];
  }, [field, rows, entity, t]);
}
