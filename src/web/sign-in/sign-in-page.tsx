import { Anchor, Button, Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';
import { SignInFrame } from './frame.tsx';

const field = (event: FormEvent<HTMLFormElement>, name: string): string =>
  String(new FormData(event.currentTarget).get(name) ?? '');

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
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const password = field(event, 'password');
            onPassword(password);
            void tell('/api/auth/sign-in/email', { email: field(event, 'email').trim(), password });
          }}
        >
          <Stack gap="md">
            <TextInput
              name="email"
              type="email"
              label={t('signIn.email')}
              autoComplete="username"
              required
              withAsterisk={false}
              data-autofocus
              autoFocus
            />
            <PasswordInput
              name="password"
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
            />
            <Button type="submit" loading={busy} fullWidth>
              {t('signIn.submit')}
            </Button>
          </Stack>
        </form>
      </SignInFrame>
    );
  const backup = step === 'backup';
  return (
    <SignInFrame title={t('signIn.codeTitle')} text={backup ? undefined : t('signIn.codeText')} error={error}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const path = backup ? '/api/auth/two-factor/verify-backup-code' : '/api/auth/two-factor/verify-totp';
          void tell(path, {
            code: field(event, 'code').replace(/\s/g, ''),
            ...(backup ? {} : { trustDevice: field(event, 'trust') === 'on' }),
          });
        }}
      >
        <Stack gap="md">
          <TextInput
            key={step}
            name="code"
            label={backup ? t('signIn.backupCode') : t('signIn.code')}
            autoComplete="one-time-code"
            inputMode={backup ? undefined : 'numeric'}
            required
            withAsterisk={false}
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
      </form>
    </SignInFrame>
  );
}
