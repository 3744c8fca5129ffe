import { Input } from '@mantine/core';
import { useContext, useMemo } from 'react';
import { useModel } from '../api/meta.ts';
import { isBlank, type Line, newLine } from '../grid/grid-model.ts';
import { LineGrid } from '../grid/line-grid.tsx';
import { useNewest } from '../kit/use-newest.ts';
import type { FieldInputProps } from './field-input.tsx';
import { gridColumns } from './grid-columns.ts';
import { HelpContext } from './help.ts';

/** An array of objects of a form, as a line grid. The form gets the values of lines with something in them. */
export function LinesInput({ field, value, onChange, issues, path, currency }: FieldInputProps) {
  const model = useModel();
  const { columns: helped } = useContext(HelpContext);
  const columns = useMemo(() => {
    const all = gridColumns(field.fields ?? []);
    return path === 'lines' && helped ? helped(all) : all;
  }, [field.fields, path, helped]);
  const [lines, change, newest] = useNewest<readonly Line[]>(() => {
    const given = (Array.isArray(value) ? value : []).map((values) => newLine(values));
    return [...given, ...Array.from({ length: Math.max(1, (field.minItems ?? 1) - given.length) }, () => newLine())];
  });
  const usedOf = (all: readonly Line[]) => all.filter((line) => !isBlank(columns, line));
  const valuesOf = (all: readonly Line[]) => usedOf(all).map(({ values }) => values);
  const used = usedOf(lines);
  const errors = errorsOf(issues, path, lines, used);
  const whole = issues.get(path);
  return (
    <Input.Wrapper
      label={field.label}
      description={field.help}
      error={whole}
      required={field.required}
      labelElement="div"
    >
      <LineGrid
        label={field.label}
        columns={columns}
        lines={lines}
        onChange={(next) => {
          const before = valuesOf(newest.current);
          change(next);
          const after = valuesOf(newest.current);
          if (after.length !== before.length || after.some((values, at) => values !== before[at])) onChange(after);
        }}
        digits={model.digits(currency)}
        errors={errors}
      />
    </Input.Wrapper>
  );
}

/** The server counts the lines it got; the screen counts blank ones too. */
export function errorsOf(
  issues: ReadonlyMap<string, string>,
  path: string,
  lines: readonly Line[],
  used: readonly Line[],
): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const [place, message] of issues) {
    if (!place.startsWith(`${path}.`)) continue;
    const [row, name] = place.slice(path.length + 1).split('.');
    const line = used[Number(row)];
    if (line && name) errors.set(`${lines.indexOf(line)}.${name}`, message);
  }
  return errors;
}
