import { Center, Container, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { onSignedOut } from '../api/http.ts';
import { ModelContext, makeModel } from '../api/meta.ts';
import { listQuery, meQuery, metaQuery, setupQuery } from '../api/queries.ts';
import { Failure } from '../kit/page.tsx';
import { ChangePasswordPage } from '../sign-in/change-password.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { router } from './router.tsx';

/** Seen once in the life of an installation, or of an account. */
const SetupPage = lazy(() => import('../sign-in/setup-page.tsx'));
const JoinPage = lazy(() => import('../sign-in/join-page.tsx'));

/** Lets in who is signed in; everyone else signs in where they are and finds the page they wanted behind it. */
export function Gate() {
  const client = useQueryClient();
  const me = useQuery(meQuery);
  // Kept in memory alone, from signing in until it is replaced: who just typed it is not asked for it again.
  const [password, setPassword] = useState<string>();
  const inside = me.data && !me.data.mustChangePassword;
  useEffect(() => {
    if (inside) setPassword(undefined);
  }, [inside]);
  useEffect(() => onSignedOut(() => void client.invalidateQueries({ queryKey: ['me'] })), [client]);
  if (me.isPending) return <Waiting />;
  if (me.isError)
    return (
      <Container size="xs" py="xl">
        <Failure error={me.error} retry={() => void me.refetch()} />
      </Container>
    );
  if (!me.data) return <Unknown onPassword={setPassword} />;
  if (me.data.mustChangePassword) return <ChangePasswordPage present={password} />;
  if (me.data.companies.length === 0)
    return (
      <Suspense fallback={<Waiting />}>
        <JoinPage />
      </Suspense>
    );
  return <Program />;
}

/** Whom the program does not know signs in; where there is nobody to be, the first is made. */
function Unknown({ onPassword }: { onPassword: (password: string) => void }) {
  const setup = useQuery(setupQuery);
  if (setup.isPending) return <Waiting />;
  if (!setup.data?.open) return <SignInPage onPassword={onPassword} />;
  return (
    <Suspense fallback={<Waiting />}>
      <SetupPage />
    </Suspense>
  );
}

function Program() {
  const meta = useQuery(metaQuery);
  const mayCurrency = meta.data?.entities.some((entity) => entity.name === 'organisation.currency') ?? false;
  const currencies = useQuery({
    ...listQuery('organisation.currency', { size: 200 }),
    enabled: mayCurrency,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const model = useMemo(() => {
    if (!meta.data) return undefined;
    const digits = (currencies.data?.rows ?? []).map(
      (row) => [String(row.code ?? row.id), Number(row.digits ?? 2)] as const,
    );
    return makeModel(meta.data, new Map(digits));
  }, [meta.data, currencies.data]);
  if (meta.isError && !meta.data)
    return (
      <Container size="xs" py="xl">
        <Failure error={meta.error} retry={() => void meta.refetch()} />
      </Container>
    );
  if (!model || (mayCurrency && currencies.isPending)) return <Waiting />;
  return (
    <ModelContext.Provider value={model}>
      <RouterProvider router={router} />
    </ModelContext.Provider>
  );
}

const Waiting = () => (
  <Center h="100dvh">
    <Loader aria-label="Countinghouse" />
  </Center>
);
