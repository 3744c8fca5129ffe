import { Button, Grid, Group, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { workDesksOf } from '../app/desks.ts';
import { Page } from '../kit/page.tsx';
import { formatDay } from '../values/format.ts';
import { DeskCards } from './desk-cards.tsx';
import { Figures } from './figures.tsx';
import { useFirstSteps } from './first-steps.ts';
import { FirstSteps } from './first-steps-panel.tsx';
import { homeOf, startsOf } from './home-widgets.ts';
import { Widget } from './widget.tsx';
import { Departments } from './wing-page.tsx';

/** What the user begins day by day, a tap away. */
function Starts() {
  const { t } = useTranslation();
  const model = useModel();
  const starts = startsOf(model);
  if (starts.length === 0) return null;
  return (
    <Group component="nav" gap="xs" aria-label={t('home.begin')}>
      {starts.map(({ name, label }) => (
        <Button key={name} component={Link} to={`/do/${name}`} variant="light">
          {label}
        </Button>
      ))}
    </Group>
  );
}

/** The first page: what the company should know today, each figure leading to what is behind it, then the departments. */
export default function HomePage() {
  const { t } = useTranslation();
  const model = useModel();
  const { figures, panels } = homeOf(model);
  const steps = useFirstSteps();
  return (
    <Page
      title={t('home.greeting', { name: model.user.name.split(' ')[0] ?? '' })}
      about={`${model.company.name} · ${formatDay(model.company.today)}`}
    >
      <Stack gap="md">
        <Starts />
        <DeskCards desks={workDesksOf(model)} />
        {/* Before there is anything to report, what there is to do comes first. */}
        {steps.length > 0 ? (
          <FirstSteps steps={steps} />
        ) : (
          <>
            {figures.length > 0 ? <Figures figures={figures} /> : null}
            <Grid gap="md">
              {panels.map(({ title, unless: _, ...panel }) => (
                <Grid.Col key={`${panel.report} ${title ?? ''}`} span={{ base: 12, lg: 6 }}>
                  <Widget {...panel} title={title && t(`home.${title}`)} />
                </Grid.Col>
              ))}
            </Grid>
          </>
        )}
        <Departments wings={model.navigation} />
      </Stack>
    </Page>
  );
}
