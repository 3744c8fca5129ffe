import IconAlertTriangle from 'icon:alert-triangle';
import { Alert, Box, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, issuesOf } from '../api/http.ts';

interface PageProps {
  readonly title: string;
  readonly about?: string;
  readonly badge?: ReactNode;
  readonly crumbs?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: where one is, what it is about, what can be done. */
export function Page({ title, about, badge, crumbs, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Countinghouse`);
  return (
    <Stack gap="md" className="page">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Box className="page-head">
          {crumbs ? (
            <Text size="sm" c="dimmed" component="div">
              {crumbs}
            </Text>
          ) : null}
          <Group gap="sm">
            <Title order={1} size="h2" tabIndex={-1} id="page-title">
              {title}
            </Title>
            {badge}
          </Group>
          {about ? (
            <Text size="sm" c="dimmed" maw={760}>
              {about}
            </Text>
          ) : null}
        </Box>
        {actions ? (
          <Group gap="xs" className="no-print">
            {actions}
          </Group>
        ) : null}
      </Group>
      {children}
    </Stack>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation('kit');
  const status = error instanceof ApiError ? error.status : undefined;
  const request = error instanceof ApiError && error.status >= 500 ? error.request : undefined;
  // A rule that was hit is said as what it is; only what went wrong has failed, and may go right another time.
  const refused = status !== undefined && status >= 400 && status < 500;
  return (
    <Alert
      color={refused ? 'orange' : 'red'}
      icon={<IconAlertTriangle size={18} />}
      title={refused ? undefined : t('failed')}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
        {issuesOf(error).map(({ path, message }) => (
          <Text size="sm" key={path}>
            {message}
          </Text>
        ))}
        {request ? (
          <Text size="xs" c="dimmed">
            {t('request', { request })}
          </Text>
        ) : null}
        {retry && !(refused && status !== 429 && status !== 409) ? (
          <Button size="xs" variant="light" color="red" onClick={retry}>
            {t('retry')}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );
}

export function Empty({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" className="empty">
      <Text fw={600}>{title}</Text>
      {text ? (
        <Text size="sm" c="dimmed" ta="center" maw={460}>
          {text}
        </Text>
      ) : null}
      {action}
    </Stack>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation('kit');
  return (
    <Stack gap="xs" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <Skeleton key={row} height={26} radius="sm" />
      ))}
    </Stack>
  );
}
