import { Alert, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Says that what was typed before is here again, and offers to begin without it. */
export function Restored({ onDrop }: { onDrop: () => void }) {
  const { t } = useTranslation('form');
  return (
    <Alert color="gray" py="xs" role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('restored')}</Text>
        <Button size="compact-sm" variant="default" onClick={onDrop}>
          {t('afresh')}
        </Button>
      </Group>
    </Alert>
  );
}
