import { Anchor, Button, Checkbox, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';
import { PlainForm, PlainPassword, PlainText } from '../kit/plain-form.tsx';
import { SignInFrame } from './frame.tsx';

/** E-mail and password, then the code of the second step when the account has one. */
export function SignInPage({ onPassword }: { onPassword: (password: string) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [step, setStep] = useState<'password' | 'code' | 'backup'>('password');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const tell = async (path: string, body: unknown) => {
    setBusy(true);
    setError(undefined);
    try {
      const answer = await post<{ twoFactorRedirect?: boolean }>(path, body);
      if (answer.twoFactorRedirect) setStep('code');
      else await client.resetQueries();
    } catch (failure) {
      setError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  if (step === 'password')
    return (
      <SignInFrame title={t('signIn.title')} text={t('signIn.about')} error={error}>
        <PlainForm
          onSend={({ email = '', password = '' }) => {
            onPassword(password);
            void tell('/api/auth/sign-in/email', { email: email.trim(), password });
          }}
        >
          <Stack gap="md">
            <PlainText
              name="email"
              type="email"
              label={t('signIn.email')}
              autoComplete="username"
              data-autofocus
              autoFocus
            />
            <PlainPassword name="password" label={t('signIn.password')} autoComplete="current-password" />
            <Button type="submit" loading={busy} fullWidth>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </PlainForm>
      </SignInFrame>
    );
  const backup = step === 'backup';
  return (
    <SignInFrame title={t('signIn.codeTitle')} text={backup ? undefined : t('signIn.codeText')} error={error}>
      <PlainForm
        onSend={({ code = '', trust }) => {
          const path = backup ? '/api/auth/two-factor/verify-backup-code' : '/api/auth/two-factor/verify-totp';
          void tell(path, {
            code: code.replace(/\s/g, ''),
            ...(backup ? {} : { trustDevice: trust === 'on' }),
          });
        }}
      >
        <Stack gap="md">
          <PlainText
            key={step}
            name="code"
            label={backup ? t('signIn.backupCode') : t('signIn.code')}
            autoComplete="one-time-code"
            inputMode={backup ? undefined : 'numeric'}
            autoFocus
          />
          {backup ? null : <Checkbox name="trust" label={t('signIn.trust')} />}
          <Button type="submit" loading={busy} fullWidth>
            {t('signIn.verify')}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => setStep(backup ? 'code' : 'backup')}>
            {backup ? t('signIn.useApp') : t('signIn.backup')}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={() => setStep('password')}>
            {t('signIn.back')}
          </Anchor>
        </Stack>
      </PlainForm>
    </SignInFrame>
  );
}
