import { Alert, AppShell, Badge, Burger, Button, Group, Kbd, Text } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconBuildingWarehouse, IconSearch, IconWifiOff } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { useLive } from './live.ts';
import { Navigation } from './navigation.tsx';
import { CompanySwitcher, UserMenu } from './user-menu.tsx';

const Palette = lazy(() => import('./palette.tsx'));

/** The frame around every page: departments at the side, the palette, company and user on top. */
export function Shell() {
  const { t } = useTranslation();
  const model = useModel();
  const [opened, { toggle, close }] = useDisclosure();
  const { online } = useNetwork();
  const live = useLive(model.company.id);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useFocusOnPage(path, close);
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
            <Link to="/" className="brand">
              <Group gap={8} wrap="nowrap">
                <IconBuildingWarehouse size={22} aria-hidden color="var(--mantine-primary-color-filled)" />
                <Text fw={700} visibleFrom="xs" span>
                  {t('app.name')}
                </Text>
              </Group>
            </Link>
            <CompanySwitcher />
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
              onClick={spotlight.open}
              visibleFrom="sm"
            >
              {t('app.palette')}
            </Button>
            <Button
              variant="default"
              size="xs"
              px={8}
              onClick={spotlight.open}
              hiddenFrom="sm"
              aria-label={t('app.palette')}
            >
              <IconSearch size={16} />
            </Button>
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('app.navigation')}>
        <AppShell.Section grow p="xs" className="nav-scroll">
          <Navigation path={path} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} style={{ outline: 'none' }}>
        {online ? null : (
          <Alert color="orange" icon={<IconWifiOff size={18} />} mb="md" role="status">
            {t('app.offline')}
          </Alert>
        )}
        <Outlet />
      </AppShell.Main>
      <Suspense fallback={null}>
        <Palette />
      </Suspense>
    </AppShell>
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
      document.getElementById('main')?.focus({ preventScroll: true });
  }, [path]);
}
