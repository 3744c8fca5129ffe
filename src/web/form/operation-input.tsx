import { TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Model, type Row, useModel } from '../api/meta.ts';
import { reportQuery } from '../api/queries.ts';
import { ChoiceInput } from '../kit/choice-input.tsx';
import { humanise } from '../values/format.ts';

interface OperationInputProps extends Pick<TextInputProps, 'label' | 'description' | 'error' | 'required' | 'size'> {
  readonly value: string;
  readonly onChange: (value: unknown) => void;
}

const REPORT = 'approvals.operations';

/** One operation, or a kind of record for all that makes or changes it; beside the choice stand the facts it states. */
export function OperationInput({ value, onChange, ...common }: OperationInputProps) {
  const { t } = useTranslation('form');
  const model = useModel();
  const known = model.report(REPORT) !== undefined;
  const { data } = useQuery({ ...reportQuery(REPORT, {}), enabled: known, staleTime: 600_000 });
  const rows = data?.rows ?? [];
  const chosen = rows.find((row) => row.operation === value) ?? rows.find((row) => row.subject === value);
  if (!known)
    return (
      <TextInput
        {...common}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
        autoComplete="off"
      />
    );
  return (
    <ChoiceInput
      {...common}
      description={chosen ? factsOf(chosen, t('states'), t('statesNothing')) : common.description}
      value={value}
      onChange={onChange}
      data={[
        {
          group: t('kindsOfRecords'),
          items: subjectsOf(rows).map((subject) => ({
            value: subject,
            label: model.anyEntity(subject)?.plural ?? subject,
          })),
        },
        {
          group: t('operations'),
          items: rows.map((row) => ({
            value: String(row.operation),
            label: `${row.label} · ${moduleOf(model, String(row.operation))}`,
          })),
        },
      ]}
    />
  );
}

/** Operations of different modules bear the same name. */
const moduleOf = (model: Model, operation: string): string => {
  const name = operation.split('.')[0]!;
  const found = model.navigation.flatMap(({ modules }) => modules).find((one) => one.name === name);
  return found?.label ?? humanise(name);
};

const factsOf = ({ facts }: Row, states: string, nothing: string): string => (facts ? `${states} ${facts}` : nothing);

const subjectsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap((row) => (row.subject ? [String(row.subject)] : []))),
];
