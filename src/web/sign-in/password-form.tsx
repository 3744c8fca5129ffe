import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';

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
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    setWrong(undefined);
    onError(undefined);
    if (values.get('next') !== values.get('repeat')) return setWrong(t('signIn.different'));
    setBusy(true);
    try {
      await save(present ?? String(values.get('proof')), String(values.get('next')));
      form.reset();
      onDone();
    } catch (failure) {
      onError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack gap="md">
        {present === undefined
          ? (proof ?? (
              <PasswordInput
                name="proof"
                label={t('signIn.current')}
                autoComplete="current-password"
                required
                withAsterisk={false}
              />
            ))
          : null}
        <PasswordInput
          name="next"
          label={t('signIn.next')}
          description={t('signIn.short')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={12}
        />
        <PasswordInput
          name="repeat"
          label={t('signIn.repeat')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={wrong}
        />
        <Button type="submit" loading={busy}>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
