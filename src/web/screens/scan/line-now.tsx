import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface LineNowProps {
  readonly label: string;
  readonly done: boolean;
  /** Where it lies, or how it stands. */
  readonly head: string;
  readonly children: ReactNode;
}

/** The line that is worked on now, in large. */
export const LineNow = ({ label, done, head, children }: LineNowProps) => (
  <Paper
    withBorder
    p="md"
    radius="md"
    component="section"
    aria-label={label}
    className="tick-now"
    data-done={done || undefined}
  >
    <Text size="sm" fw={600}>
      {head}
    </Text>
    {children}
  </Paper>
);
