import { Group, Pill, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useModel } from '../api/meta.ts';
import { anyRecordQuery, titleOf } from '../api/queries.ts';
import { ReferenceInput } from '../kit/reference-input.tsx';

interface ReferencesInputProps {
  readonly entity: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
  readonly label: string;
  readonly description?: string;
  readonly error?: string;
  readonly required: boolean;
}

/** Several records of one kind: each found by typing, shown as a pill that can be taken away. */
export function ReferencesInput({ entity, value, onChange, required, ...rest }: ReferencesInputProps) {
  return (
    <Stack gap={6}>
      <ReferenceInput
        {...rest}
        required={required && value.length === 0}
        entity={entity}
        value={undefined}
        onChange={(id) => id && !value.includes(id) && onChange([...value, id])}
      />
      <Group gap={6}>
        {value.map((id) => (
          <Chosen key={id} entity={entity} id={id} onRemove={() => onChange(value.filter((other) => other !== id))} />
        ))}
      </Group>
    </Stack>
  );
}

function Chosen({ entity: name, id, onRemove }: { entity: string; id: string; onRemove: () => void }) {
  const entity = useModel().anyEntity(name);
  const { data } = useQuery({ ...anyRecordQuery(name, id), enabled: entity !== undefined });
  return (
    <Pill withRemoveButton onRemove={onRemove}>
      {entity && data ? titleOf(entity, data) : '…'}
    </Pill>
  );
}
