import IconAlertTriangle from 'icon:alert-triangle';
import { Alert, Button, Center, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What stands in place of a page that failed. */
export function Crash({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('app.crashed')} role="alert" maw={560}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('app.crashedText')}</Text>
          <Text size="xs" c="dimmed">
            {error instanceof Error ? error.message : String(error)}
          </Text>
          <Button size="xs" onClick={() => window.location.reload()}>
            {t('app.reload')}
          </Button>
        </Stack>
      </Alert>
    </Center>
  );
}
