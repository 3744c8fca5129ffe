import { Alert, Button, Group, Text } from '@mantine/core';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface RestoredProps {
  /** What was kept, if anything was. */
  readonly kept: { readonly found: unknown };
  readonly onDrop: () => void;
}

/** Says that what was typed before is here again, and offers to begin without it. */
export function Restored({ kept, onDrop }: RestoredProps) {
  const { t } = useTranslation('form');
  if (kept.found === undefined) return null;
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

/** A form that can be begun afresh: drawn anew, with nothing of what it held. */
export const afresh = <P extends object>(Form: ComponentType<P & { onAfresh: () => void }>): ComponentType<P> =>
  function Afresh(props: P) {
    const [round, setRound] = useState(0);
    return <Form key={round} {...props} onAfresh={() => setRound(round + 1)} />;
  };
