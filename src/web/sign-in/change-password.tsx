import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SignInFrame } from './frame.tsx';
import { PasswordForm } from './password-form.tsx';

/** Asked of who came in with a one-time password, before anything else opens. `present`: the one just typed, if it was. */
export function ChangePasswordPage({ present }: { present: string | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [error, setError] = useState<string>();
  return (
    <SignInFrame title={t('signIn.changeTitle')} text={t('signIn.changeText')} error={error}>
      <PasswordForm
        present={present}
        submit={t('signIn.save')}
        onDone={() => void client.resetQueries()}
        onError={setError}
      />
    </SignInFrame>
  );
}
