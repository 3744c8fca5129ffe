import { Button, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseCompany, post } from '../api/http.ts';
import { PlainForm, PlainPassword, PlainText } from '../kit/plain-form.tsx';
import { PlainSelect } from '../kit/plain-select.tsx';
import { SignInFrame } from './frame.tsx';

interface Choices {
  readonly countries: readonly { code: string; name: string }[];
  readonly currencies: readonly { code: string; name: string }[];
}

type Values = Record<string, string>;

const STEPS = ['code', 'person', 'company'] as const;
type Step = (typeof STEPS)[number];

/** An address the program printed brings the code along, behind the mark that no browser sends. */
const given = (): string => /^#setup=(.+)$/.exec(window.location.hash)?.[1] ?? '';

const PLACE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The first owner and the first company, made by who has the code the program printed at its start. */
export default function SetupPage() {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>('code');
  const [values, setValues] = useState<Values>({ code: given() });
  const [choices, setChoices] = useState<Choices>({ countries: [], currencies: [] });
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const next = async (entered: Values) => {
    const now = { ...values, ...entered };
    setValues(now);
    if (now.password !== now.repeat) throw new Error(t('signIn.different'));
    if (step === 'code') setChoices(await post<Choices>('/api/setup/begin', { code: now.code }));
    if (step === 'company') return finish(now);
    setStep(step === 'code' ? 'person' : 'company');
  };
  const submit = async (entered: Values) => {
    setBusy(true);
    setError(undefined);
    try {
      await next(entered);
    } catch (failure) {
      setError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <SignInFrame title={t(`setup.${step}Title`)} text={t(`setup.${step}Text`)} error={error}>
      <PlainForm key={step} onSend={submit}>
        <Stack gap="md">
          {step === 'code' ? <Text name="code" label={t('setup.code')} start={values.code} /> : null}
          {step === 'person' ? <PersonFields values={values} /> : null}
          {step === 'company' ? <CompanyFields values={values} choices={choices} /> : null}
          <Button type="submit" loading={busy} fullWidth>
            {t(step === 'company' ? 'setup.make' : 'setup.next')}
          </Button>
          {step === 'company' ? (
            <Button variant="subtle" onClick={() => setStep('person')}>
              {t('setup.back')}
            </Button>
          ) : null}
        </Stack>
      </PlainForm>
    </SignInFrame>
  );
}

async function finish({ code, name, email, password, ...company }: Values): Promise<void> {
  const made = await post<{ company: number }>('/api/setup', {
    ...{ code, name, email, password },
    company: {
      ...{ name: company.companyName, code: company.companyCode, country: company.country },
      ...{ currency: company.currency, timeZone: company.timeZone },
    },
  });
  await post('/api/auth/sign-in/email', { email, password });
  chooseCompany(made.company);
  // The home of a new company says what comes next.
  window.location.replace('/');
}

function Text({ name, label, start = '', ...rest }: { name: string; label: string; start?: string; type?: string }) {
  return <PlainText {...rest} name={name} label={label} defaultValue={start} />;
}

function PersonFields({ values }: { values: Values }): ReactNode {
  const { t } = useTranslation();
  const password = { autoComplete: 'new-password', minLength: 12 };
  return (
    <>
      <Text name="name" label={t('account.name')} start={values.name} />
      <Text name="email" type="email" label={t('signIn.email')} start={values.email} />
      <PlainPassword name="password" label={t('signIn.password')} description={t('signIn.short')} {...password} />
      <PlainPassword name="repeat" label={t('setup.repeat')} {...password} />
    </>
  );
}

function CompanyFields({ values, choices }: { values: Values; choices: Choices }): ReactNode {
  const { t } = useTranslation();
  const [code, setCode] = useState(values.companyCode ?? '');
  const [own, setOwn] = useState(false);
  return (
    <>
      <PlainText
        name="companyName"
        label={t('setup.companyName')}
        defaultValue={values.companyName}
        onChange={({ currentTarget }) => own || setCode(codeOf(currentTarget.value))}
      />
      <PlainText
        name="companyCode"
        label={t('setup.companyCode')}
        value={code}
        onChange={({ currentTarget }) => {
          setOwn(true);
          setCode(currentTarget.value.toUpperCase());
        }}
      />
      <PlainSelect
        name="country"
        label={t('setup.country')}
        defaultValue={values.country ?? null}
        data={choices.countries.map(({ code: value, name: label }) => ({ value, label }))}
      />
      <PlainSelect
        name="currency"
        label={t('setup.currency')}
        description={t('setup.currencyText')}
        defaultValue={values.currency ?? null}
        data={choices.currencies.map(({ code: value, name }) => ({ value, label: `${value} · ${name}` }))}
      />
      <PlainSelect
        name="timeZone"
        label={t('setup.timeZone')}
        defaultValue={values.timeZone ?? PLACE}
        data={[...new Set([PLACE, ...Intl.supportedValuesOf('timeZone')])]}
      />
    </>
  );
}

const codeOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '')
    .slice(0, 12);
