import { getRouteApi } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';
import { useModel } from '../api/meta.ts';
import { type Desk, desksOf } from '../app/desks.ts';
import { NotFound } from '../app/not-found.tsx';

const route = getRouteApi('/s/$desk');

const PLACES: Readonly<Record<Desk['name'], ComponentType>> = {
  picking: lazy(() => import('./picking/picking-desk.tsx')),
  counting: lazy(() => import('./counting/counting-desk.tsx')),
  buying: lazy(() => import('./buying/buying-desk.tsx')),
  receiving: lazy(() => import('./receiving/receiving-desk.tsx')),
  suppliers: lazy(() => import('./suppliers/suppliers-desk.tsx')),
  approvals: lazy(() => import('./approvals/inbox.tsx')),
  costs: lazy(() => import('./costs/costs-desk.tsx')),
};

/** A working place, for those who may use what it needs. */
export default function DeskPage() {
  const { desk: name } = route.useParams();
  const desk = desksOf(useModel()).find((one) => one.name === name);
  if (!desk) return <NotFound forbidden={name in PLACES} />;
  const Place = PLACES[desk.name];
  return <Place key={desk.name} />;
}
