import { useTranslation } from 'react-i18next';
import { TextLink } from '../kit/link.tsx';
import { Page } from '../kit/page.tsx';

/** For an address that leads nowhere, or to what the user may not see. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('app.notFound')} about={t('app.notFoundText')}>
      <TextLink to="/">{t('app.toHome')}</TextLink>
    </Page>
  );
}
