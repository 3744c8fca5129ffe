import { Alert, Button, Code, CopyButton, Group, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type OperationMeta, type Row, useModel } from '../api/meta.ts';
import { NotFound } from '../app/not-found.tsx';
import { Page } from '../kit/page.tsx';
import { operationHelpers, operationScreens } from '../screens/registry.ts';
import { doneText } from '../values/done-text.ts';
import { cleanInput, type FieldSpec, initialValues, operationFields } from '../values/fields.ts';
import { humanise } from '../values/format.ts';
import { draftName } from './draft.ts';
import { madeRecord } from './made-record.ts';
import { Preview } from './preview.tsx';
import { SchemaForm } from './schema-form.tsx';
import { submitText } from './submit-text.ts';
import { Totals } from './totals.tsx';
import { useLeave } from './use-leave.ts';
import { useAnyOperation } from './use-operation.ts';

const route = getRouteApi('/do/$operation');

/** The page of an operation: its own screen when there is one, else the form derived from its input. */
export default function OperationPage() {
  const { operation: name } = route.useParams();
  const { with: given = {} } = route.useSearch();
  const model = useModel();
  const operation = model.anyOperation(name);
  if (!operation) return <NotFound asked={{ kind: 'operation', name }} />;
  const begun = asFields(operationFields(model, operation), given);
  const Screen = operationScreens[name];
  // Another thing to begin with is another form.
  const key = JSON.stringify([name, given]);
  return Screen ? (
    <Screen key={key} operation={operation} given={begun} />
  ) : (
    <OperationForm key={key} operation={operation} given={begun} />
  );
}

/** What an address gives, as the inputs take it: a list of one is written there like one value. */
const asFields = (fields: readonly FieldSpec[], given: Row): Row => {
  const lists = new Set(fields.filter(({ type }) => type === 'list').map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, lists.has(name) && !Array.isArray(value) ? [value] : value]),
  );
};

interface OperationFormProps {
  readonly operation: OperationMeta;
  readonly given: Row;
  /** What is said below the inputs of what is entered so far; what it comes to when absent. */
  readonly foot?: (values: Row) => ReactNode;
}

export function OperationForm({ operation, given, foot }: OperationFormProps) {
  const { t } = useTranslation('form');
  const model = useModel();
  const navigate = useNavigate();
  const leave = useLeave(operation);
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const { idle, send, again, sending, error, issues } = useAnyOperation(operation);
  const [once, setOnce] = useState<Row | null>(null);
  const [previewed, setPreviewed] = useState<Row | null>(null);
  const submit = async (values: Row) => {
    const sent = await send(cleanInput(fields, values));
    if (!sent) return false;
    notifications.show({ message: doneText(operation) ?? t('done', { what: operation.label }), color: 'teal' });
    const secrets = operation.secret.filter((name) => typeof sent.output[name] === 'string');
    if (secrets.length > 0) setOnce(Object.fromEntries(secrets.map((name) => [name, sent.output[name]])));
    else {
      const made = madeRecord(model, operation, sent.output);
      again();
      if (made) setTimeout(() => void navigate({ to: '/e/$entity/$id', params: made }));
      else setTimeout(leave);
    }
    return true;
  };
  return (
    <Page title={operation.label} about={operation.about}>
      {once ? (
        <ShownOnce values={once} onDone={leave} />
      ) : (
        <Paper withBorder p={{ base: 'sm', sm: 'lg' }} radius="md">
          <SchemaForm
            fields={fields}
            initial={{ ...initialValues(fields, model.company.today), ...given }}
            submit={submitText(operation)}
            draft={draftName(operation, given)}
            helper={operationHelpers[operation.name]}
            sending={sending}
            error={error}
            issues={issues}
            onSubmit={submit}
            foot={
              foot ??
              ((values) => (
                <Totals idle={idle} operation={operation} fields={fields} input={cleanInput(fields, values)} />
              ))
            }
            onCancel={leave}
            onPreview={operation.preview ? (values) => setPreviewed(cleanInput(fields, values)) : undefined}
          />
        </Paper>
      )}
      {previewed && !once ? <Preview operation={operation} input={previewed} /> : null}
    </Page>
  );
}

/** Passwords and keys the server tells this one time. */
export function ShownOnce({ values, onDone }: { values: Row; onDone: () => void }) {
  const { t } = useTranslation('form');
  return (
    <Alert color="teal" title={t('onceTitle')}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t('onceText')}</Text>
        {Object.entries(values).map(([name, value]) => (
          <Group key={name} gap="sm">
            <Text size="sm" fw={600}>
              {humanise(name)}
            </Text>
            <Code>{String(value)}</Code>
            <CopyButton value={String(value)}>
              {({ copied, copy }) => (
                <Button size="compact-xs" variant="default" onClick={copy}>
                  {copied ? t('copied') : t('copy')}
                </Button>
              )}
            </CopyButton>
          </Group>
        ))}
        <Button size="xs" onClick={onDone}>
          {t('onceDone')}
        </Button>
      </Stack>
    </Alert>
  );
}
