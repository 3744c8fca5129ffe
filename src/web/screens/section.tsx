import { Badge, Group, Paper, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failure, Loading } from '../kit/page.tsx';

interface Asked {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface SectionProps {
  readonly title: string;
  /** How many things it holds; shown beside the title. */
  readonly count?: number;
  readonly tools?: ReactNode;
  /** What its content waits for: bars while it is asked, the error when it failed. */
  readonly asked?: readonly Asked[];
  readonly children: ReactNode;
}

/** A part of a screen with its title. */
export function Section({ title, count, tools, asked = [], children }: SectionProps) {
  const failed = asked.find((one) => one.isError);
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Group gap={8}>
          <Title order={2} size="h5">
            {title}
          </Title>
          {count ? (
            <Badge variant="light" color="gray" size="sm" className="nav-count">
              {count}
            </Badge>
          ) : null}
        </Group>
        {tools}
      </Group>
      {failed ? (
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      ) : asked.some((one) => one.isPending) ? (
        <Loading rows={4} />
      ) : (
        children
      )}
    </Paper>
  );
}
