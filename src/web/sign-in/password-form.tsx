import { Button, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';
import { PlainForm, PlainPassword } from '../kit/plain-form.tsx';

const changePassword = (currentPassword: string, newPassword: string) =>
  post('/api/auth/change-password', { currentPassword, newPassword });

/** A new password, typed twice, with what proves who asks: the present one, unless said otherwise. */
export function PasswordForm({
  present,
  proof,
  save = changePassword,
  submit,
  onDone,
  onError,
}: {
  /** The present password, where it is known: it is not asked then. */
  present?: string | undefined;
  /** The input in place of the present password, of the name `proof`. */
  proof?: ReactNode;
  save?: (proof: string, newPassword: string) => Promise<unknown>;
  submit: string;
  onDone: () => void;
  onError: (text: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const send = async (values: Record<string, string>, form: HTMLFormElement) => {
    setWrong(undefined);
    onError(undefined);
    if (values.next !== values.repeat) return setWrong(t('signIn.different'));
    setBusy(true);
    try {
      await save(present ?? String(values.proof), String(values.next));
      form.reset();
      onDone();
    } catch (failure) {
      onError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <PlainForm onSend={send}>
      <Stack gap="md">
        {present === undefined
          ? (proof ?? <PlainPassword name="proof" label={t('signIn.current')} autoComplete="current-password" />)
          : null}
        <PlainPassword
          name="next"
          label={t('signIn.next')}
          description={t('signIn.short')}
          autoComplete="new-password"
          minLength={12}
        />
        <PlainPassword name="repeat" label={t('signIn.repeat')} autoComplete="new-password" error={wrong} />
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
      </Stack>
    </PlainForm>
  );
}
