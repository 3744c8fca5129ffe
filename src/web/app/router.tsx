import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { Row } from '../api/meta.ts';
import { Loading } from '../kit/page.tsx';
import { addressOf, begunWith, readAddress } from './address.ts';
import { Crash } from './crash.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const record = (value: unknown): Row | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
    ? (value as Row)
    : undefined;
const text = (value: unknown): string | undefined => (value === undefined || value === '' ? undefined : String(value));

const root = createRootRoute({ component: Shell, notFoundComponent: () => <NotFound />, errorComponent: Crash });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../dashboard/home-page.tsx')),
});
const wing = createRoute({
  getParentRoute: () => root,
  path: '/w/$wing',
  component: lazyRouteComponent(() => import('../dashboard/wing-page.tsx')),
});
const list = createRoute({
  getParentRoute: () => root,
  path: '/e/$entity',
  validateSearch: (search: Row): { filter?: Row; search?: string; sort?: string; page?: number } => ({
    filter: record(search.filter),
    search: text(search.search),
    sort: text(search.sort),
    page: Number(search.page) > 1 ? Math.trunc(Number(search.page)) : undefined,
  }),
  component: lazyRouteComponent(() => import('../list/list-page.tsx')),
});
const page = createRoute({
  getParentRoute: () => root,
  path: '/e/$entity/$id',
  component: lazyRouteComponent(() => import('../record/record-page.tsx')),
});
const operation = createRoute({
  getParentRoute: () => root,
  path: '/do/$operation',
  validateSearch: (search: Row): { with?: Row } => ({ with: record(begunWith(search)) }),
  component: lazyRouteComponent(() => import('../form/operation-page.tsx')),
});
const report = createRoute({
  getParentRoute: () => root,
  path: '/r/$report',
  validateSearch: (search: Row): { params?: Row; view?: 'chart' } => ({
    params: record(search.params),
    view: search.view === 'chart' ? 'chart' : undefined,
  }),
  component: lazyRouteComponent(() => import('../report/report-page.tsx')),
});
const desk = createRoute({
  getParentRoute: () => root,
  path: '/s/$desk',
  validateSearch: (search: Row): { with?: Row } => ({ with: record(begunWith(search)) }),
  component: lazyRouteComponent(() => import('../screens/desk-page.tsx')),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/account-page.tsx')),
});

export const router = createRouter({
  routeTree: root.addChildren([home, wing, list, page, operation, report, desk, account]),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  scrollRestoration: true,
  parseSearch: readAddress,
  stringifySearch: addressOf,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
