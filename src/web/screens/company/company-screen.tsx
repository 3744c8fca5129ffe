import { Button, Paper, Select, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../api/contracts.ts';
import { chooseCompany } from '../../api/http.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { draftName, useEntry, useKept } from '../../form/draft.ts';
import { FieldInput } from '../../form/field-input.tsx';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { useAnyOperation } from '../../form/use-operation.ts';
import { ChoiceInput } from '../../kit/choice-input.tsx';
import { useFirstFocus, useFirstWrong } from '../../kit/first-focus.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { cleanInput, initialValues, operationFields } from '../../values/fields.ts';
import type { OperationScreenProps } from '../registry.ts';
import '../kit.ts';
import { zoneOf } from './time-zone.ts';

const ASKED = ['name', 'code', 'country', 'currency'];

/** Another company: what is known of the present one is proposed; made, it is gone to: its home page says what comes first. */
export default afresh(CompanyForm);

function CompanyForm({ operation, given, onAfresh }: OperationScreenProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { send, again, sending, error, issues } = useAnyOperation<Row, OutputOf<'access.create_company'>>(operation);
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const kept = useKept<Row>(draftName(operation, given));
  const [values, setValues] = useState<Row>({
    ...initialValues(fields, model.company.today),
    ...{ currency: model.company.currency, timeZone: model.company.timeZone },
    country: countryOf(),
    ...given,
    ...kept.found,
  });
  const change = (name: string, value: unknown) =>
    setValues({
      ...values,
      [name]: name === 'code' ? String(value ?? '').toUpperCase() : value,
      ...(name === 'country' && value ? { timeZone: zoneOf(String(value), String(values.timeZone ?? '')) } : {}),
      // The short name follows the name until somebody gives another.
      ...(name === 'name' && codeOf(values.name) === String(values.code ?? '') ? { code: codeOf(value) } : {}),
    });
  const wrongCode = !CODE.test(String(values.code ?? ''));
  const guard = useGuard();
  const form = useRef<HTMLDivElement>(null);
  useFirstFocus(form);
  useFirstWrong(form, issues);
  const { sent: entered, drop } = useEntry(kept, values, values.name !== given.name, { sending, error });
  const submit = async () => {
    if (!(await guard.settle()) || wrongCode) return;
    again();
    const sent = await send(cleanInput(fields, values));
    if (!sent?.output.company) return;
    entered();
    chooseCompany(sent.output.company);
    await navigate({ to: '/' });
    await client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
  };
  useSubmitKey(form, () => void submit());
  return (
    <Page title={operation.label} about={operation.about}>
      <GuardContext value={guard}>
        <Restored
          kept={kept}
          onDrop={() => {
            drop();
            onAfresh();
          }}
        />
        <Paper withBorder p="md" radius="md" maw={640}>
          <Stack
            component="form"
            ref={form}
            gap="sm"
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              void submit();
            }}
          >
            {fields
              .filter(({ name }) => ASKED.includes(name))
              .map((field) => (
                <FieldInput
                  key={field.name}
                  field={field}
                  value={values[field.name]}
                  onChange={(next) => change(field.name, next)}
                  issues={field.name === 'code' && wrongCode ? new Map([['code', t('company.codeWrong')]]) : issues}
                  path={field.name}
                />
              ))}
            <ChoiceInput
              label={fields.find(({ name }) => name === 'timeZone')?.label}
              required
              value={String(values.timeZone ?? '')}
              onChange={(next) => change('timeZone', next)}
              data={ZONES}
              error={issues.get('timeZone')}
            />
            <Select
              label={t('company.month')}
              value={String(values.yearBegins ?? 1)}
              onChange={(next) => change('yearBegins', Number(next ?? 1))}
              data={MONTHS}
              allowDeselect={false}
            />
            <Text size="sm" c="dimmed">
              {t('company.calendar')}
            </Text>
            <Refused error={error} issues={issues} fields={fields} />
            <Button type="submit" loading={sending}>
              {t('company.make')}
            </Button>
          </Stack>
        </Paper>
      </GuardContext>
    </Page>
  );
}

/** A short name, or the beginning of one. */
const CODE = /^[A-Z0-9_-]{0,20}$/;

const MONTHS = Array.from({ length: 12 }, (_, month) => ({
  value: String(month + 1),
  label: new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, month, 15))),
}));

const ZONES = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone }));

const codeOf = (name: unknown): string =>
  String(name ?? '')
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .slice(0, 12);

/** Where the browser says it is. Some name their language in forms of their own (en-US@posix). */
const countryOf = (): string | undefined => /^[a-z]+(?:-[A-Z][a-z]+)?-([A-Z]{2})\b/.exec(navigator.language)?.[1];
