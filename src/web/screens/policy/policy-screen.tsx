import { Alert, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../../api/meta.ts';
import { recordQuery, reportQuery } from '../../api/queries.ts';
import { draftName, useEntry, useKept } from '../../form/draft.ts';
import { OperationInput } from '../../form/operation-input.tsx';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { useFirstFocus } from '../../kit/first-focus.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Failure, Loading, Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { useNewest } from '../../kit/use-newest.ts';
import type { OperationScreenProps } from '../registry.ts';
import '../kit.ts';
import { Section } from '../section.tsx';
import { ConditionRow } from './condition-row.tsx';
import {
  type Condition,
  type Fact,
  inputOf,
  lacksOf,
  newCondition,
  newStep,
  type Policy,
  policyAgain,
  policyOf,
  type Step,
} from './policy.ts';
import { StepRow } from './step-row.tsx';
import { useSentence } from './use-sentence.ts';

/** When something needs approval and whose: what, under which conditions, by whom, read back as a sentence. */
export default function PolicyScreen(props: OperationScreenProps) {
  const id = typeof props.given.policy === 'string' ? props.given.policy : undefined;
  const found = useQuery({ ...recordQuery('approvals.policy', id ?? ''), enabled: id !== undefined });
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (found.isLoading) return <Loading />;
  return <PolicyForm {...props} present={found.data} />;
}

interface PolicyFormProps extends OperationScreenProps {
  /** The policy that is changed, as it is. */
  readonly present: Row | undefined;
}

const PolicyForm = afresh(Form);

function Form({ operation, given, present, onAfresh }: PolicyFormProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const navigate = useNavigate();
  const { send, again, sending, error, issues } = useOperation('approvals.set_policy');
  const kept = useKept<Policy>(draftName(operation, given));
  const guard = useGuard();
  const [policy, changePolicy, newest] = useNewest<Policy>(() =>
    kept.found
      ? policyAgain(kept.found)
      : present
        ? policyOf(present)
        : {
            name: String(given.name ?? ''),
            operation: String(given.operation ?? ''),
            conditions: [],
            steps: [newStep()],
          },
  );
  const [touched, setTouched] = useState(false);
  const [tried, setTried] = useState(false);
  /** What was added last has the focus. */
  const [added, setAdded] = useState<number>();
  const change = (next: Partial<Policy>) => {
    setTouched(true);
    changePolicy((old) => ({ ...old, ...next }));
  };
  const changeCondition = (at: number, next: Condition) =>
    change({ conditions: newest.current.conditions.with(at, next) });
  const changeStep = (at: number, next: Step) => change({ steps: newest.current.steps.with(at, next) });
  const facts = useFacts(policy.operation);
  const sentence = useSentence(policy, facts);
  const form = useRef<HTMLFormElement>(null);
  useFirstFocus(form);
  useSubmitKey(form, () => void submit());
  const { sent: entered, drop } = useEntry(kept, policy, touched, { sending, error });
  const lacks = lacksOf(policy);
  const submit = async () => {
    again();
    setTried(true);
    if (!(await guard.settle())) return;
    if (lacksOf(newest.current).length > 0)
      return form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    if (!(await send(inputOf(newest.current, facts)))) return;
    entered();
    notifications.show({ color: 'teal', message: t('policy.made', { name: policy.name }) });
    await navigate({ to: '/e/$entity', params: { entity: 'approvals.policy' } });
  };
  return (
    <Page
      title={present ? t('policy.change', { name: String(present.name) }) : operation.label}
      about={operation.about}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <GuardContext value={guard}>
          <Stack gap="md" maw={860}>
            <Restored
              kept={kept}
              onDrop={() => {
                drop();
                onAfresh();
              }}
            />
            <Section title={t('policy.what')}>
              <Stack gap="sm">
                <TextInput
                  label={t('policy.name')}
                  required
                  disabled={present !== undefined}
                  value={policy.name}
                  onChange={(event) => change({ name: event.currentTarget.value })}
                  error={issues.get('name') ?? (tried && lacks.includes('name') ? true : undefined)}
                />
                <OperationInput
                  label={t('policy.operation')}
                  required
                  value={policy.operation}
                  error={tried && lacks.includes('operation') ? true : undefined}
                  onChange={(next) => {
                    if (next !== policy.operation) change({ operation: String(next ?? ''), conditions: [] });
                  }}
                />
              </Stack>
            </Section>
            <Section title={t('policy.when')}>
              <Stack gap="sm">
                {policy.conditions.length === 0 ? (
                  <Text size="sm" c="dimmed">
                    {t('policy.always')}
                  </Text>
                ) : null}
                {policy.conditions.map((condition, index) => (
                  <ConditionRow
                    key={condition.key}
                    autoFocus={condition.key === added}
                    facts={facts}
                    value={condition}
                    onChange={(next) => changeCondition(index, next)}
                    onRemove={() => change({ conditions: policy.conditions.toSpliced(index, 1) })}
                  />
                ))}
                <Group>
                  <Button
                    variant="default"
                    size="xs"
                    disabled={!policy.operation}
                    onClick={() => {
                      const condition = newCondition(facts);
                      setAdded(condition.key);
                      change({ conditions: [...policy.conditions, condition] });
                    }}
                  >
                    {t('policy.addCondition')}
                  </Button>
                </Group>
              </Stack>
            </Section>
            <Section title={t('policy.who')}>
              <Stack gap="sm">
                {policy.steps.map((step, index) => (
                  <StepRow
                    key={step.key}
                    autoFocus={step.key === added}
                    tiered={facts.some(({ type }) => type === 'money')}
                    value={step}
                    onChange={(next) => changeStep(index, next)}
                    onRemove={
                      policy.steps.length > 1 ? () => change({ steps: policy.steps.toSpliced(index, 1) }) : undefined
                    }
                  />
                ))}
                <Group>
                  <Button
                    variant="default"
                    size="xs"
                    onClick={() => {
                      const step = newStep();
                      setAdded(step.key);
                      change({ steps: [...policy.steps, step] });
                    }}
                  >
                    {t('policy.addStep')}
                  </Button>
                </Group>
              </Stack>
            </Section>
            {sentence ? (
              <Alert color="teal" title={t('policy.reads')} role="status">
                {sentence}
              </Alert>
            ) : null}
            {tried && lacks.length > 0 ? (
              <Text c="red" size="sm" role="alert">
                {t('policy.lacking', { what: lacks.map((lack) => t(`policy.lacks.${lack}`)).join(', ') })}
              </Text>
            ) : null}
            <Refused error={error} issues={issues} fields={[]} operation={operation} />
            <Paper>
              <Button type="submit" loading={sending}>
                {t('policy.save')}
              </Button>
            </Paper>
          </Stack>
        </GuardContext>
      </form>
    </Page>
  );
}

/** What the operation states, for conditions; of whoever asks, their role. */
function useFacts(operation: string): Fact[] {
  const { t } = useTranslation('screens');
  const known = useModel().report('approvals.operations') !== undefined;
  const { data } = useQuery({ ...reportQuery('approvals.operations', {}), enabled: known, staleTime: 600_000 });
  const row = (data?.rows ?? []).find((one) => one.operation === operation || one.subject === operation);
  const stated = Array.isArray(row?.stated) ? (row.stated as Fact[]) : [];
  return [...stated, { name: 'by.role', label: t('policy.byRole'), type: 'role' }];
}
