import {
  Checkbox,
  Fieldset,
  JsonInput,
  NumberInput,
  PasswordInput,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useContext, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { anyListQuery, reportQuery } from '../api/queries.ts';
import { ChoiceInput } from '../kit/choice-input.tsx';
import { ChoicesInput } from '../kit/choices-input.tsx';
import { DayInput } from '../kit/day-input.tsx';
import { useChecked, useMissing } from '../kit/guard.ts';
import { NumberText } from '../kit/number-input.tsx';
import { ReferenceInput } from '../kit/reference-input.tsx';
import { type FieldSpec, isVersion } from '../values/fields.ts';
import { humanise } from '../values/format.ts';
import { HelpContext } from './help.ts';
import { LinesInput } from './lines-input.tsx';
import { OperationInput } from './operation-input.tsx';
import { isOwn, OwnLinesInput } from './own-lines-input.tsx';
import { ReferencesInput } from './references-input.tsx';
import { RightsInput } from './rights-input.tsx';
import { RoleInput } from './role-input.tsx';
import { VersionInput } from './version-input.ts';

export interface FieldInputProps {
  readonly field: FieldSpec;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly issues: ReadonlyMap<string, string>;
  readonly path: string;
  /** The record, or records, the form is about. */
  readonly record?: string | readonly string[];
  /** Tells the form what an input begins with, when it finds that out by itself. */
  readonly onBegin?: (value: unknown) => void;
  /** The currency the amounts of the form are in. */
  readonly currency?: string;
  readonly hideLabel?: boolean;
  /** Of a flag: what is done as long as nobody says yes or no. */
  readonly usual?: boolean;
  readonly size?: string;
}

/** The input for a value of any kind; one that must not be left empty says so itself. */
export function FieldInput(props: FieldInputProps) {
  const box = useRef<HTMLDivElement>(null);
  const { t } = useTranslation('kit');
  const { field, value } = props;
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  const missing = useMissing(box, empty);
  return (
    <div ref={box} className="contents">
      <Input {...props} missing={missing ? t('missing', { what: field.label }) : undefined} />
    </div>
  );
}

function Input(props: FieldInputProps & { readonly missing: string | undefined }) {
  const { field, value, onChange, issues, path, currency, size, missing } = props;
  const { t } = useTranslation('kit');
  const hint = useContext(HelpContext).hints?.[path];
  const model = useModel();
  const error = issues.get(path) ?? missing;
  const common = {
    label: field.label,
    description: field.help,
    error,
    required: field.required,
    size,
    withAsterisk: field.required,
    ...(hint ? { placeholder: hint } : {}),
  };
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const setText = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value || undefined);
  if (isVersion(field)) return <VersionInput {...props} />;
  switch (field.type) {
    case 'money':
      return (
        <NumberText
          {...common}
          value={value}
          onChange={onChange}
          digits={model.digits(currency)}
          unit={currency ?? model.company.currency}
        />
      );
    case 'quantity':
    case 'price':
    case 'rate':
      return <NumberText {...common} value={value} onChange={onChange} />;
    case 'percent':
      return <NumberText {...common} value={value} onChange={onChange} unit="%" />;
    case 'number':
      return (
        <NumberInput
          {...common}
          value={text}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
          allowDecimal={false}
        />
      );
    case 'day':
      return (
        <DayInput
          {...common}
          value={text}
          onChange={onChange}
          placeholder={hint ?? (field.usual === 'today' ? t('today') : undefined)}
        />
      );
    case 'flag':
      return (
        <Checkbox
          mt={{ base: 4, sm: LABEL_HEIGHT }}
          label={field.label}
          description={field.help}
          error={error}
          checked={typeof value === 'boolean' ? value : props.usual === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <ChoiceInput
          {...common}
          value={text}
          onChange={onChange}
          data={(field.choices ?? []).map((choice) => ({ value: choice, label: humanise(choice) }))}
        />
      );
    case 'reference':
      return (
        <ReferenceInput
          {...common}
          entity={field.entity ?? ''}
          filter={field.filter}
          value={value}
          onChange={onChange}
        />
      );
    case 'currency':
      return <CodeSelect {...common} entity="organisation.currency" value={text} onChange={onChange} />;
    case 'country':
      return <CodeSelect {...common} entity="organisation.country" value={text} onChange={onChange} />;
    case 'note':
      return <Textarea {...common} value={text} onChange={setText} autosize minRows={2} maxLength={field.maxLength} />;
    case 'lines':
      if (isOwn(field)) return <OwnLinesInput {...props} field={field} />;
      return (
        <LinesInput field={field} value={value} onChange={onChange} issues={issues} path={path} currency={currency} />
      );
    case 'list':
      return <ListInput {...common} field={field} value={value} onChange={onChange} />;
    case 'object':
      return (
        <ObjectInput field={field} value={value} onChange={onChange} issues={issues} path={path} currency={currency} />
      );
    case 'json':
    case 'any':
      return <JsonField {...common} value={value} onChange={onChange} />;
    default:
      if (field.kind === 'operation') return <OperationInput {...common} value={text} onChange={onChange} />;
      if (field.kind === 'role') return <RoleInput {...common} value={text} onChange={onChange} />;
      return field.secret ? (
        <PasswordInput {...common} value={text} onChange={setText} autoComplete="new-password" />
      ) : (
        <TextInput {...common} value={text} onChange={setText} maxLength={field.maxLength} autoComplete="off" />
      );
  }
}

/** Pixels from the top of a field to where the box of a flag stands in line with the inputs beside it. */
const LABEL_HEIGHT = 32;

type Common = {
  label: string;
  description?: string;
  error?: string;
  required: boolean;
  size?: string;
  placeholder?: string;
};

/** Currencies and countries: few enough to be offered whole. */
function CodeSelect({
  entity: name,
  value,
  onChange,
  ...common
}: Common & { entity: string; value: string; onChange: (value: unknown) => void }) {
  const entity = useModel().anyEntity(name);
  const { data } = useQuery({
    ...anyListQuery(name, { size: 200, sort: 'code' }),
    enabled: entity !== undefined,
    staleTime: 600_000,
  });
  if (!entity)
    return (
      <TextInput
        {...common}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value.toUpperCase() || undefined)}
      />
    );
  return (
    <ChoiceInput
      {...common}
      value={value}
      onChange={onChange}
      data={(data?.rows ?? []).map((row) => ({
        value: String(row.code ?? row.id),
        label: `${row.code ?? row.id} ${row.name ?? ''}`,
      }))}
    />
  );
}

/** A list of simple values: references are found one by one, permissions and roles offered, words typed. */
function ListInput({
  field,
  value,
  onChange,
  ...common
}: Common & { field: FieldSpec; value: unknown; onChange: (value: unknown) => void }) {
  const model = useModel();
  const values = Array.isArray(value) ? value.map(String) : [];
  const roles = useQuery({
    ...reportQuery('access.roles', {}),
    enabled: field.item?.kind === 'role' && model.report('access.roles') !== undefined,
  });
  if (field.item?.type === 'reference')
    return (
      <ReferencesInput
        {...common}
        entity={field.item.entity ?? ''}
        filter={field.item.filter}
        value={values}
        onChange={onChange}
      />
    );
  if (field.kind === 'permissions') return <RightsInput {...common} value={values} onChange={onChange} />;
  const data =
    field.item?.choices?.slice() ??
    (roles.data?.rows ?? []).map((row) => ({ value: String(row.name), label: String(row.label) }));
  if (field.item?.choices || (field.item?.kind === 'role' && roles.data))
    return (
      <ChoicesInput
        {...common}
        value={values}
        onChange={onChange}
        data={data.map((one) => (typeof one === 'string' ? { value: one, label: humanise(one) } : one))}
      />
    );
  return (
    <TagsInput
      {...common}
      value={values}
      onChange={onChange}
      data={data}
      comboboxProps={{ shadow: 'md' }}
      maxDropdownHeight={240}
    />
  );
}

function ObjectInput({ field, value, onChange, issues, path, currency }: FieldInputProps) {
  const values = (value ?? {}) as Record<string, unknown>;
  return (
    <Fieldset legend={field.label}>
      <Stack gap="sm">
        {(field.fields ?? []).map((inner) => (
          <FieldInput
            key={inner.name}
            field={inner}
            value={values[inner.name]}
            onChange={(next) => onChange({ ...values, [inner.name]: next })}
            issues={issues}
            path={`${path}.${inner.name}`}
            currency={currency}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}

function JsonField({ value, onChange, ...common }: Common & { value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation('form');
  const input = useRef<HTMLTextAreaElement>(null);
  const whole = useRef(true);
  useChecked(input, () => whole.current);
  const shown =
    typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value, null, 2);
  return (
    <JsonInput
      {...common}
      ref={input}
      defaultValue={shown}
      autosize
      minRows={2}
      formatOnBlur
      validationError={t('notJson')}
      onChange={(text) => {
        try {
          onChange(text.trim() === '' ? undefined : JSON.parse(text));
          whole.current = true;
        } catch {
          whole.current = false;
          // Half-typed JSON is shown as wrong by the input and kept out of the form until it is whole.
        }
      }}
    />
  );
}
