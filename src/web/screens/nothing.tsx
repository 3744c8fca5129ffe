import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { EntityName, OperationName } from '../api/contracts.ts';
import { type Row, useModel } from '../api/meta.ts';
import { TextLink } from '../kit/link.tsx';

/** In place of rows there are none of: what would stand here, and what can be done next. */
export function Nothing({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
      {children ? <Group gap="md">{children}</Group> : null}
    </Stack>
  );
}

/** A form that is the next step, for those who may send it. */
export function Step({ operation, given, label }: { operation: OperationName; given?: Row; label: string }) {
  if (!useModel().operation(operation)) return null;
  return (
    <TextLink to="/do/$operation" params={{ operation }} search={given ? { with: given } : {}} size="sm">
      {label}
    </TextLink>
  );
}

/** A list to look at next, for those who may see it. */
export function StepToList({ entity, filter, label }: { entity: EntityName; filter?: Row; label: string }) {
  if (!useModel().entity(entity)) return null;
  return (
    <TextLink to="/e/$entity" params={{ entity }} search={filter ? { filter } : {}} size="sm">
      {label}
    </TextLink>
  );
}
