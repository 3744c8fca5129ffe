import IconAlertTriangle from 'icon:alert-triangle';
import { Alert, Box, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '../api/http.ts';
import type { OperationMeta } from '../api/meta.ts';
import { useModel } from '../api/meta.ts';
import { useTold } from '../kit/dialog.tsx';
import { useFirstFocus, useFirstWrong } from '../kit/first-focus.ts';
import { GuardContext, useGuard } from '../kit/guard.ts';
import { TextLink } from '../kit/link.tsx';
import { useSubmitKey } from '../kit/submit-key.ts';
import { useNewest } from '../kit/use-newest.ts';
import { type FieldSpec, isVersion, operationFields, usualOf } from '../values/fields.ts';
import { requestIn, requestPage } from './asked-for.ts';
import { useEntry, useKept } from './draft.ts';
import { FieldInput } from './field-input.tsx';
import type { Helper } from './help.ts';
import { placeText } from './labels.ts';
import { afresh, Restored } from './restored.tsx';

interface SchemaFormProps {
  readonly fields: readonly FieldSpec[];
  readonly initial: Record<string, unknown>;
  readonly submit: string;
  readonly sending: boolean;
  readonly error: ApiError | null;
  readonly issues: ReadonlyMap<string, string>;
  readonly onSubmit: (values: Record<string, unknown>) => Promise<boolean>;
  /** `changed`: something was entered; `drop` gives up what is kept of it. */
  readonly onCancel?: (changed: boolean, drop: () => void) => void;
  /** Shows what sending would do. */
  readonly onPreview?: (values: Record<string, unknown>) => void;
  /** What is said below the inputs of what is entered so far. */
  readonly foot?: (values: Record<string, unknown>) => ReactNode;
  readonly danger?: boolean;
  /** Gives the inputs their help. */
  readonly helper?: Helper | undefined;
  /** The name what is typed is kept under until it is sent. */
  readonly draft?: string | undefined;
  /** The record it is about; else the one chosen in it. */
  readonly record?: string | undefined;
}

/** A form derived from the inputs of an operation; it begins with what was typed into it and not sent. */
export const SchemaForm = afresh(Form);

const Unhelped: Helper = ({ children }) => children;

const WIDE = new Set(['lines', 'object', 'json', 'any', 'note']);

function Form({
  fields,
  initial,
  submit,
  sending,
  error,
  issues,
  onSubmit,
  onCancel,
  onPreview,
  foot,
  danger,
  helper: Helps = Unhelped,
  draft,
  record,
  onAfresh,
}: SchemaFormProps & { onAfresh: () => void }) {
  const { t } = useTranslation('form');
  const kept = useKept<Record<string, unknown>>(draft);
  const [values, change, newest] = useNewest({ ...initial, ...kept.found });
  const guard = useGuard();
  const [touched, setTouched] = useState(false);
  // What it begins with by itself is never kept: it may be another by then.
  const typed = useRef(new Set(Object.keys(kept.found ?? {})));
  const entered = Object.fromEntries(Object.entries(values).filter(([name]) => typed.current.has(name)));
  const { sent, drop } = useEntry(kept, entered, touched, { sending, error });
  const [more, setMore] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const currency = typeof values.currency === 'string' ? values.currency : undefined;
  const isWide = (field: FieldSpec) => WIDE.has(field.type) || field.kind === 'permissions';
  const simple = fields.filter((field) => !isWide(field) && !isVersion(field));
  const wide = fields.filter(isWide);
  const rare =
    fields.length > 12
      ? new Set(simple.filter((field) => !field.required && simple.indexOf(field) >= 8))
      : new Set<FieldSpec>();
  const set = (name: string, value: unknown) => {
    setTouched(true);
    typed.current.add(name);
    change((old) => ({ ...old, [name]: value }));
  };
  const begin = (name: string, value: unknown) => change((old) => ({ ...old, [name]: value }));
  const recordOf = ({ own, on = own?.on }: FieldSpec) => record ?? (on ? chosen(values[on.field]) : undefined);
  const send = async () => {
    if (!(await guard.settle())) return;
    if (await onSubmit(newest.current)) {
      sent();
      setTouched(false);
    }
  };
  const input = (field: FieldSpec) => (
    <FieldInput
      key={field.name}
      field={field}
      value={values[field.name]}
      onChange={(value) => set(field.name, value)}
      onBegin={(value) => begin(field.name, value)}
      record={recordOf(field)}
      issues={issues}
      path={field.name}
      currency={currency}
      usual={usualOf(field, values)}
    />
  );
  useFirstWrong(form, issues);
  useFirstFocus(form);
  useSubmitKey(form, () => void send());
  useTold(touched);
  return (
    <GuardContext value={guard}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="md">
          <Restored
            kept={kept}
            onDrop={() => {
              drop();
              onAfresh();
            }}
          />
          <Refused error={error} issues={issues} fields={fields} />
          <Helps values={values}>
            {simple.length > 0 ? (
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="md" verticalSpacing="sm">
                {simple.filter((field) => more || !rare.has(field) || issues.has(field.name)).map(input)}
              </SimpleGrid>
            ) : null}
            {rare.size > 0 && !more ? (
              <Button variant="subtle" size="compact-sm" onClick={() => setMore(true)} className="start">
                {t('more', { count: rare.size })}
              </Button>
            ) : null}
            {wide.map(input)}
          </Helps>
          {fields.filter(isVersion).map(input)}
          {foot?.(values)}
          <Group gap="sm">
            <Button type="submit" loading={sending} color={danger ? 'red' : undefined}>
              {submit}
            </Button>
            {onPreview ? (
              <Button variant="light" onClick={async () => (await guard.settle()) && onPreview(newest.current)}>
                {t('preview')}
              </Button>
            ) : null}
            {onCancel ? (
              <Button variant="default" onClick={() => onCancel(touched, drop)}>
                {t('cancel')}
              </Button>
            ) : null}
            <Text size="xs" c="dimmed" visibleFrom="sm">
              {t('submitKey')}
            </Text>
          </Group>
        </Stack>
      </form>
    </GuardContext>
  );
}

const chosen = (value: unknown): string | readonly string[] | undefined =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? value : undefined;

/** What the server said no to, above the form; what belongs to an input stands there. */
export function Refused({
  error,
  issues,
  fields,
  operation,
}: {
  error: ApiError | null;
  issues: ReadonlyMap<string, string>;
  /** The inputs that say themselves what is wrong with them. */
  fields: readonly FieldSpec[];
  /** What was asked for, where other inputs than those are named. */
  operation?: OperationMeta | undefined;
}) {
  const { t } = useTranslation();
  const model = useModel();
  if (!error) return null;
  const asked = requestIn(error);
  const page = asked && requestPage(model, asked);
  const placed = new Set(fields.map((field) => field.name));
  const named = operation ? operationFields(model, operation) : fields;
  const placeOf = (path: string) => placeText(named, path, (line) => t('form.lineAt', { line }));
  const loose = [...issues].filter(([path]) => !placed.has(path.split('.')[0]!));
  return (
    <Alert
      color={error.code === 'approval_required' ? 'blue' : 'red'}
      icon={<IconAlertTriangle size={18} />}
      role="alert"
      title={issues.size > loose.length ? t('form.checkInput') : undefined}
    >
      <Box>
        {issues.size > 0 ? null : <Text size="sm">{error.message}</Text>}
        {page ? (
          <TextLink {...page} size="sm">
            {t('form.seeRequest')}
          </TextLink>
        ) : null}
        {loose.map(([path, message]) => (
          <Text key={path} size="sm">
            {placeOf(path) ? `${placeOf(path)}: ` : ''}
            {message}
          </Text>
        ))}
        {error.request && error.status >= 500 ? (
          <Text size="xs">{t('form.request', { request: error.request })}</Text>
        ) : null}
      </Box>
    </Alert>
  );
}
