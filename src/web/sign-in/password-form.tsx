import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { post } from '../api/http.ts';

/** A new password, typed twice, with the present one to prove who asks. */
export function PasswordForm({
  submit,
  onDone,
  onError,
}: {
  submit: string;
  onDone: () => void;
  onError: (text: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    setWrong(undefined);
    onError(undefined);
    if (values.get('next') !== values.get('repeat')) return setWrong(t('signIn.different'));
    setBusy(true);
    try {
      await post('/api/auth/change-password', {
        currentPassword: values.get('current'),
        newPassword: values.get('next'),
      });
      form.reset();
      onDone();
    } catch (failure) {
      onError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <Stack gap="md">
        <PasswordInput
          name="current"
          label={t('signIn.current')}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
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
