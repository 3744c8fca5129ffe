import { Alert, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseCompany, post } from '../api/http.ts';
import { PlainText } from '../kit/plain-form.tsx';
import { PasswordForm } from './password-form.tsx';

/** The code of an invitation, with a new password; the company it is for opens at once. */
export function JoinCompany() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string>();
  const join = async (code: string, newPassword: string) => {
    const { company } = await post<{ company: number }>('/api/me/invitations', { code: code.trim(), newPassword });
    chooseCompany(company);
  };
  const done = () => {
    notifications.show({ message: t('join.done'), color: 'teal' });
    void client.resetQueries();
  };
  return (
    <Stack gap="sm" id="join">
      <Text size="sm">{t('join.text')}</Text>
      {error ? (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      ) : null}
      <PasswordForm
        submit={t('join.submit')}
        save={join}
        proof={<PlainText name="proof" label={t('join.code')} autoComplete="off" />}
        onError={setError}
        onDone={done}
      />
    </Stack>
  );
}
