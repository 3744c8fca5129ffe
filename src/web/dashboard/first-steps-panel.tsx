import IconCheck from 'icon:check';
import { Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { TextLink } from '../kit/link.tsx';
import type { FirstStep } from './first-steps.ts';

/** The first steps of a company, each leading to its place; what is done says so by itself. */
export function FirstSteps({ steps }: { steps: readonly FirstStep[] }) {
  const { t } = useTranslation();
  const { company } = useModel();
  const done = steps.filter(({ isDone }) => isDone).length;
  const title = t('firstSteps.title', { name: company.name });
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {t('firstSteps.count', { done, of: steps.length })}
        </Text>
      </Group>
      <ol className="first-steps">
        {steps.map((step) => (
          <li key={step.name} data-done={step.isDone || undefined}>
            <span className="first-steps-mark">
              {step.isDone ? <IconCheck size={16} role="img" aria-label={t('firstSteps.done')} /> : null}
            </span>
            <div>
              <StepLink step={step} />
              <Text size="xs" c="dimmed">
                {t(`firstSteps.about.${step.name}`)}
              </Text>
            </div>
          </li>
        ))}
      </ol>
    </Paper>
  );
}

function StepLink({ step }: { step: FirstStep }) {
  const { t } = useTranslation();
  const text = t(`firstSteps.steps.${step.name}`);
  if ('operation' in step.place)
    return (
      <TextLink
        to="/do/$operation"
        params={{ operation: step.place.operation }}
        search={step.place.with ? { with: step.place.with } : {}}
        size="sm"
      >
        {text}
      </TextLink>
    );
  return (
    <TextLink to="/e/$entity/$id" params={{ entity: step.place.entity, id: step.record ?? '' }} size="sm">
      {text}
    </TextLink>
  );
}
