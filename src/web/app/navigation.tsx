import IconBuildingBank from 'icon:building-bank';
import IconBuildingFactory2 from 'icon:building-factory-2';
import IconBuildingStore from 'icon:building-store';
import IconChartBar from 'icon:chart-bar';
import IconDatabase from 'icon:database';
import IconFolder from 'icon:folder';
import IconHome from 'icon:home';
import IconPackages from 'icon:packages';
import IconUsers from 'icon:users';
import { NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Model, useModel, type WingMeta } from '../api/meta.ts';
import { desksOf } from './desks.ts';

const Plain = forwardRef<HTMLAnchorElement, NavLinkProps>((props, ref) => (
  <NavLink ref={ref} component="a" {...props} />
));
const NavTo = createLink(Plain);

const ICONS: Record<string, typeof IconHome> = {
  insight: IconChartBar,
  commerce: IconBuildingStore,
  supply: IconPackages,
  factory: IconBuildingFactory2,
  finance: IconBuildingBank,
  people: IconUsers,
  master: IconDatabase,
  office: IconFolder,
};

/** Kinds of record that stand for themselves; lines and the like are reached from their documents. */
export const mainEntities = (model: Model, names: readonly string[]): string[] => {
  const inner = new Set(model.entities.flatMap((entity) => entity.children.map((child) => child.entity)));
  return names.filter((name) => !inner.has(name));
};

export function Navigation({ path }: { path: string }) {
  const { t } = useTranslation();
  const model = useModel();
  return (
    <>
      <NavTo
        to="/"
        label={t('app.home')}
        leftSection={<IconHome size={18} />}
        active={path === '/'}
        aria-current={path === '/' ? 'page' : undefined}
      />
      {model.navigation.map((wing) => (
        <Wing key={wing.wing} wing={wing} path={path} />
      ))}
    </>
  );
}

function Wing({ wing, path }: { wing: WingMeta; path: string }) {
  const { t } = useTranslation();
  const model = useModel();
  const Icon = ICONS[wing.wing] ?? IconFolder;
  const entities = wing.modules.flatMap((module) => mainEntities(model, module.entities));
  const reports = wing.modules.flatMap((module) => module.reports);
  const here = (target: string) => path === target || path.startsWith(`${target}/`);
  const desks = desksOf(model, wing.wing);
  const within =
    desks.some(({ name }) => here(`/s/${name}`)) ||
    entities.some((name) => here(`/e/${name}`)) ||
    reports.some((name) => here(`/r/${name}`)) ||
    here(`/w/${wing.wing}`);
  return (
    <NavLink
      component="button"
      label={wing.label}
      leftSection={<Icon size={18} />}
      defaultOpened={within}
      childrenOffset={28}
    >
      <NavTo
        to="/w/$wing"
        params={{ wing: wing.wing }}
        label={t('app.overview')}
        active={here(`/w/${wing.wing}`)}
        aria-current={here(`/w/${wing.wing}`) ? 'page' : undefined}
      />
      {desks.map(({ name }) => (
        <NavTo
          key={name}
          to="/s/$desk"
          params={{ desk: name }}
          label={t(`desk.${name}`)}
          active={here(`/s/${name}`)}
          aria-current={here(`/s/${name}`) ? 'page' : undefined}
        />
      ))}
      {entities.map((name) => (
        <NavTo
          key={name}
          to="/e/$entity"
          params={{ entity: name }}
          label={model.anyEntity(name)?.plural ?? name}
          active={here(`/e/${name}`)}
          aria-current={here(`/e/${name}`) ? 'page' : undefined}
        />
      ))}
      {reports.length > 0 ? (
        <NavLink
          component="button"
          label={t('app.reports')}
          defaultOpened={reports.some((name) => here(`/r/${name}`))}
          childrenOffset={12}
        >
          {reports.map((name) => (
            <NavTo
              key={name}
              to="/r/$report"
              params={{ report: name }}
              label={model.anyReport(name)?.label ?? name}
              active={here(`/r/${name}`)}
              aria-current={here(`/r/${name}`) ? 'page' : undefined}
            />
          ))}
        </NavLink>
      ) : null}
    </NavLink>
  );
}
