import { useTranslation } from 'react-i18next';
import { SignInFrame } from './frame.tsx';
import { JoinCompany } from './join-company.tsx';

/** For who is signed in and has no role anywhere: all they can do is to be let in. */
export default function JoinPage() {
  const { t } = useTranslation();
  return (
    <SignInFrame title={t('join.title')} text={t('join.none')}>
      <JoinCompany />
    </SignInFrame>
  );
}
