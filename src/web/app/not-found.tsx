import { Center } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../kit/link.tsx';
import { Empty } from '../kit/page.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Center mih={300}>
      <Empty
        title={t('app.notFound')}
        text={t('app.notFoundText')}
        action={<TextLink to="/">{t('app.toHome')}</TextLink>}
      />
    </Center>
  );
}
