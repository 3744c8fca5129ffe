import { TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useModel } from '../api/meta.ts';
import { reportQuery } from '../api/queries.ts';
import { ChoiceInput } from '../kit/choice-input.tsx';

interface RoleInputProps extends Pick<TextInputProps, 'label' | 'description' | 'error' | 'required' | 'size'> {
  readonly value: string;
  readonly onChange: (value: unknown) => void;
}

/** A role by its name; who may not see roles types it. */
export function RoleInput({ value, onChange, ...common }: RoleInputProps) {
  const known = useModel().report('access.roles') !== undefined;
  const { data } = useQuery({ ...reportQuery('access.roles', {}), enabled: known, staleTime: 60_000 });
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
      value={value}
      onChange={onChange}
      data={(data?.rows ?? []).map((row) => ({ value: String(row.name), label: String(row.label) }))}
    />
  );
}
