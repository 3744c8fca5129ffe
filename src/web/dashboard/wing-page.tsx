import { Anchor, Card, Group, List, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel, type WingMeta } from '../api/meta.ts';
import { desksOf } from '../app/desks.ts';
import { mainEntities } from '../app/navigation.tsx';
import { NotFound } from '../app/not-found.tsx';
import { TextLink } from '../kit/link.tsx';
import { Page } from '../kit/page.tsx';
import { DeskCards } from './desk-cards.tsx';

const route = getRouteApi('/w/$wing');

/** A department: what it keeps, what can be started there, what it reports. */
export default function WingPage() {
  const { wing: name } = route.useParams();
  const { t } = useTranslation();
  const model = useModel();
  const wing = model.navigation.find((item) => item.wing === name);
  if (!wing) return <NotFound />;
  return (
    <Page title={wing.label}>
      <Stack gap="md">
        <DeskCards desks={desksOf(model, wing.wing)} />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          {wing.modules.map((module) => (
            <Card key={module.name} withBorder radius="md" padding="md" component="section">
              <Title order={2} size="h4" mb="sm">
                {module.label}
              </Title>
              <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
                <Block title={t('home.lists')}>
                  {mainEntities(model, module.entities).map((entity) => (
                    <TextLink key={entity} to="/e/$entity" params={{ entity }}>
                      {model.anyEntity(entity)?.plural}
                    </TextLink>
                  ))}
                </Block>
                <Block title={t('home.actions')}>
                  {module.operations.map((operation) => (
                    <TextLink key={operation} to="/do/$operation" params={{ operation }}>
                      {model.anyOperation(operation)?.label}
                    </TextLink>
                  ))}
                </Block>
                <Block title={t('home.reports')}>
                  {module.reports.map((report) => (
                    <TextLink key={report} to="/r/$report" params={{ report }}>
                      {model.anyReport(report)?.label}
                    </TextLink>
                  ))}
                </Block>
              </SimpleGrid>
            </Card>
          ))}
        </SimpleGrid>
      </Stack>
    </Page>
  );
}

/** Links below one another, where there are any. */
function Block({ title, children }: { title: string; children: ReactElement[] }) {
  if (children.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed" fw={600} mb={4}>
        {title}
      </Text>
      <List listStyleType="none" size="sm" spacing={4}>
        {children.map((link) => (
          <List.Item key={link.key}>{link}</List.Item>
        ))}
      </List>
    </div>
  );
}

/** The ways into the departments, for the foot of the home page. */
export function Departments({ wings }: { wings: readonly WingMeta[] }) {
  const { t } = useTranslation();
  const model = useModel();
  return (
    <Stack gap="sm" component="section" aria-label={t('home.start')}>
      <Title order={2} size="h4">
        {t('home.start')}
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md">
        {wings.filter(hasLists).map((wing) => (
          <Card key={wing.wing} withBorder radius="md" padding="md">
            <Anchor component={Link} to={`/w/${wing.wing}`} fw={600} c="inherit">
              {wing.label}
            </Anchor>
            <Group gap={8} mt={6}>
              {wing.modules
                .flatMap((module) => mainEntities(model, module.entities))
                .slice(0, 5)
                .map((name) => (
                  <TextLink key={name} size="sm" to="/e/$entity" params={{ entity: name }}>
                    {model.anyEntity(name)?.plural}
                  </TextLink>
                ))}
            </Group>
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

const hasLists = ({ modules }: WingMeta): boolean => modules.some(({ entities }) => entities.length > 0);
