import IconBuildingWarehouse from 'icon:building-warehouse';
import IconSearch from 'icon:search';
import IconWifiOff from 'icon:wifi-off';
import { Alert, AppShell, Badge, Burger, Button, Group, Kbd, Skeleton, Text } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onReachable } from '../api/http.ts';
import { useModel } from '../api/meta.ts';
import { useLive } from './live.ts';
import { Navigation } from './navigation.tsx';
import { palette, usePaletteKeys } from './palette-store.ts';

/** What opens on demand is fetched after the page: menus alone are a sixth of the bytes. */
const Palette = lazy(() => import('./palette.tsx'));
const UserMenu = lazy(() => import('./user-menu.tsx'));
const CompanyMenu = lazy(() => import('./company-menu.tsx'));

/** The frame around every page: departments at the side, the palette, company and user on top. */
export function Shell() {
  const { t } = useTranslation();
  const model = useModel();
  const [opened, { toggle, close }] = useDisclosure();
  const live = useLive(model.company.id);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useFocusOnPage(path, close);
  usePaletteKeys();
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 248, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a href="#main" className="skip">
        {t('app.skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap" gap="sm">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={t('app.menu')}
              aria-expanded={opened}
            />
            <Link to="/" className="brand" aria-label={t('app.home')}>
              <Group gap={8} wrap="nowrap">
                <IconBuildingWarehouse size={22} aria-hidden color="var(--mantine-primary-color-filled)" />
                <Text fw={700} visibleFrom="xs" span>
                  {t('app.name')}
                </Text>
              </Group>
            </Link>
            <Company />
          </Group>
          <Group gap="xs" wrap="nowrap">
            {live ? (
              <Badge variant="dot" color="teal" size="sm" tt="none" visibleFrom="lg">
                {t('home.live')}
              </Badge>
            ) : null}
            <Button
              variant="default"
              size="xs"
              leftSection={<IconSearch size={15} />}
              rightSection={<Kbd size="xs">{t('app.shortcuts')}</Kbd>}
              onClick={palette.open}
              visibleFrom="sm"
            >
              {t('app.palette')}
            </Button>
            <Button
              variant="default"
              size="xs"
              px={8}
              onClick={palette.open}
              hiddenFrom="sm"
              aria-label={t('app.palette')}
            >
              <IconSearch size={16} />
            </Button>
            <Suspense fallback={<Skeleton circle height={34} />}>
              <UserMenu />
            </Suspense>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('app.navigation')}>
        <AppShell.Section grow p="xs" className="nav-scroll">
          <Navigation path={path} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        <Connection />
        <Outlet />
      </AppShell.Main>
      <Suspense fallback={null}>
        <Palette />
      </Suspense>
    </AppShell>
  );
}

function Company() {
  const model = useModel();
  const { company, companies } = model;
  const mayMake = model.operation('access.create_company') !== undefined;
  const name = (
    <Text size="sm" c="dimmed" truncate maw={{ base: 150, sm: 260 }}>
      {company.name}
    </Text>
  );
  if (companies.length < 2 && !mayMake) return name;
  return (
    <Suspense fallback={name}>
      <CompanyMenu />
    </Suspense>
  );
}

/** After a move to another page the menu closes and the page's title is read first. */
function useFocusOnPage(path: string, close: () => void): void {
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a move to another page counts
  useEffect(() => {
    close();
    if (first.current) first.current = false;
    else if (document.activeElement === document.body || document.activeElement?.closest('nav, header'))
      (document.querySelector<HTMLElement>('main h1') ?? document.getElementById('main'))?.focus({
        preventScroll: true,
      });
  }, [path]);
}

const ASK_AGAIN_MS = 4_000;

/** Says when what is on screen may be old, and asks for all of it again once the server answers. */
function Connection() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const client = useQueryClient();
  const [reachable, setReachable] = useState(true);
  useEffect(() => {
    onReachable(setReachable);
    return () => onReachable(() => undefined);
  }, []);
  useEffect(() => {
    if (reachable) return;
    const timer = setInterval(() => void client.refetchQueries({ queryKey: ['me'] }), ASK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      void client.invalidateQueries();
    };
  }, [reachable, client]);
  if (online && reachable) return null;
  return (
    <Alert color="orange" icon={<IconWifiOff size={18} />} mb="md" role="status">
      <Group justify="space-between">
        {t(online ? 'app.unreachable' : 'app.offline')}
        <Button size="xs" variant="default" onClick={() => void client.invalidateQueries()}>
          {t('app.retry')}
        </Button>
      </Group>
    </Alert>
  );
}
