import { Alert, Button, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { listQuery } from '../../api/queries.ts';
import { draftName, useEntry, useKept } from '../../form/draft.ts';
import { FieldInput } from '../../form/field-input.tsx';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { useAnyOperation } from '../../form/use-operation.ts';
import { useFirstFocus } from '../../kit/first-focus.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { cleanInput, operationFields } from '../../values/fields.ts';
import { formatDay } from '../../values/format.ts';
import type { OperationScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import { firstEnded, overBeyond, untilPeriod } from './periods.ts';
import { Tasks } from './tasks.tsx';

/** Closing the books: which periods it would close, what is still to be done in them, one button for all. */
export default afresh(ClosingForm);

function ClosingForm({ operation, given, onAfresh }: OperationScreenProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const navigate = useNavigate();
  const { send, sending, error, issues } = useAnyOperation(operation);
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const kept = useKept<Row>(draftName(operation, given));
  const [begun] = useState<Row>({ ...given, ...kept.found });
  const [typed, setTyped] = useState(begun);
  const asked = useQuery(listQuery('ledger.period', { size: 200, sort: 'endsOn' }));
  const open = (asked.data?.rows ?? []).filter(({ state }) => state !== 'closed');
  const values: Row = { ...typed, period: typed.period ?? firstEnded(open, model.company.today)?.id };
  const closing = untilPeriod(open, values.period);
  const beyond = overBeyond(open, closing, model.company.today);
  const guard = useGuard();
  const box = useRef<HTMLDivElement>(null);
  useFirstFocus(box);
  const { sent: entered, drop } = useEntry(kept, typed, typed !== begun, { sending, error });
  const submit = async () => {
    if (closing.length === 0 || !(await guard.settle()) || !(await send(cleanInput(fields, values)))) return;
    entered();
    notifications.show({ message: t('closing.done', { count: closing.length }), color: 'teal' });
    await navigate({ to: '/e/$entity', params: { entity: 'ledger.period' } });
  };
  useSubmitKey(box, () => void submit());
  return (
    <Page title={operation.label} about={operation.about}>
      <GuardContext value={guard}>
        <Stack
          ref={box}
          component="form"
          gap="md"
          maw={720}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Restored
            kept={kept}
            onDrop={() => {
              drop();
              onAfresh();
            }}
          />
          <Paper withBorder p="md" radius="md">
            <Stack gap="sm">
              {fields.map((field) => (
                <FieldInput
                  key={field.name}
                  field={field.type === 'reference' ? { ...field, filter: { state: ['open', 'soft_closed'] } } : field}
                  value={values[field.name]}
                  onChange={(value) => setTyped((old) => ({ ...old, [field.name]: value }))}
                  issues={issues}
                  path={field.name}
                />
              ))}
            </Stack>
          </Paper>
          <Section title={t('closing.periods')} count={closing.length} asked={[asked]}>
            {closing.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t('closing.none')}
              </Text>
            ) : (
              <Periods periods={closing} />
            )}
            {beyond.length > 0 ? (
              <Stack gap={6} mt="sm" align="flex-start">
                <Text size="sm" c="dimmed" component="div">
                  {t('closing.beyond', { count: beyond.length })} <Periods periods={beyond} />
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setTyped((old) => ({ ...old, period: beyond.at(-1)!.id }))}
                >
                  {t('closing.allOver', { last: String(beyond.at(-1)!.name) })}
                </Button>
              </Stack>
            ) : null}
            {closing.some((period) => period.closing === true) ? (
              <Alert color="orange" mt="sm" py={8}>
                {t('closing.yearEnd')}
              </Alert>
            ) : null}
          </Section>
          <Tasks until={closing.at(-1)?.endsOn} />
          <Refused error={error} issues={issues} fields={fields} />
          <Button type="submit" loading={sending} disabled={closing.length === 0} className="start">
            {closing.length > 0
              ? t('closing.close', { count: closing.length, last: String(closing.at(-1)!.name) })
              : operation.label}
          </Button>
        </Stack>
      </GuardContext>
    </Page>
  );
}

/** The first and the last of many; all of them are a click away. */
function Periods({ periods }: { periods: readonly RecordOf<'ledger.period'>[] }) {
  const { t } = useTranslation('screens');
  const [whole, setWhole] = useState(false);
  const names = periods.map(({ name }) => String(name));
  const span = t('closing.span', {
    from: formatDay(periods[0]!.startsOn),
    to: formatDay(periods.at(-1)!.endsOn),
  });
  return (
    <Text size="sm" component="span">
      {whole || names.length <= FEW ? names.join(', ') : `${names[0]} … ${names.at(-1)}`}{' '}
      <Text span c="dimmed">
        ({span})
      </Text>{' '}
      {names.length > FEW ? (
        <button type="button" className="more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'closing.fewer' : 'closing.each')}
        </button>
      ) : null}
    </Text>
  );
}

const FEW = 4;
