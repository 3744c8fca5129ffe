import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiError, get, post } from '../api/http.ts';
import { TextLink } from '../kit/link.tsx';
import { Page } from '../kit/page.tsx';

interface NotFoundProps {
  /** What is not among what the user may use: the server says whether it is there at all. */
  readonly asked?: { readonly kind: 'entity' | 'operation' | 'report'; readonly name: string };
  /** It is there, and not for this user. */
  readonly forbidden?: boolean;
}

/** For an address that leads nowhere, or to what is not for the user's role. */
export function NotFound({ asked, forbidden = false }: NotFoundProps) {
  const { t } = useTranslation();
  const { error, isFetching } = useQuery({
    queryKey: ['may', asked?.kind, asked?.name],
    queryFn: () =>
      asked?.kind === 'operation' ? post(`/api/preview/${asked.name}`, {}) : get(`/api/${asked?.kind}/${asked?.name}`),
    enabled: asked !== undefined,
    retry: false,
  });
  const right = error instanceof ApiError && error.status === 403 ? error.message : undefined;
  if (isFetching) return null;
  const closed = forbidden || right !== undefined;
  return (
    <Page
      title={t(closed ? 'app.forbidden' : 'app.notFound')}
      about={closed ? [right, t('app.forbiddenText')].filter(Boolean).join(' ') : t('app.notFoundText')}
    >
      <TextLink to="/">{t('app.toHome')}</TextLink>
    </Page>
  );
}
