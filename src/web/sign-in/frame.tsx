import IconBuildingWarehouse from 'icon:building-warehouse';
import { Alert, Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirstFocus } from '../kit/first-focus.ts';

interface FrameProps {
  readonly title: string;
  readonly text?: string;
  readonly error?: string;
  readonly children: ReactNode;
}

/** The page around everything asked for before the program opens. */
export function SignInFrame({ title, text, error, children }: FrameProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useFirstFocus(box);
  useDocumentTitle(`${title} · ${t('app.name')}`);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Box ref={box} w="100%" maw={400}>
        <Group justify="center" gap={10} mb="lg">
          <IconBuildingWarehouse size={30} aria-hidden color="var(--mantine-primary-color-filled)" />
          <Text fw={700} size="xl">
            {t('app.name')}
          </Text>
        </Group>
        <Paper withBorder p="xl" radius="md" shadow="sm">
          <Stack gap="md">
            <div>
              <Title order={1} size="h3">
                {title}
              </Title>
              {text ? (
                <Text size="sm" c="dimmed" mt={4}>
                  {text}
                </Text>
              ) : null}
            </div>
            {error ? (
              <Alert color="red" role="alert">
                {error}
              </Alert>
            ) : null}
            {children}
          </Stack>
        </Paper>
      </Box>
    </Center>
  );
}
